import { warmUp } from '../harness/warm-up.js';
import { Client } from 'pg';
import { Load } from '../harness/load.js';
import { freshIds, multiply } from '../harness/multiply.js';
import { errorsOf, sell, type Sold } from '../harness/selling.js';
import { openShop, skuOf } from '../harness/shop.js';
import { startOnefront, type Onefront } from '../harness/onefront.js';
import { interleaved, type Bench, type Suite } from '../harness/suite.js';
import { median } from '../harness/statistics.js';
import type { OnefrontJourney } from '../journeys/onefront.js';
import { join } from 'node:path';

const suite = 'growth';
const CLIENTS = 32;
const SMALL = 1_000;

interface Axis {
  readonly name: string;
  readonly series: string;
  readonly sizes: (options: { readonly short: boolean; readonly full: boolean }) => readonly number[];
  /** Makes a shop of this size; resolves with how many products orders are spread over. */
  readonly lay: (bench: Bench, world: Onefront, size: number) => Promise<number>;
}

const axes: readonly Axis[] = [
  { name: 'SKUs', series: 'growth-skus', sizes: ({ short, full }) => (full ? [1_000, 100_000, 1_000_000] : short ? [1_000, 5_000] : [1_000, 20_000, 100_000]), lay: layProducts },
  { name: 'locations', series: 'growth-locations', sizes: ({ short, full }) => (full ? [1, 100, 1_000] : short ? [1, 20] : [1, 100]), lay: layLocations },
  { name: 'past orders', series: 'growth-orders', sizes: ({ short, full }) => (full ? [10_000, 10_000_000] : short ? [1_000, 10_000] : [10_000, 300_000]), lay: layOrders },
];

/** Whether a big shop is as fast as a small one: one axis at a time, all sizes of it running side by side and measured in turn. */
export const growth: Suite = {
  names: [suite, ...axes.map(({ series }) => series)],
  about: 'orders per second by number of SKUs, locations and past orders, one axis at a time (growth-... is that axis alone; --growth full: to 1,000,000 / 1,000 / 10,000,000)',
  async run(bench, wanted) {
    const all = wanted.has(suite) ? (bench.options.short ? axes.slice(0, 1) : axes) : axes.filter(({ series }) => wanted.has(series));
    for (const axis of all) await along(bench, axis);
  },
};

interface Shop {
  readonly size: number;
  readonly world: Onefront;
  readonly load: Load;
}

async function along(bench: Bench, axis: Axis): Promise<void> {
  const { options, live } = bench;
  const shops: Shop[] = [];
  try {
    for (const size of axis.sizes({ short: options.short, full: options.growth === 'full' })) shops.push(await open(bench, axis, size));
    for (const { load } of shops) await warmUp(load, { clients: CLIENTS, seconds: options.short ? 3 : 6, most: options.short ? 1 : 8, say: (line) => live.say(line) });
    const measured = await interleaved(Math.max(options.rounds, options.short ? 2 : 3), shops, async ({ size, world, load }) => {
      const sold = await sell({ processes: () => world.watched() }, load, { seconds: options.seconds, clients: CLIENTS });
      live.say(`${size} ${axis.name}: ${sold.perSecond.toFixed(0)} orders/s`);
      return sold;
    });
    note(bench, axis, measured);
  } finally {
    for (const { load, world } of shops) {
      await load.close();
      await world.stopProcesses();
    }
    await bench.ground.dropDatabases();
  }
}

async function open(bench: Bench, { name, lay }: Axis, size: number): Promise<Shop> {
  const { ground, options, live } = bench;
  const began = performance.now();
  const world = await startOnefront(ground, { bus: options.buses[0]! });
  try {
    const products = await lay(bench, world, size);
    live.say(`${size} ${name} laid in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    const journey: OnefrontJourney = { access: world.access, lines: 3, products };
    return { size, world, load: await Load.open({ module: join(__dirname, '../journeys/onefront.js'), options: journey }, CLIENTS) };
  } catch (error) {
    await world.stopProcesses();
    throw error;
  }
}

/** One product made through the API with stock at three locations, and copies of its rows. */
async function layProducts({ live }: Bench, world: Onefront, size: number): Promise<number> {
  await openShop(world.api, 1);
  const [example] = [skuOf(0)];
  await world.api.expect([201], 'POST', '/v1/stock/movements', { movements: ['leeds', 'bristol'].map((location) => ({ sku: example, location, quantity: 1_000_000, reason: 'receipt' })) });
  await quiet(world);
  for (const service of ['catalog', 'inventory', 'orders', 'promotions', 'gateway'] as const) {
    const laid = await multiply(world.databases[service]!, { marker: example, copyOf: (row, n) => row.replaceAll(example, skuOf(n)) }, size - 1);
    live.say(`  ${service}: ${laid.map(({ table, rows }) => `${table} ${rows}`).join(', ')}`);
  }
  return size;
}

/** All of them serve the one channel; stock lies at the first twenty. */
async function layLocations(_bench: Bench, world: Onefront, size: number): Promise<number> {
  const ids = Array.from({ length: size }, (_, n) => `store-${String(n + 1).padStart(4, '0')}`);
  await openShop(world.api, 0);
  for (let from = 0; from < size; from += 32) {
    await Promise.all(ids.slice(from, from + 32).map((id, n) => world.api.expect([200, 201], 'PUT', `/v1/locations/${id}`, { name: id, kind: 'store', address: { line1: 'High Street 1', city: 'York', postalCode: 'YO1 7HH', country: 'GB' }, geo: { lat: 50 + ((from + n) % 70) / 10, lon: -3 + ((from + n) % 30) / 10 } })));
  }
  await world.api.expect([200, 201], 'PUT', '/v1/channels/web', { name: 'Webshop', kind: 'webshop', locations: ids, currency: 'GBP', taxCountry: 'GB' });
  const skus = Array.from({ length: SMALL }, (_, n) => skuOf(n));
  await world.api.expect([200, 201], 'POST', '/v1/products/batch', { products: skus.map((sku) => ({ sku, name: `Product ${sku}`, price: { amount: '20.00', currency: 'GBP' }, taxCategory: 'standard' })) });
  for (const location of ids.slice(0, 20)) {
    await world.api.expect([201], 'POST', '/v1/stock/movements', { movements: skus.map((sku) => ({ sku, location, quantity: 50_000, reason: 'receipt' })) }, { headers: { prefer: 'wait=60' } });
  }
  return SMALL;
}

/** One order carried out of a store, so past at once, and copies of its rows. It names no buyer: history of customers is another axis. */
async function layOrders({ live }: Bench, world: Onefront, size: number): Promise<number> {
  await openShop(world.api, SMALL);
  const skus = [0, 1, 2].map(skuOf);
  await world.api.expect([201], 'POST', '/v1/stock/movements', { movements: skus.map((sku) => ({ sku, location: 'leeds', quantity: 10, reason: 'receipt' })) });
  const { body } = await world.api.expect<{ id: string }>([201], 'POST', '/v1/orders', { channel: 'web', lines: skus.map((sku) => ({ sku, quantity: 1 })), fulfillment: { method: 'carry-out', location: 'leeds' }, payment: { method: 'card', token: 'tok_ok' } });
  await quiet(world);
  const known = new Map<string, number>();
  for (const service of ['orders', 'inventory', 'promotions', 'gateway'] as const) {
    const laid = await multiply(world.databases[service]!, { marker: body.id, copyOf: (row, n) => freshIds(row, n, known), butNot: /stock_(ledger|history)/ }, size);
    live.say(`  ${service}: ${laid.map(({ table, rows }) => `${table} ${rows}`).join(', ')}`);
  }
  return SMALL;
}

/** Resolves when no outbox holds anything: what was begun has arrived in every table. */
async function quiet(world: Onefront): Promise<void> {
  for (const service of ['gateway', 'catalog', 'inventory', 'orders', 'customers', 'promotions']) {
    const client = new Client({ connectionString: world.databases[service]! });
    await client.connect();
    try {
      const deadline = performance.now() + 30_000;
      while (performance.now() < deadline && (await client.query('select 1 from messaging.outbox limit 1')).rows.length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end();
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}

function note(bench: Bench, { name, series }: Axis, measured: ReadonlyMap<Shop, readonly Sold[]>): void {
  const all = [...measured].map(([{ size, world }, rounds]) => ({ size, bus: world.bus, rounds, perSecond: rounds.map((round) => round.perSecond) }));
  const least = median(all[0]!.perSecond);
  for (const { size, bus, rounds, perSecond } of all) {
    const ratios = size === all[0]!.size ? {} : { ratios: [{ to: `${all[0]!.size.toLocaleString('en')} ${name}`, value: Math.round((median(perSecond) / least) * 100) / 100 }] };
    bench.add(suite, { subject: 'onefront', bus, clients: CLIENTS, lines: 3, at: size, name: `${size.toLocaleString('en')} ${name}`, series, unit: 'orders/s', better: 'more', rounds: perSecond, errors: errorsOf(rounds), ...ratios });
  }
}
