/**
 * Measures reservations through the real code (engine, inbox, rules, tables, outbox) on a PostgreSQL of its own with durable commits, by hand:
 * `node --require ./scripts/source.cjs apps/inventory/test/measure.ts`.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { decode, type Outbound } from '@onefront/contracts';
import { createConsumer, openDatabase, runMigrations, type Database } from '@onefront/outbox';
import type { RecordBatch } from '@onefront/bus';
import { startPostgres } from '@onefront/local';
import { batchOf } from '@onefront/testing';
import { inventoryWork } from '../src/inventory.subscriptions.js';
import { migrations } from '../src/persistence/index.js';
import { verifyInventory } from '../src/verify.js';
import { channel, location, move, order } from './house.js';

const ORDERS = 20_000;
const BATCH = 500;
const stores = ['leeds', 'york', 'hull'];

async function main(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'measure-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres') });
  const database = await openDatabase({ url: postgres.url(), service: 'inventory', migrations });
  try {
    await runMigrations(database);
    const one = processOf(database);
    const two = processOf(database);
    await one.deliver([...stores.map((id) => location(id)), channel('web', stores)]);
    const skus = Array.from({ length: 20_000 }, (_, i) => `SKU-${i}`);
    for (let i = 0; i < skus.length; i += 5_000) await one.deliver([move(...skus.slice(i, i + 5_000).flatMap((sku) => stores.slice(0, 2).map((at) => ({ sku, location: at, quantity: 100_000, reason: 'receipt' as const })))) ]);
    await measureWork('one hot SKU', one, () => [{ sku: 'SKU-7' }]);
    await measureWork('20,000 SKUs, one line', one, (i) => [{ sku: skus[(i * 7919) % skus.length]! }]);
    await measure('one hot SKU, one process', [one], () => [{ sku: 'SKU-7' }]);
    await measure('one hot SKU, two processes', [one, two], () => [{ sku: 'SKU-7' }]);
    await measure('20,000 SKUs, one line', [one], (i) => [{ sku: skus[(i * 7919) % skus.length]! }]);
    await measure('20,000 SKUs, three lines', [one], (i) => [0, 1, 2].map((n) => ({ sku: skus[(i * 7919 + n * 4001) % skus.length]! })));
    await measure('20,000 SKUs, three lines, two processes', [one, two], (i) => [0, 1, 2].map((n) => ({ sku: skus[(i * 7919 + n * 4001) % skus.length]! })));
    await one.deliver([channel('market', stores, { connector: 'x' })]);
    await measure('20,000 SKUs, three lines, a channel with a connector', [one], (i) => [0, 1, 2].map((n) => ({ sku: skus[(i * 7919 + n * 4001) % skus.length]! })));
    for (const check of await verifyInventory(database)) console.log(check.ok ? 'ok ' : 'BAD', check.name, check.count, check.firstBad ?? '');
    await one.consumer.stop();
    await two.consumer.stop();
  } finally {
    await database.close();
    await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function processOf(database: Database) {
  const consumer = createConsumer(database, { name: 'inventory', work: inventoryWork() });
  /** The work alone, outbox included: without reading records and without the inbox. */
  const workOnly = async ({ records }: RecordBatch): Promise<void> => {
    const messages = records.map(decode);
    const [started, before] = [performance.now(), process.cpuUsage()];
    await database.transact(async (tx, emit) => {
      const state = await consumer.work.load(tx, messages);
      for (const message of messages) consumer.work.apply(state, message);
      emit(...(await consumer.work.store(tx, state)));
    });
    const { user, system } = process.cpuUsage(before);
    worked.ms += performance.now() - started;
    worked.cpu += user + system;
  };
  const worked = { ms: 0, cpu: 0 };
  return { consumer, workOnly, worked: () => ({ ...worked }), deliver: (messages: Outbound[]) => consumer.onBatch(batchOf('inventory', messages)) };
}

type Process = ReturnType<typeof processOf>;

async function measure(name: string, processes: readonly Process[], lines: (i: number) => Array<{ sku: string }>): Promise<void> {
  const batches = Array.from({ length: ORDERS / BATCH }, (_, b) => batchOf('inventory', Array.from({ length: BATCH }, (_, i) => order({ lines: lines(b * BATCH + i) }))));
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  let next = 0;
  await Promise.all(processes.map(async ({ consumer }) => {
    for (let batch = batches[next++]; batch; batch = batches[next++]) await consumer.onBatch(batch);
  }));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const count = ORDERS * lines(0).length;
  console.log(`${name}: ${Math.round(count / seconds)} reservations/s (${Math.round(ORDERS / seconds)} orders/s), ${((user + system) / ORDERS).toFixed(0)} µs CPU of Node per order`);
}

/** As `measure`, but only the time inside of the transaction of the work counts; the first round warms up. */
async function measureWork(name: string, one: Process, lines: (i: number) => Array<{ sku: string }>): Promise<void> {
  for (const round of ['warm-up', 'work alone']) {
    const before = one.worked();
    for (let b = 0; b < ORDERS / BATCH; b++) await one.workOnly(batchOf('inventory', Array.from({ length: BATCH }, (_, i) => order({ lines: lines(b * BATCH + i) }))));
    const { ms, cpu } = one.worked();
    console.log(`${round}, ${name}: ${Math.round((ORDERS * lines(0).length) / ((ms - before.ms) / 1000))} reservations/s, ${((cpu - before.cpu) / ORDERS).toFixed(0)} µs CPU of Node per order`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
