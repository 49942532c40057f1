import { randomUUID } from 'node:crypto';
import { createBusDriver, type BusDriver } from '@onefront/bus';
import { availabilityChanged } from '@onefront/contracts';
import { Load } from '../harness/load.js';
import { startOnefront, type Onefront } from '../harness/onefront.js';
import { openShop, skuOf } from '../harness/shop.js';
import type { Bench, Suite } from '../harness/suite.js';
import { percentile } from '../harness/statistics.js';
import type { OnefrontJourney } from '../journeys/onefront.js';
import { ApiClient } from '@onefront/cli';
import { join } from 'node:path';
import type { Bus } from '../types.js';

const suite = 'lag';
const PRODUCTS = 1_000;
/** The sales that are watched buy from these, the load beside them from all. */
const FIRST_WATCHED = PRODUCTS - 100;
const GIVE_UP_MS = 10_000;

/** From sending an order until others know: another gateway's views, the bus that connectors hear, the marketplace itself. */
export const lag: Suite = {
  names: [suite],
  about: 'from sending a sale until another gateway shows it, a connector hears it, the simulated marketplace has it',
  async run(bench) {
    for (const bus of bench.options.buses) await onBus(bench, bus);
  },
};

interface Watch {
  readonly bench: Bench;
  readonly world: Onefront;
  readonly other: ApiClient;
  /** When the bus told of a SKU, milliseconds of this process. */
  readonly told: Map<string, number>;
}

async function onBus(bench: Bench, bus: Bus): Promise<void> {
  const { ground, live, options } = bench;
  live.say(`starting Onefront on ${bus} with two gateways, the connector and its marketplace`);
  const world = await startOnefront(ground, { bus, crew: { gateway: 2, channels: 1 } });
  const other = new ApiClient({ ...world.access, baseUrl: world.gateways[1]! }, 32);
  const told = new Map<string, number>();
  const driver = await listen(bench, world, told);
  try {
    await openShop(world.api, PRODUCTS, { marketplace: true });
    await fetch(`${world.simulator}/control/limits`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{}' });
    const watch: Watch = { bench, world, other, told };
    await sales(watch, 20);
    note(bench, bus, 'quiet', await sales(watch, options.short ? 40 : 200));
    const journey: OnefrontJourney = { access: world.access, lines: 3, products: FIRST_WATCHED };
    const load = await Load.open({ module: join(__dirname, '../journeys/onefront.js'), options: journey }, 32);
    const running = load.run({ seconds: options.short ? 5 : 15, clients: 8 });
    note(bench, bus, 'beside 8 busy clients', await sales(watch, options.short ? 20 : 100));
    await running;
    await load.close();
  } finally {
    await driver.close();
    await other.close();
    await world.stop();
  }
}

async function listen({ ground }: Bench, world: Onefront, told: Map<string, number>): Promise<BusDriver> {
  const prefix = world.prefix;
  const driver = createBusDriver(world.bus === 'kafka' ? { kind: 'kafka', brokers: (await ground.kafka()).brokers.split(','), clientId: 'bench', ...(prefix ? { prefix } : {}) } : { kind: 'pglog', url: world.databases['bus']!, clientId: 'bench' });
  await driver.consume({ group: `bench-${randomUUID()}`, topics: [availabilityChanged.topic], onBatch: async ({ records }) => { for (const { key } of records) told.set(key!, performance.now()); } });
  return driver;
}

interface Lags {
  readonly answer: number[];
  readonly view: number[];
  readonly connector: number[];
  readonly marketplace: number[];
  missed: number;
}

/** One sale after the other. */
async function sales(watch: Watch, count: number): Promise<Lags> {
  const lags: Lags = { answer: [], view: [], connector: [], marketplace: [], missed: 0 };
  for (let n = 0; n < count; n++) await sale(watch, skuOf(FIRST_WATCHED + (n % 100)), lags);
  return lags;
}

async function sale({ world, other, told }: Watch, sku: string, lags: Lags): Promise<void> {
  const before = await stockVersion(other, sku);
  told.delete(sku);
  const log = (await state(world)).quantityLog.length;
  const sent = performance.now();
  const wall = Date.now();
  const ordered = world.api.expect([201], 'POST', '/v1/orders', orderOf(sku), { headers: { prefer: 'wait=30' } }).then(() => performance.now() - sent);
  const seen = waitFor(async () => (await stockVersion(other, sku)) > before);
  const [answer, view] = await Promise.all([ordered, seen.then((at) => at - sent, () => undefined)]);
  lags.answer.push(answer);
  const connector = await waitFor(async () => told.has(sku)).then(() => told.get(sku)! - sent, () => undefined);
  // The marketplace's clock is this machine's: its own note of when it took the quantity in.
  let taken: number | undefined;
  await waitFor(async () => {
    const entry = (await state(world)).quantityLog.slice(log).find((one) => one.seller_sku === sku);
    taken = entry && new Date(entry.at).getTime() - wall;
    return entry !== undefined;
  }, 20).catch(() => undefined);
  for (const [list, value] of [[lags.view, view], [lags.connector, connector], [lags.marketplace, taken]] as const) {
    if (value === undefined) lags.missed++;
    else list.push(Math.max(0, value));
  }
}

function orderOf(sku: string): object {
  return { channel: 'web', customer: { email: `${randomUUID()}@example.com` }, lines: [{ sku, quantity: 1 }], fulfillment: { method: 'ship', address: { line1: 'Harrogate Road 12', city: 'Leeds', postalCode: 'LS7 3PD', country: 'GB' } }, payment: { method: 'card', token: 'tok_ok' } };
}

async function stockVersion(api: ApiClient, sku: string): Promise<number> {
  return (await api.expect<{ version: number }>([200], 'GET', `/v1/stock/${sku}`)).body.version;
}

async function state({ simulator }: Onefront): Promise<{ quantityLog: ReadonlyArray<{ seller_sku: string; at: string }> }> {
  return (await (await fetch(`${simulator}/control/state`)).json()) as { quantityLog: Array<{ seller_sku: string; at: string }> };
}

/** Asks again every `everyMs`; resolves with the time (performance.now) at which it was true. */
async function waitFor(isTrue: () => Promise<boolean>, everyMs = 1): Promise<number> {
  const deadline = performance.now() + GIVE_UP_MS;
  while (performance.now() < deadline) {
    if (await isTrue()) return performance.now();
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error('not within ten seconds');
}

function note(bench: Bench, bus: Bus, when: string, lags: Lags): void {
  const errors = { count: lags.missed, of: lags.answer.length * 3, examples: lags.missed > 0 ? ['not seen within 10 s'] : [] };
  const kinds = [
    ['answer', 'sale to its own answer', lags.answer], ['view', 'sale to the view of another gateway', lags.view],
    ['connector', 'sale to the connector (bus)', lags.connector], ['marketplace', 'sale to the marketplace\'s own quantity', lags.marketplace],
  ] as const;
  for (const [series, name, values] of kinds) {
    const sorted = [...values].sort((a, b) => a - b);
    for (const [words, share] of [['p50', 0.5], ['p99', 0.99]] as const) {
      if (sorted.length > 0) bench.add(suite, { subject: 'onefront', bus, name: `${name}, ${when}, ${words}`, series: `lag-${series}-${words}`, unit: 'ms', better: 'less', rounds: [percentile(sorted, share)], errors, notes: [`${sorted.length} sales, one after the other`] });
    }
  }
}
