import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { formatDecimal } from '@onefront/kernel';
import { readOnlineRetail } from './online-retail.js';
import { readPointOfSale } from './point-of-sale.js';
import type { Sale, Story } from './story.js';

/** Real transactions with published totals stand beside the project; they are never part of it. */
const data = resolve(__dirname, '../../../../../shared/data');
const present = existsSync(data);
if (!present) process.stderr.write(`SKIPPED: the real transactions are not at ${data}; what is read from them was not compared with the published totals\n`);
const suite = present ? describe : describe.skip;
const truth = (name: string) => JSON.parse(readFileSync(join(data, 'truth', name), 'utf8')) as Record<string, never>;
const salesOf = (story: Story) => story.events.filter((event): event is Sale => event.kind === 'sale');
const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);

suite('UCI Online Retail, four months', () => {
  let story: Story;
  const expected = (present ? truth('online-retail-2010-12_2011-03.truth.json') : {}) as Record<string, never>;
  beforeAll(async () => { story = await readOnlineRetail(join(data, 'online-retail-2010-12_2011-03.csv.gz'), {}); }, 60_000);
  const orders = () => salesOf(story).filter((sale) => sale.channel !== 'uci-free');

  it('finds the published numbers of documents', () => {
    const kinds = { order: orders().length, cancellation: story.events.filter((event) => event.kind === 'cancellation').length, zero_value: salesOf(story).length - orders().length, stock_writeoff: story.events.filter((event) => event.kind === 'write-off').length };
    expect(kinds).toEqual(expected['documents_by_kind']);
    expect(story.products.length).toBe(expected['distinct_stock_codes']);
    expect(orders().reduce((lines, sale) => lines + sale.lines.length, 0)).toBe(expected['order_lines']);
  });

  it('finds the published money, to the penny', () => {
    const gross = sum(orders().flatMap((sale) => sale.lines.map((line) => line.total)));
    const cancelled = sum(story.events.flatMap((event) => (event.kind === 'cancellation' ? [...event.rest, ...event.matched.flatMap((one) => one.lines)].map((line) => line.total) : [])));
    expect(`${formatDecimal(gross, 'GBP')}0`).toBe(expected['gross_order_value_gbp']);
    expect(`-${formatDecimal(cancelled, 'GBP')}0`).toBe(expected['cancelled_value_gbp']);
  });

  it('matches cancellations to earlier sales, never more than was sold', () => {
    const lines = story.events.flatMap((event) => (event.kind === 'cancellation' ? event.matched : [])).flatMap(({ sale, lines: taken }) => taken.map((line) => ({ sale, ...line })));
    expect(lines.length).toBeGreaterThan(1400);
    const sold = new Map(salesOf(story).map((sale) => [sale.document, sale]));
    const left = new Map<string, number>();
    for (const { sale, index, quantity } of lines) {
      const key = `${sale}/${index}`;
      left.set(key, (left.get(key) ?? sold.get(sale)!.lines[index]!.quantity) - quantity);
    }
    expect([...left.values()].filter((value) => value < 0)).toEqual([]);
  });

  it('opens with enough stock for everything that leaves', () => {
    const units = (value: { quantity: number }) => value.quantity;
    const goods = new Set(story.products.filter((product) => product.kind === 'stocked').map((product) => product.sku));
    const leaving = story.events.flatMap((event) => (event.kind === 'sale' ? event.lines : event.kind === 'write-off' ? event.movements : [])).filter((line) => goods.has(line.sku));
    expect(story.opening.reduce((total, one) => total + units(one), 0)).toBe(leaving.reduce((total, one) => total + units(one), 0));
  });
});

suite('Complete Journey tills, seventeen weeks', () => {
  let story: Story;
  const expected = (present ? truth('pos-complete-journey-weeks01-17.truth.json') : {}) as Record<string, never>;
  beforeAll(async () => { story = await readPointOfSale(join(data, 'pos-complete-journey-weeks01-17.csv.gz'), {}); }, 60_000);

  it('finds the published totals', () => {
    const sales = salesOf(story);
    const discount = (label: string) => sum(sales.flatMap((sale) => sale.lines.flatMap((line) => line.discounts.filter((one) => one.label.startsWith(label)).map((one) => one.amount))));
    expect(formatDecimal(sum(sales.flatMap((sale) => sale.lines.map((line) => line.total))), 'USD')).toBe(expected['sales_value']);
    expect(formatDecimal(discount('shelf'), 'USD')).toBe(expected['retail_disc']);
    expect(formatDecimal(discount('store'), 'USD')).toBe(expected['coupon_match_disc']);
    expect(sales.reduce((units, sale) => units + sale.lines.reduce((of, line) => of + line.quantity, 0), 0)).toBe(expected['quantity_sum']);
  });

  it('counts what it leaves out: lines without goods, and baskets of nothing else', () => {
    const [, lines, baskets] = story.notes.map((note) => Number(/^\d+/.exec(note)?.[0]));
    expect(salesOf(story).reduce((of, sale) => of + sale.lines.length, 0) + lines!).toBe(expected['lines']);
    expect(salesOf(story).length + baskets!).toBe(expected['baskets']);
  });
});
