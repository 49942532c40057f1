import { formatDecimal, parseDecimal } from '@onefront/kernel';
import type { ApiClient } from '../api/client.js';
import type { Journal } from './journal.js';
import { chunks, inParallel } from './prepare.js';
import { ProgressBar } from './progress-bar.js';
import type { Story } from './story.js';

/** One comparison of the file with what the API says. */
export interface Reconciled {
  readonly what: string;
  readonly file: string;
  readonly api: string;
  readonly ok: boolean;
  /** The first thing that differs. */
  readonly first?: string;
}

interface HttpMoney { amount: string; currency: string }
interface ApiOrder {
  readonly externalId: string;
  readonly totals: { grand: HttpMoney };
  readonly lines: ReadonlyArray<{ sku: string; quantity: number; quantities: { shipped: number; returned: number } }>;
  readonly amounts: { returned: HttpMoney } | null;
}

interface Sums {
  orders: number;
  lines: number;
  revenue: bigint;
  returned: bigint;
  readonly units: Map<string, number>;
  readonly byCustomer: Map<string, bigint>;
  readonly returnedByCustomer: Map<string, bigint>;
  readonly stock: Map<string, number>;
}

const emptySums = (): Sums => ({ orders: 0, lines: 0, revenue: 0n, returned: 0n, units: new Map(), byCustomer: new Map(), returnedByCustomer: new Map(), stock: new Map() });

/** Reads everything back through the API and compares it with the file: orders, lines, units per SKU, money per customer, stock per SKU and location. */
export async function reconcile(api: ApiClient, story: Story, journal: Journal): Promise<Reconciled[]> {
  const file = sumFile(story);
  const read = await sumApi(api, story, journal);
  const money = (amount: bigint) => `${formatDecimal(amount, story.currency)} ${story.currency}`;
  return [
    exact('orders', file.orders, read.orders),
    exact('order lines', file.lines, read.lines),
    exact('revenue', money(file.revenue), money(read.revenue)),
    exact('returned', money(file.returned), money(read.returned)),
    maps('units sold per SKU', file.units, read.units),
    maps('revenue per customer', file.byCustomer, read.byCustomer, money),
    maps('returned per customer', file.returnedByCustomer, read.returnedByCustomer, money),
    maps('stock per SKU and location', file.stock, read.stock),
  ];
}

function sumFile(story: Story): Sums {
  const sums = emptySums();
  const stocked = new Set(story.products.filter((product) => product.kind === 'stocked').map((product) => product.sku));
  const move = (sku: string, location: string, quantity: number) => { if (stocked.has(sku)) add(sums.stock, `${sku} at ${location}`, quantity); };
  for (const { sku, location, quantity } of story.opening) move(sku, location, quantity);
  const sales = new Map(story.events.flatMap((event) => (event.kind === 'sale' ? [[event.document, event] as const] : [])));
  for (const event of story.events) {
    if (event.kind === 'sale') {
      sums.orders += 1;
      sums.lines += event.lines.length;
      for (const line of event.lines) {
        sums.revenue += line.total;
        add(sums.units, line.sku, line.quantity);
        move(line.sku, event.location, -line.quantity);
        if (event.customer) addMoney(sums.byCustomer, event.customer, line.total);
      }
    } else if (event.kind === 'cancellation') {
      const matched = event.matched.flatMap(({ sale, lines }) => lines.map(({ index, quantity, total }) => ({ sku: sales.get(sale)!.lines[index]!.sku, quantity, total })));
      for (const line of [...matched, ...event.rest]) {
        sums.returned += line.total;
        move(line.sku, event.location, line.quantity);
        if (event.customer) addMoney(sums.returnedByCustomer, event.customer, line.total);
      }
    } else for (const { sku, location, quantity } of event.movements) move(sku, location, -quantity);
  }
  for (const customer of sums.returnedByCustomer.keys()) if (!sums.byCustomer.has(customer)) sums.byCustomer.set(customer, 0n);
  return sums;
}

async function sumApi(api: ApiClient, story: Story, journal: Journal): Promise<Sums> {
  const sums = emptySums();
  const money = (value: HttpMoney) => parseDecimal(value.amount, value.currency);
  const documents = new Set(story.events.filter((event) => event.kind === 'sale').map((event) => event.document));
  const bar = new ProgressBar(documents.size, 'orders read back');
  await inParallel(story.channels, 8, async ({ id }) => {
    for await (const order of list<ApiOrder>(api, `/v1/orders?channel=${id}`)) {
      if (!documents.has(order.externalId)) continue;
      bar.step();
      sums.orders += 1;
      sums.lines += order.lines.length;
      sums.revenue += money(order.totals.grand);
      sums.returned += order.amounts ? money(order.amounts.returned) : 0n;
      for (const line of order.lines) add(sums.units, line.sku, line.quantities.shipped);
    }
  });
  bar.finish();
  for (const entry of journal.entries()) sums.returned += BigInt(entry.returned ?? 0);
  await readCustomers(api, story, sums);
  await readStock(api, story, sums);
  return sums;
}

interface ApiCustomer { readonly orders: { revenue: HttpMoney | null; returned: HttpMoney | null } }

async function readCustomers(api: ApiClient, story: Story, sums: Sums): Promise<void> {
  const customers = [...new Set(story.events.flatMap((event) => ('customer' in event && event.customer ? [event.customer] : [])))];
  const bar = new ProgressBar(customers.length, 'customers read back');
  await inParallel(customers, 16, async (customer) => {
    const { body } = await api.expect<{ items: ApiCustomer[] }>([200], 'GET', `/v1/customers?loyaltyId=${encodeURIComponent(story.loyaltyId(customer))}`);
    bar.step();
    if (body.items.length !== 1) return void sums.byCustomer.set(`${customer} (found ${body.items.length} times)`, 0n);
    const { revenue, returned } = body.items[0]!.orders;
    sums.byCustomer.set(customer, revenue ? parseDecimal(revenue.amount, revenue.currency) : 0n);
    const back = returned ? parseDecimal(returned.amount, returned.currency) : 0n;
    if (back !== 0n) sums.returnedByCustomer.set(customer, back);
  });
  bar.finish();
}

async function readStock(api: ApiClient, story: Story, sums: Sums): Promise<void> {
  const places = new Set(story.locations.map((location) => location.id));
  const skus = story.products.filter((product) => product.kind === 'stocked').map((product) => product.sku);
  const bar = new ProgressBar(skus.length, 'stocks read back');
  await inParallel(chunks(skus, 100), 4, async (some) => {
    const { body } = await api.expect<{ items: ReadonlyArray<{ sku: string; byLocation: ReadonlyArray<{ location: string; onHand: number }> }> }>([200], 'GET', `/v1/stock?skus=${some.map(encodeURIComponent).join(',')}`);
    for (const item of body.items) for (const level of item.byLocation) if (places.has(level.location)) sums.stock.set(`${item.sku} at ${level.location}`, level.onHand);
    bar.step(some.length);
  });
  bar.finish();
}

async function* list<T>(api: ApiClient, path: string): AsyncGenerator<T> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: { body: { items: T[]; nextCursor: string | null } } = await api.expect([200], 'GET', `${path}&limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    yield* body.items;
    cursor = body.nextCursor;
  }
}

function exact(what: string, file: string | number, api: string | number): Reconciled {
  return { what, file: String(file), api: String(api), ok: String(file) === String(api) };
}

/** Compares two sets of sums; what is 0 on one side may be absent on the other. */
function maps<V extends number | bigint>(what: string, file: ReadonlyMap<string, V>, api: ReadonlyMap<string, V>, show: (value: V) => string = String): Reconciled {
  const zero = (value: V | undefined) => value === undefined || Number(value) === 0;
  const differing = [...new Set([...file.keys(), ...api.keys()])].filter((key) => file.get(key) !== api.get(key) && !(zero(file.get(key)) && zero(api.get(key))));
  const [first] = differing;
  const words = (map: ReadonlyMap<string, V>) => `${map.size} sums`;
  const detail = first === undefined ? {} : { first: `${first}: ${file.has(first) ? show(file.get(first)!) : 'nothing'} in the file, ${api.has(first) ? show(api.get(first)!) : 'nothing'} in the API; ${differing.length} differ` };
  return { what, file: words(file), api: words(api), ok: first === undefined, ...detail };
}

function add(map: Map<string, number>, key: string, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}

function addMoney(map: Map<string, bigint>, key: string, value: bigint): void {
  map.set(key, (map.get(key) ?? 0n) + value);
}
