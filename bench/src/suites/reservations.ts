import { encode, message, orderPlaced, putChannel, putLocation, recordMovements, type DataOf, type Outbound } from '@onefront/contracts';
import type { RecordBatch } from '@onefront/bus';
import { inventoryService, inventoryWork, verifyInventory } from '@onefront/inventory';
import { newId } from '@onefront/kernel';
import { createConsumer, openDatabase, runMigrations, type Consumer, type Database } from '@onefront/outbox';
import { interleaved, type Bench, type Suite } from '../harness/suite.js';

const suite = 'reservations';
const BATCH = 500;
const SKUS = 20_000;
const STORES = ['leeds', 'york', 'hull'];

interface Case {
  readonly name: string;
  readonly series: string;
  readonly lines: (order: number) => readonly string[];
}

const skuOf = (n: number): string => `SKU-${n % SKUS}`;
const cases: readonly Case[] = [
  { name: 'one hot SKU', series: 'hot', lines: () => [skuOf(7)] },
  { name: '20,000 SKUs, one line', series: 'spread-1', lines: (order) => [skuOf(order * 7919)] },
  { name: '20,000 SKUs, three lines', series: 'spread-3', lines: (order) => [0, 1, 2].map((line) => skuOf(order * 7919 + line * 4001)) },
];

/** Reservations through inventory's real code: inbox, rules, rows, outbox and commit, batches of 500 as the bus hands them over (R26). */
export const reservations: Suite = {
  names: [suite],
  about: 'reservations per second through inventory\'s own code on one hot SKU and on 20,000 (R26: at least 20,000 on the hot one)',
  async run(bench) {
    const database = await openDatabase({ url: await bench.ground.database('reservations'), service: 'inventory', migrations: inventoryService.migrations ?? [] });
    const consumer = createConsumer(database, { name: 'inventory', work: inventoryWork() });
    try {
      await runMigrations(database);
      await lay(consumer);
      await measure(bench, consumer);
      await check(bench, database);
    } finally {
      await consumer.stop();
      await database.close();
      await bench.ground.dropDatabases();
    }
  },
};

async function lay(consumer: Consumer): Promise<void> {
  const channel = { name: 'web', kind: 'webshop' as const, locations: STORES, buffer: 0, currency: 'EUR', taxIncluded: true };
  const locations = STORES.map((id) => message(putLocation, { key: id, data: { id, location: { name: id, kind: 'store' as const }, conditions: {} } }) as Outbound);
  await deliver(consumer, [...locations, message(putChannel, { key: 'web', data: { id: 'web', channel, conditions: {} } }) as Outbound]);
  for (let from = 0; from < SKUS; from += 5_000) {
    const movements = Array.from({ length: 5_000 }, (_, i) => ({ sku: skuOf(from + i), location: STORES[0]!, quantity: 1_000_000, reason: 'receipt' as const }));
    const movementId = newId();
    await deliver(consumer, [message(recordMovements, { key: movementId, data: { movementId, movements, at: new Date().toISOString() } }) as Outbound]);
  }
}

async function measure(bench: Bench, consumer: Consumer): Promise<void> {
  const { options, live } = bench;
  const orders = options.short ? 5_000 : 20_000;
  live.say('warming up');
  for (const one of cases) await run(consumer, one, 3_000);
  const measured = await interleaved(options.rounds, cases, (one) => run(consumer, one, orders));
  for (const [{ name, series, lines }, rounds] of measured) {
    const notes = [`${Math.round((rounds.reduce((sum, { cpuUs }) => sum + cpuUs, 0)) / rounds.length)} µs CPU of Node per order; ${lines(0).length} reservations per order; batches of ${BATCH}, one process, inbox and outbox included`];
    bench.add(suite, { name, series, subject: 'onefront', unit: 'reservations/s', better: 'more', rounds: rounds.map(({ perSecond }) => perSecond), notes });
  }
}

async function run(consumer: Consumer, { lines }: Case, orders: number): Promise<{ perSecond: number; cpuUs: number }> {
  const batches = Array.from({ length: orders / BATCH }, (_, b) => batchOf(Array.from({ length: BATCH }, (_, i) => orderOf(lines(b * BATCH + i)))));
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  for (const batch of batches) await consumer.onBatch(batch);
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (orders * lines(0).length) / ((performance.now() - began) / 1000), cpuUs: (user + system) / orders };
}

/** The invariants of inventory after all of it: a figure of code that sells twice would be worth nothing. */
async function check(bench: Bench, database: Database): Promise<void> {
  const bad = (await verifyInventory(database)).filter(({ ok }) => !ok);
  for (const { name, firstBad } of bad) bench.skip(suite, `NOT TO BE TRUSTED: the invariant "${name}" does not hold (${String(firstBad)})`);
}

type Placed = DataOf<typeof orderPlaced>;

function orderOf(skus: readonly string[]): Outbound {
  const id = newId();
  const { order: sample, placement } = orderPlaced.sample;
  const { location: _location, destination: _destination, ...rest } = placement;
  const [sampleLine] = placement.lines;
  const { components: _components, ...product } = sampleLine!.product;
  const lines = skus.map((sku, i): Placed['placement']['lines'][number] => ({ lineId: String(i + 1), sku, quantity: 1, method: 'ship', product: { ...product, kind: 'stocked' } }));
  const data: Placed = { orderId: id, version: 1, order: { ...sample, id }, placement: { ...rest, orderId: id, method: 'ship', channel: { ...placement.channel, id: 'web' }, lines, recorded: false } };
  return message(orderPlaced, { key: id, version: 1, data }) as Outbound;
}

let offset = 0n;

function batchOf(messages: readonly Outbound[]): RecordBatch {
  const records = messages.map((one) => {
    const { topic, key, value, headers } = encode(one, 'bench');
    return { topic, partition: 0, offset: offset++, timestamp: Date.now(), key, value, headers };
  });
  return { group: 'inventory', topic: records[0]!.topic, partition: 0, records, highWatermark: offset, heartbeat: async () => undefined, signal: new AbortController().signal };
}

/** Set-up: what is refused here would spoil all that follows. */
async function deliver(consumer: Consumer, messages: readonly Outbound[]): Promise<void> {
  await consumer.onBatch(batchOf(messages));
}

