import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createBusDriver, type BusDriver } from '@onefront/bus';
import { message, type Outbound } from '@onefront/contracts';
import { testDatabase, waitFor, type TestDatabase } from '@onefront/testing';
import { createConsumer, enqueueWork, startExecutor, startRelay, type Database, type FailPlace, type Passing } from '../src/index.js';
import { count, deliver, noted, notesDatabase, notesWork, recordsOf, told } from './notes.js';
import { tell } from './order-of-keys.js';

let database: Database;
let drop: () => Promise<void>;
let log: TestDatabase;
let bus: BusDriver;
const listeners: Array<readonly [string, (passing: unknown) => void]> = [];
beforeAll(async () => {
  ({ database, drop } = await notesDatabase());
  log = await testDatabase('bus');
  bus = createBusDriver({ kind: 'pglog', url: log.url });
  const admin = await bus.admin();
  await admin.ensureTopics([{ name: told.topic, partitions: 1 }]);
});
afterEach(() => listeners.splice(0).forEach(([name, listener]) => unsubscribe(name, listener)));
afterAll(async () => {
  await bus.close();
  await log.drop();
  await drop();
});

/** Looks at the world from outside each time the process is at the place, which waits until the look is done. */
function lookAt(place: FailPlace, look: () => Promise<unknown> | unknown): void {
  const listener = (passing: unknown) => (passing as Passing).holdUp(Promise.resolve(look()).then(() => undefined));
  subscribe(`onefront:${place}`, listener);
  listeners.push([`onefront:${place}`, listener]);
}

const outbox = () => count(database, 'messaging.outbox');
const inLog = async (): Promise<number> => {
  const admin = await bus.admin();
  const lag = await admin.lag('nobody', [told.topic]);
  return Number(lag.reduce((sum, { end }) => sum + end, 0n));
};

it('says before the commit of a batch, while nobody else can see it, and after', async () => {
  const seen: unknown[] = [];
  lookAt('consumer:before-commit', async () => seen.push(['before', await count(database, 'applied')]));
  lookAt('consumer:after-commit', async () => seen.push(['after', await count(database, 'applied'), await outbox()]));
  const consumer = createConsumer(database, { name: 'notes', work: notesWork });
  await deliver(consumer.onBatch, recordsOf([message(noted, { key: 'a', data: { n: 1, say: 'ok' } }) as Outbound]));
  await consumer.stop();
  expect(seen).toEqual([['before', 0], ['after', 1, 1]]);
});

it('says before rows are sent, and after their acknowledgement while they are still in the outbox', async () => {
  await database.pool.query(`truncate messaging.outbox`);
  await database.transact(async (_tx, emit) => emit(tell('a', 1)));
  const seen: unknown[] = [];
  lookAt('relay:before-send', async () => seen.push(['before', await outbox(), await inLog()]));
  lookAt('relay:after-send', async () => seen.push(['after', await outbox(), await inLog()]));
  const relay = startRelay(database, await bus.producer());
  await waitFor(async () => (await outbox()) === 0, { what: 'an empty outbox' });
  await relay.stop();
  expect(seen).toEqual([['before', 1, 0], ['after', 1, 1]]);
});

it('says before an effect, and after it while its item is still there', async () => {
  const seen: unknown[] = [];
  lookAt('executor:before-effect', () => seen.push('before'));
  lookAt('executor:after-effect', async () => seen.push(['after', await count(database, 'messaging.work_item')]));
  const executor = startExecutor(database, { kind: 'payment', handle: async () => (seen.push('effect'), 'done') });
  await database.transact((tx) => enqueueWork(tx, { kind: 'payment', id: 'p1', payload: {}, dueAt: new Date(0) }));
  await waitFor(async () => (await count(database, 'messaging.work_item')) === 0, { what: 'the item to be done' });
  await executor.stop();
  expect(seen).toEqual(['before', 'effect', ['after', 1]]);
});
