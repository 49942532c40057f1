import type { BusDriver, IncomingRecord } from '@onefront/bus';
import { message, type Outbound } from '@onefront/contracts';
import { testBus, uniqueName, waitFor } from '@onefront/testing';
import { startRelay, type Database } from '../src/index.js';
import { count, notesDatabase, told } from './notes.js';

let database: Database;
let drop: () => Promise<void>;
let bus: BusDriver;
const seen: IncomingRecord[] = [];
const tell = (key: string, n: number, topic = told.topic) => message({ ...told, topic }, { key, data: { n } }) as Outbound;

beforeAll(async () => {
  ({ database, drop } = await notesDatabase());
  bus = await testBus();
  const admin = await bus.admin();
  await admin.ensureTopics([{ name: told.topic, partitions: 6 }]);
  await bus.consume({ group: uniqueName('seen'), topics: [told.topic], onBatch: async (batch) => void seen.push(...batch.records) });
});
afterAll(async () => {
  await bus.close();
  await drop();
});

it('carries what was committed to the log, in order per key, and nothing that was rolled back', async () => {
  const relay = startRelay(database, await bus.producer());
  await expect(database.transact(async (_tx, emit) => { emit(tell('x', 1)); throw new Error('no'); })).rejects.toThrow('no');
  for (let n = 1; n <= 20; n++) await database.transact(async (_tx, emit) => emit(tell('x', n), tell('y', n)));
  await waitFor(() => seen.length === 40, { what: 'forty records' });
  expect(seen.filter((one) => one.key === 'x').map((one) => JSON.parse(one.value!.toString()).n)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  await waitFor(async () => (await count(database, 'messaging.outbox')) === 0);
  await relay.stop();
});
