import { randomUUID } from 'node:crypto';
import { createBusDriver, type BusDriver } from '@onefront/bus';
import { availabilityChanged } from '@onefront/contracts';
import { Load } from '../harness/load.js';
import { startOnefront, type Onefront } from '../harness/onefront.js';
import { openShop, skuOf } from '../harness/shop.js';
import { oneBus, type Bench, type Suite } from '../harness/suite.js';
import { percentile } from '../harness/statistics.js';
import type { OnefrontJourney } from '../journeys/onefront.js';
import { ApiClient } from '@onefront/cli';
import { join } from 'node:path';
import type { Bus } from '../types.js';

const suite = 'lag';
const PRODUCTS = 400;
/** The sales that are watched buy from the products behind these, each of them once; the load beside them from these. */
const FOR_LOAD = 100;
const GIVE_UP_MS = 10_000;

/** From sending an order until others know: another gateway's views, the bus that connectors hear, the marketplace itself. */
export const lag: Suite = {
  names: [suite],
  about: 'from sending a sale until another gateway shows it, a connector hears it, the simulated marketplace has it',
  async run(bench) {
    for (const bus of bench.options.short ? oneBus(bench.options) : bench.options.buses) await onBus(bench, bus);
  },
};

interface Watch {
  readonly bench: Bench;
  readonly world: Onefront;
  readonly other: ApiClient;
  /** When the bus told of a SKU, milliseconds of this process. */
  readonly told: Map<string, number>;
  /** Products that no watched sale has bought yet. */
  readonly fresh: string[];
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
    const fresh = Array.from({ length: PRODUCTS - FOR_LOAD }, (_, n) => skuOf(FOR_LOAD + n));
    const watch: Watch = { bench, world, other, told, fresh };
    live.say('waiting until the marketplace offers everything');
    await waitFor(async () => (await state(world)).offers.length >= PRODUCTS, { everyMs: 200, withinMs: 90_000 });
    await sales(watch, 10);
    note(bench, bus, 'quiet', await sales(watch, options.short ? 20 : 150));
    if (!options.short) await besideLoad(watch);
  } finally {
    await driver.close();
    await other.close();
    await world.stop();
  }
}

/** The same sales while eight clients buy other things as fast as they can. */
async function besideLoad(watch: Watch): Promise<void> {
  const { world } = watch;
  const journey: OnefrontJourney = { access: world.access, lines: 3, products: FOR_LOAD };
  const load = await Load.open({ module: join(__dirname, '../journeys/onefront.js'), options: journey }, 8);
  try {
    const [lags] = await Promise.all([sales(watch, 80), load.run({ seconds: 15, clients: 8 })]);
    note(watch.bench, world.bus, 'beside 8 busy clients', lags);
  } finally {
    await load.close();
  }
}

async function listen({ ground, live }: Bench, world: Onefront, told: Map<string, number>): Promise<BusDriver> {
  const prefix = world.prefix;
  const log = (message: string): void => live.say(`  ${message}`);
  const driver = createBusDriver(world.bus === 'kafka' ? { kind: 'kafka', brokers: (await ground.kafka()).brokers.split(','), clientId: 'bench', log, ...(prefix ? { prefix } : {}) } : { kind: 'pglog', url: world.databases['bus']!, clientId: 'bench', log });
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

interface Sale {
  readonly sku: string;
  /** Milliseconds of this process, and of the clock that the marketplace shares. */
  readonly sent: number;
  readonly wall: number;
  readonly answer: number;
  readonly view: number | undefined;
}

/** One sale after the other; what comes later than the answer is looked up once all are made. */
async function sales(watch: Watch, count: number): Promise<Lags> {
  const made: Sale[] = [];
  for (const sku of watch.fresh.splice(0, count)) made.push(await sale(watch, sku));
  const lags: Lags = { answer: [], view: [], connector: [], marketplace: [], missed: 0 };
  const taken = await takenByMarketplace(watch.world, made);
  for (const { sku, sent, wall, answer, view } of made) {
    const told = watch.told.get(sku);
    lags.answer.push(answer);
    for (const [list, value] of [[lags.view, view], [lags.connector, told !== undefined && told > sent ? told - sent : undefined], [lags.marketplace, taken.has(sku) ? taken.get(sku)! - wall : undefined]] as const) {
      if (value === undefined) lags.missed++;
      else list.push(Math.max(0, value));
    }
  }
  return lags;
}

async function sale({ world, other, told }: Watch, sku: string): Promise<Sale> {
  const before = await stockVersion(other, sku);
  told.delete(sku);
  const [sent, wall] = [performance.now(), Date.now()];
  const ordered = world.api.expect([201], 'POST', '/v1/orders', orderOf(sku), { headers: { prefer: 'wait=30' } }).then(() => performance.now() - sent);
  const seen = waitFor(async () => (await stockVersion(other, sku)) > before, { everyMs: 1, withinMs: GIVE_UP_MS }).then((at) => at - sent, () => undefined);
  const [answer, view] = await Promise.all([ordered, seen]);
  return { sku, sent, wall, answer, view };
}

/** When the marketplace noted a quantity of each SKU after its sale, by the clock that it shares with us. */
async function takenByMarketplace(world: Onefront, made: readonly Sale[]): Promise<Map<string, number>> {
  const taken = new Map<string, number>();
  const all = async (): Promise<boolean> => {
    const { quantityLog } = await state(world);
    for (const { sku, wall } of made) {
      const entry = quantityLog.find((one) => one.seller_sku === sku && Date.parse(one.at) >= wall);
      if (entry) taken.set(sku, Date.parse(entry.at));
    }
    return taken.size === made.length;
  };
  await waitFor(all, { everyMs: 200, withinMs: 3 * GIVE_UP_MS }).catch(() => undefined);
  return taken;
}

function orderOf(sku: string): object {
  return { channel: 'web', customer: { email: `${randomUUID()}@example.com` }, lines: [{ sku, quantity: 1 }], fulfillment: { method: 'ship', address: { line1: 'Harrogate Road 12', city: 'Leeds', postalCode: 'LS7 3PD', country: 'GB' } }, payment: { method: 'card', token: 'tok_ok' } };
}

async function stockVersion(api: ApiClient, sku: string): Promise<number> {
  return (await api.expect<{ version: number }>([200], 'GET', `/v1/stock/${sku}`)).body.version;
}

interface MarketplaceState {
  readonly offers: readonly unknown[];
  readonly quantityLog: ReadonlyArray<{ readonly seller_sku: string; readonly at: string }>;
}

async function state({ simulator }: Onefront): Promise<MarketplaceState> {
  return (await (await fetch(`${simulator}/control/state`)).json()) as MarketplaceState;
}

/** Asks again and again; resolves with the time (performance.now) at which it was true. */
async function waitFor(isTrue: () => Promise<boolean>, { everyMs, withinMs }: { readonly everyMs: number; readonly withinMs: number }): Promise<number> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    if (await isTrue()) return performance.now();
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`not within ${withinMs / 1000} s`);
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
      if (sorted.length > 0) bench.add(suite, { subject: 'onefront', bus, name: `${name}, ${when}, ${words}`, series: `lag-${series}-${words}`, unit: 'ms', better: 'less', rounds: [percentile(sorted, share)], errors, notes: [`${sorted.length} sales, one after the other`, ...(series === 'marketplace' ? ['the connector gathers changes for two seconds (STOCK_DEBOUNCE_MS) unless stock runs low, and keeps to the marketplace\'s limit of five calls a second'] : [])] });
    }
  }
}
