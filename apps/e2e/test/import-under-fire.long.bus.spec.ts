import { waitFor } from '@onefront/testing';
import type { CallOptions } from '@onefront/cli';
import { ended, errorsOf, percentile, sendFile, statusOf } from '../src/import-files.js';
import { Journal, openShop, orders, startWorld, stockProduct, Till, type Body, type Reply, type World } from '../src/index.js';

/** `IMPORT_ROWS=100000 npm run test:kafka -- e2e/test/import-under-fire` is the size of the claim; the suite runs a small one. */
const ROWS = Number(process.env['IMPORT_ROWS'] ?? 2000);
/** Every so many rows one is broken. */
const STEP = Math.max(50, Math.floor(ROWS / 100));
const PATIENCE_MS = Math.max(120_000, ROWS * 20);
const UNITS = 500_000;

const isBroken = (row: number) => row % STEP === 0;

function* good(): Generator<string> {
  yield 'sku,name,price.amount,price.currency,categories,description\n';
  for (let row = 1; row <= ROWS; row += 1) yield isBroken(row) ? `ROW-${row},,1.0,GBP,,\n` : `ROW-${row},Product ${row},${(row % 90) + 1}.00,GBP,home|garden,"As described in the list of our supplier, page ${row % 300}"\n`;
}

/** Ends within a quoted cell that never ends: nothing behind it can be told apart. */
function* torn(): Generator<string> {
  yield 'sku,name,price.amount,price.currency\n';
  for (let row = 1; row <= 300; row += 1) yield row % 100 === 0 ? `TORN-${row},Torn,1.5,GBP\n` : `TORN-${row},Torn,1.50,GBP\n`;
  yield `TORN-301,"${'never closed '.repeat(30_000)}`;
}

/** Notes how long each order took. */
class TimedTill extends Till {
  readonly waits: { at: number; ms: number }[] = [];

  override async order(body: Body, options?: CallOptions): Promise<Reply> {
    const began = performance.now();
    const answer = await super.order(body, options);
    this.waits.push({ at: began, ms: performance.now() - began });
    return answer;
  }
}

describe(`an import of ${ROWS} rows beside a broken file and orders`, () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ processes: { gateway: 2 }, environment: { gateway: { CHECK_ANSWERS: 'false' } } });
    await openShop(world.till);
    for (const sku of ['LIVE-1', 'LIVE-2']) await stockProduct(world.till, sku, { leeds: UNITS, derby: UNITS });
  }, 180_000);
  afterAll(async () => {
    if (world) process.stderr.write(`${world.report()}\n`);
    await world?.close();
  }, 60_000);

  const basket = (n: number): Body => (n % 2 === 0 ? orders.web('LIVE-1', 1, { customer: { email: `live-${n % 25}@example.com` } }) : orders.till('LIVE-2', 1));
  /** At the gateway that lives on. */
  const status = (id: string) => statusOf(world.tills[1]!, id);
  const doneOf = (body: Body): number => body.accepted + body.rejected + body.unchanged;

  /** Kills a process when so many rows are done; resolves with the longest time, in milliseconds, in which no row was done until well behind those that were in flight. */
  async function killAt(name: string, id: string, rows: number): Promise<number> {
    await waitFor(async () => (doneOf(await status(id)) >= rows ? true : undefined), { timeoutMs: PATIENCE_MS, intervalMs: 100, what: `${rows} rows` });
    await world.process(name).kill9();
    const before = await status(id);
    expect(before.status).toBe('running');
    const restarting = world.process(name).restart();
    let longest = 0;
    let last = { done: doneOf(before), at: performance.now() };
    await waitFor(async () => {
      const body = await status(id);
      const now = performance.now();
      longest = Math.max(longest, now - last.at);
      if (doneOf(body) > last.done) last = { done: doneOf(body), at: now };
      return body.status !== 'running' || doneOf(body) > doneOf(before) + Math.min(2000, ROWS / 5) ? true : undefined;
    }, { timeoutMs: 180_000, intervalMs: 100, what: `rows to go on after ${name} was killed` });
    await restarting;
    return longest;
  }

  it('takes every good row once, names every bad one, and confirms every order, through kill -9 of the gateway and of the catalogue', async () => {
    const [first, second] = world.tills.map((till) => new TimedTill(till.api)) as [TimedTill, TimedTill];
    const journals = [new Journal(second, { buyers: 2, basket }), new Journal(first, { buyers: 1, basket: () => orders.social('LIVE-1') })];
    const began = performance.now();
    const sizes = { gateway: 0, catalog: 0 };
    let done: Body;
    let broken: Body;
    try {
      const id = await sendFile(world.tills[1]!, { kind: 'products', name: 'list.csv', pieces: good() });
      const tornId = await sendFile(world.tills[1]!, { kind: 'products', name: 'torn.csv', pieces: torn() });
      sizes.gateway = await killAt('gateway-1', id, ROWS / 4);
      sizes.catalog = await killAt('catalog-1', id, ROWS / 2);
      done = await ended(world.tills[1]!, id, PATIENCE_MS);
      broken = await ended(world.tills[1]!, tornId, PATIENCE_MS);
    } finally {
      await Promise.all(journals.map((journal) => journal.stop()));
    }
    const seconds = (performance.now() - began) / 1000;
    const waits = [...first.waits, ...second.waits].map(({ ms }) => ms);
    process.stderr.write(`${JSON.stringify({
      bus: world.bus, rows: ROWS, seconds: Math.round(seconds), rowsPerSecond: Math.round(ROWS / seconds), orders: waits.length, ordersPerSecond: Math.round(waits.length / seconds),
      orderMs: { p50: Math.round(percentile(waits, 0.5)), p95: Math.round(percentile(waits, 0.95)), p99: Math.round(percentile(waits, 0.99)), greatest: Math.round(Math.max(...waits)) },
      recoveryMs: { gateway: Math.round(sizes.gateway), catalog: Math.round(sizes.catalog) },
    })}\n`);

    const bad = Math.floor(ROWS / STEP);
    expect(done).toMatchObject({ status: 'done', rows: ROWS, accepted: ROWS - bad, rejected: bad, unchanged: 0, progress: { percent: 100 } });
    const named = await errorsOf(world.till, done.id);
    expect([...new Set(named.map(({ row }: Body) => row))]).toEqual(Array.from({ length: bad }, (_, index) => (index + 1) * STEP));
    expect(named.filter(({ path }: Body) => path === '/name').every(({ column }: Body) => column === 'name')).toBe(true);
    expect(broken).toMatchObject({ status: 'failed', rows: 300, accepted: 297, rejected: 3 });
    expect(broken.detail).toContain('row 301');
    await everyRowOnce();

    for (const journal of journals) expect([journal.failed, journal.refused]).toEqual([[], []]);
    const promised = journals.flatMap((journal) => journal.promised);
    expect(promised.every(({ status: is }) => is === 'confirmed' || is === 'fulfilled')).toBe(true);
    expect(new Set(promised.map(({ order }) => order)).size).toBe(promised.length);
    expect((await world.verify()).broken).toEqual([]);
  }, PATIENCE_MS * 2 + 300_000);

  /** All good rows are products, none of the bad ones is; and each was written by one command: its version is the first. */
  async function everyRowOnce(): Promise<void> {
    const found = new Set<string>();
    const { body } = await world.till.get('/v1/products/ROW-1');
    expect(body.sku).toBe('ROW-1');
    for (let cursor = ''; ;) {
      const page = (await world.till.get(`/v1/products?limit=200&inStock=false${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)).body;
      for (const { sku } of page.items) if (sku.startsWith('ROW-')) found.add(sku);
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    const wanted = Array.from({ length: ROWS }, (_, index) => index + 1).filter((row) => !isBroken(row)).map((row) => `ROW-${row}`);
    expect(found.size).toBe(wanted.length);
    expect(wanted.filter((sku) => !found.has(sku))).toEqual([]);
    for (let row = 1; row <= ROWS; row += Math.max(1, Math.floor(ROWS / 200))) {
      if (!isBroken(row)) expect([row, (await world.till.get(`/v1/products/ROW-${row}`)).headers['etag']]).toEqual([row, '"1"']);
    }
  }
});
