import type { BusConsumer } from '@onefront/bus';
import { message, type Outbound } from '@onefront/contracts';
import { uniqueName, waitFor } from '@onefront/testing';
import { Client } from 'pg';
import { createConsumer, startRelay, type Consumer, type Database } from '../src/index.js';
import { sharedBus, type SharedBus } from './bus.js';
import { count, noted, notesDatabase, notesWork, TOPIC } from './notes.js';

let database: Database;
let url: string;
let drop: () => Promise<void>;
let bus: SharedBus;
let consumer: Consumer;
const group = uniqueName('notes');
const note = (n: number) => message(noted, { key: `key-${n % 37}`, data: { n, say: n % 500 === 250 ? 'bug' as const : 'ok' as const } }) as Outbound;

beforeAll(async () => {
  ({ database, url, drop } = await notesDatabase());
  bus = await sharedBus();
  await (await bus.driver.admin()).ensureTopics([{ name: TOPIC, partitions: 4 }]);
  consumer = createConsumer(database, { name: group, work: notesWork });
});
afterAll(async () => {
  await consumer?.stop();
  await bus.close();
  await drop();
});

const consume = (): Promise<BusConsumer> => bus.driver.consume({ group, topics: [TOPIC], onBatch: consumer.onBatch });
/** What has become of messages: applied or put aside, nothing else. */
const done = async () => (await count(database, 'applied')) + (await count(database, 'messaging.parked_message'));
const lag = async () => (await (await bus.driver.admin()).lag(group, [TOPIC])).reduce((sum, one) => sum + one.lag, 0n);

/** Cuts every connection to the database of the notes, as a restart would. */
async function cut(): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'the-cutter' });
  await client.connect();
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`);
  await client.end();
}

it('takes effect once from outbox to effect, while its database connections are cut again and again; no dead letter (R9)', async () => {
  const relay = startRelay(database, await bus.driver.producer());
  for (let n = 0; n < 2_000; n += 100) await database.transact(async (_tx, emit) => emit(...Array.from({ length: 100 }, (_, i) => note(n + i))));
  const consuming = await consume();
  for (let times = 0; times < 5; times++) {
    const before = await waitFor(done, { what: 'progress' }).catch(() => 0);
    await cut();
    await waitFor(async () => (await done()) > before || (await done()) === 2_000, { what: 'progress after a cut', timeoutMs: 15_000 });
  }
  await waitFor(async () => (await done()) === 2_000, { timeoutMs: 20_000 });
  expect(await count(database, 'messaging.dead_letter')).toBe(0);
  // Four poison messages: only they and what stands behind them in their keys are put aside.
  expect(await count(database, 'messaging.parked_key')).toBe(4);
  expect((await database.pool.query(`select count(distinct message_id)::int as ids, count(*)::int as rows from applied`)).rows[0]).toEqual({ ids: await count(database, 'applied'), rows: await count(database, 'applied') });
  await waitFor(async () => (await lag()) === 0n);
  await consuming.close();
  await relay.stop();
});

it('changes nothing when the group is rewound to the beginning (R5)', async () => {
  const hash = async () => (await database.pool.query(
    `select md5(string_agg(t.key || t.n, ',' order by key)) as tallies, (select md5(string_agg(message_id, ',' order by position)) from applied) as applied, (select count(*) from messaging.parked_message) as parked from tally t`)).rows[0];
  const before = await hash();
  const admin = await bus.driver.admin();
  await admin.resetOffsets(group, TOPIC, 'earliest');
  expect(await lag()).toBeGreaterThanOrEqual(2_000n);
  const consuming = await consume();
  await waitFor(async () => (await lag()) === 0n, { timeoutMs: 20_000 });
  expect(await hash()).toEqual(before);
  await consuming.close();
});
