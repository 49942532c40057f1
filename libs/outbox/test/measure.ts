/**
 * Measures relay latency, relay drain and the consumer engine, by hand, on two fresh databases:
 * `node --require ./scripts/source.cjs libs/outbox/test/measure.ts <url> '{"kind":"pglog","url":"<url of the log>"}'`.
 */
import { createBusDriver, type BusConfig } from '@onefront/bus';
import { message, type Outbound } from '@onefront/contracts';
import { createConsumer, openDatabase, runMigrations, startRelay } from '../src/index.js';
import { deliver, noted, notesWork, recordsOf, told } from './notes.js';
import { tell } from './order-of-keys.js';

const until = async (check: () => Promise<boolean> | boolean, ms = 5) => { while (!(await check())) await new Promise((resolve) => setTimeout(resolve, ms)); };
const percentile = (values: number[], p: number) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * p)]!.toFixed(1);

async function main([url, config]: string[]): Promise<void> {
  const database = await openDatabase({ url: url!, service: 'orders', log: () => undefined });
  await runMigrations(database);
  await database.pool.query(`
    create table if not exists applied (position bigint generated always as identity, message_id text not null, key text not null, n int not null);
    create table if not exists tally (key text primary key, n bigint not null check (n < 1000000));
    create table if not exists present (key text primary key)`);
  const bus = createBusDriver(JSON.parse(config!) as BusConfig);
  const admin = await bus.admin();
  await admin.ensureTopics([{ name: told.topic, partitions: 6 }]);
  const committed = new Map<string, number>();
  const latencies: number[] = [];
  const acked: number[] = [];
  let seen = 0;
  await bus.consume({ group: `measure-${Date.now()}`, topics: [told.topic], onBatch: async (batch) => {
    seen += batch.records.length;
    for (const record of batch.records) {
      const from = committed.get(record.key!);
      if (from) latencies.push(performance.now() - from);
    }
  } });
  const real = await bus.producer();
  const producer = { close: () => real.close(), send: async (records: Parameters<typeof real.send>[0]) => {
    await real.send(records);
    const now = performance.now();
    for (const record of records) { const from = committed.get(record.key!); if (from) acked.push(now - from); }
  } };
  const relay = startRelay(database, producer);
  await until(() => relay.buckets().length === 16);
  await database.transact(async (_tx, emit) => emit(tell('warm', 1)));
  await until(() => seen >= 1);

  const started = performance.now();
  for (let i = 0; i < 200 * 15; i++) {
    const wait = started + i * 5 - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const key = `order-${i}`;
    void database.transact(async (_tx, emit) => emit(tell(key, i))).then(() => committed.set(key, performance.now()));
  }
  await until(() => latencies.length >= 2_900);
  console.log(`200/s for 15 s, commit to acknowledged: p50 ${percentile(acked, 0.5)} p99 ${percentile(acked, 0.99)} max ${percentile(acked, 1)} ms; to consumer: p50 ${percentile(latencies, 0.5)} p99 ${percentile(latencies, 0.99)} ms`);
  await relay.stop();

  committed.clear();
  const n = 50_000;
  for (let i = 0; i < n; i += 5_000) await database.transact(async (_tx, emit) => emit(...Array.from({ length: 5_000 }, (_, j) => tell(`k${(i + j) % 997}`, j, 'x'.repeat(500)))));
  seen = 0;
  const from = performance.now();
  const drain = startRelay(database, real);
  await until(async () => (await database.pool.query(`select from messaging.outbox limit 1`)).rowCount === 0, 20);
  const drained = performance.now();
  await until(() => seen >= n);
  console.log(`drain of ${n} rows of 600 bytes: ${Math.round(n / (drained - from) * 1000)}/s to the log, ${Math.round(n / (performance.now() - from) * 1000)}/s to a consumer of the same process`);
  await drain.stop();

  const consumer = createConsumer(database, { name: 'bench', work: notesWork, parkedCap: 100_000 });
  const bench = async (what: string, poison: number) => {
    const batches = Array.from({ length: 40 }, (_, b) => recordsOf(Array.from({ length: 500 }, (_, i) => message(noted, { key: `${what}${b}-${i % 200}`, data: { n: 1, say: i < poison ? 'bug' as const : 'ok' as const } }) as Outbound), b * 500));
    const start = performance.now();
    for (const batch of batches) await deliver(consumer.onBatch, batch);
    console.log(`${what}: ${Math.round(20_000 / (performance.now() - start) * 1000)} messages/s, one partition, decode + inbox + state + one told each`);
  };
  await bench('warm-up', 0);
  await bench('clean', 0);
  await bench('three poison in 500', 3);
  await consumer.stop();
  await bus.close();
  await database.close();
}
void main(process.argv.slice(2)).then(() => process.exit(0));
