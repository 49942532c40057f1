import type { BusProducer, IncomingRecord, OutgoingRecord } from '@onefront/bus';
import { message, type Outbound } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { waitFor } from '@onefront/testing';
import { bucketOf, listDeadLetters, MessageTooLarge, openDatabase, replayDeadLetter, startRelay, stats, type Database, type Relay } from '../src/index.js';
import { listen, sharedBus, type SharedBus } from './bus.js';
import { count, notesDatabase, TOPIC, told } from './notes.js';
import { judge, tell, write, writeWithEarlyIds } from './order-of-keys.js';

let database: Database;
let url: string;
let drop: () => Promise<void>;
let bus: SharedBus;
let seen: IncomingRecord[];
let relays: Relay[] = [];

beforeAll(async () => {
  ({ database, url, drop } = await notesDatabase());
  bus = await sharedBus();
  seen = await listen(bus.driver);
});
afterAll(async () => {
  await bus.close();
  await drop();
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  relays = [];
  seen.length = 0;
});
const relay = async (options: Parameters<typeof startRelay>[2] = {}, producer?: BusProducer) => {
  const started = startRelay(database, producer ?? (await bus.driver.producer()), options);
  relays.push(started);
  return started;
};
const numbers = (key: string) => seen.filter((one) => one.key === key).map((one) => (JSON.parse(one.value!.toString()) as { n: number }).n);
const emptied = () => waitFor(async () => (await count(database, 'messaging.outbox')) === 0, { what: 'an empty outbox' });

/** The real producer behind a gate: sends wait until it is opened. */
async function gated(): Promise<{ producer: BusProducer; waiting: () => number; open: () => void }> {
  const real = await bus.driver.producer();
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  let waiting = 0;
  const send = async (records: readonly OutgoingRecord[]) => {
    waiting++;
    await gate;
    return real.send(records);
  };
  return { producer: { send, close: () => real.close() }, waiting: () => waiting, open };
}

it('carries what was committed, in order per key, and nothing that was rolled back', async () => {
  await relay();
  await expect(database.transact(async (_tx, emit) => { emit(tell('x', 1)); throw new Error('no'); })).rejects.toThrow('no');
  for (let n = 1; n <= 20; n++) await database.transact(async (_tx, emit) => emit(tell('x', n), tell('y', n)));
  await waitFor(() => seen.length === 40);
  expect(numbers('x')).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  await emptied();
});

it('loses and inverts nothing with 12 writers on 40 hot keys (R15)', async () => {
  await relay();
  const many = await openDatabase({ url, service: 'orders', maxConnections: 12 });
  many.signals.on('told', () => database.wake());
  const end = Date.now() + 3_000;
  const expected = await write(many, 12, 40, (told) => told > 1_000 && Date.now() > end);
  await many.close();
  await emptied();
  await waitFor(() => judge(seen, expected).lost === 0);
  expect(judge(seen, expected)).toMatchObject({ lost: 0, inversions: 0, duplicates: 0 });
  expect(judge(seen, expected).told).toBeGreaterThan(900);
});

it('would see ids that are drawn before the lock', async () => {
  await relay();
  const many = await openDatabase({ url, service: 'orders', maxConnections: 12 });
  const end = Date.now() + 1_500;
  const busy = setInterval(() => database.wake(), 2);
  const expected = await writeWithEarlyIds(many, 12, () => Date.now() > end);
  clearInterval(busy);
  await many.close();
  await emptied();
  await waitFor(() => judge(seen, expected).lost === 0);
  expect(judge(seen, expected).inversions).toBeGreaterThan(0);
});

it('refuses a message over 900 kB where it is told, and stores nothing', async () => {
  const told = database.transact(async (_tx, emit) => emit(tell('big', 1, 'x'.repeat(900_000))));
  await expect(told).rejects.toThrow(MessageTooLarge);
  expect(await count(database, 'messaging.outbox')).toBe(0);
});

it('makes a dead letter of a row that the log refuses for its size, and goes on', async () => {
  const row = `insert into messaging.outbox (bucket, topic, key, headers, value) values ($1, $2, 'big', $3, $4)`;
  await database.pool.query(row, [bucketOf('big'), TOPIC, { ce_id: newId(), ce_type: told.type }, Buffer.alloc(1_200_000)]);
  await database.transact(async (_tx, emit) => emit(tell('big', 1), tell('small', 1)));
  await relay();
  await waitFor(() => seen.length === 2);
  await emptied();
  const [letter] = await listDeadLetters(database, { consumer: 'relay' });
  expect(letter).toMatchObject({ reason: 'record-too-large', key: 'big', state: 'dead' });
  expect(await replayDeadLetter(database, letter!.id)).toBe(true);
  await waitFor(async () => (await listDeadLetters(database, { consumer: 'relay' })).length === 1);
  await emptied();
});

it('lets a topic that is missing hold up nobody else', async () => {
  const nowhere = message({ ...told, topic: `${TOPIC}-missing` }, { key: 'x', data: { n: 1 } }) as Outbound;
  await database.transact(async (_tx, emit) => emit(nowhere, tell('x', 1), tell('y', 1)));
  await relay();
  await waitFor(() => seen.length === 2, { timeoutMs: 25_000 });
  expect((await stats(database)).outboxRows).toBe(1);
  await database.pool.query(`delete from messaging.outbox`);
});

it('sends again what was not acknowledged, and swallows nothing after it (R17)', async () => {
  const real = await bus.driver.producer();
  let fail = 1;
  const send = async (records: readonly OutgoingRecord[]) => {
    await real.send(records);
    if (fail-- > 0) throw new Error('the acknowledgement was lost');
  };
  await relay({}, { send, close: () => real.close() });
  await database.transact(async (_tx, emit) => emit(tell('x', 1)));
  await database.transact(async (_tx, emit) => emit(tell('x', 2)));
  await waitFor(() => numbers('x').includes(2));
  expect([...new Set(numbers('x'))]).toEqual([1, 2]);
  await emptied();
});

it('shares the buckets evenly, and takes over those of a relay that left', async () => {
  const first = await relay({ leaseMs: 600 });
  await waitFor(() => first.buckets().length === 16);
  const second = await relay({ leaseMs: 600 });
  await waitFor(() => first.buckets().length === 8 && second.buckets().length === 8);
  await relays.shift()!.stop();
  await waitFor(() => second.buckets().length === 16);
});

it('fences a relay that was overtaken: it deletes nothing', async () => {
  const [slow, next] = [await gated(), await gated()];
  await relay({ leaseMs: 300 }, slow.producer);
  await database.transact(async (_tx, emit) => emit(tell('x', 1)));
  await waitFor(() => slow.waiting() === 1);
  await relay({ leaseMs: 300 }, next.producer);
  await waitFor(() => next.waiting() === 1, { what: 'the second relay to take over' });
  slow.open();
  await waitFor(() => seen.length === 1);
  await relays.shift()!.stop();
  expect(await count(database, 'messaging.outbox')).toBe(1);
  next.open();
  await emptied();
  expect(new Set(numbers('x'))).toEqual(new Set([1]));
});
