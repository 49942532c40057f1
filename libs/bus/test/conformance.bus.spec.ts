import { testDatabase, type TestDatabase } from '@onefront/testing';
import { createBusDriver, type BusLog } from '../src/index.js';
import { conformance } from './conformance/index.js';

/** Failures are planted here; their reports would bury the result. */
const log: BusLog = () => undefined;
const brokers = process.env['KAFKA_BROKERS'];

let database: TestDatabase | undefined;

beforeAll(async () => {
  database = await testDatabase('bus');
});
afterAll(() => database?.drop());

conformance('pglog', () => createBusDriver({ kind: 'pglog', url: database!.url, clientId: 'conformance', log }));

if (brokers) conformance('kafka', () => createBusDriver({ kind: 'kafka', brokers: brokers.split(','), clientId: 'conformance', log }));

conformance('pglog behind a prefix', () => createBusDriver({ kind: 'pglog', url: database!.url, clientId: 'conformance', prefix: 'green.', log }));
