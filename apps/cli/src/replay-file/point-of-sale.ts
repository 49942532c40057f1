import { existsSync } from 'node:fs';
import { parseDecimal } from '@onefront/kernel';
import { csvRows, type CsvRow } from './csv.js';
import { openingStock, within, type Sale, type SaleLine, type Story, type Window } from './story.js';

/** The shape of 84.51°/dunnhumby "Complete Journey 2.0": one row per line of a till, with what the store took and the discounts it gave. */
export const pointOfSaleColumns = ['basket_id', 'household_id', 'store_id', 'product_id', 'quantity', 'sales_value', 'retail_disc', 'coupon_disc', 'coupon_match_disc', 'week', 'timestamp_utc'];

const dollars = (text: string) => parseDecimal(text, 'USD');
const storeOf = (id: string) => `cj-store-${id}`;

interface Read {
  readonly baskets: Map<string, Sale & { lines: SaleLine[] }>;
  readonly stores: Set<string>;
  readonly prices: Map<string, bigint>;
  emptyLines: number;
  emptyBaskets: Set<string>;
  vendorCoupons: bigint;
}

export async function readPointOfSale(file: string, window: Window): Promise<Story> {
  const read = await readBaskets(file, window);
  const described = await describeProducts(file);
  const sales = [...read.baskets.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const unknown = [...read.prices.keys()].filter((sku) => !described.has(sku));
  return {
    name: 'cj',
    currency: 'USD',
    locations: [...read.stores].map((id) => ({ id: storeOf(id), name: `Store ${id}`, kind: 'store' })),
    channels: [...read.stores].map((id) => ({ id: storeOf(id), name: `Tills of store ${id}`, kind: 'store', location: storeOf(id) })),
    products: [...read.prices].map(([sku, price]) => ({ sku, price, kind: 'stocked', ...(described.get(sku) ?? { name: `Article ${sku}` }) })),
    opening: openingStock(sales, () => true),
    events: sales,
    notes: [
      'rule: one sales channel and one location per store; every basket is an order that was carried out',
      `${read.emptyLines} lines have quantity 0 and took 0.00 (a coupon without goods): no order line can have them; left out and counted here`,
      `${[...read.emptyBaskets].filter((id) => !read.baskets.has(id)).length} baskets consist of such lines only: no order`,
      `manufacturers' coupons of ${formatDollars(read.vendorCoupons)} were paid to the store by others: part of what it took, not of its discounts`,
      `${unknown.length} products are absent from the product table: named by their number`,
    ],
    loyaltyId: (household) => `CJ-${household}`,
  };
}

async function readBaskets(file: string, window: Window): Promise<Read> {
  const read: Read = { baskets: new Map(), stores: new Set(), prices: new Map(), emptyLines: 0, emptyBaskets: new Set(), vendorCoupons: 0n };
  for await (const row of csvRows(file)) {
    const at = new Date(row['timestamp_utc']!).toISOString();
    if (!within(at, window)) continue;
    read.vendorCoupons += dollars(row['coupon_disc']!);
    const quantity = Number(row['quantity']);
    if (quantity === 0) {
      if (dollars(row['sales_value']!) !== 0n) throw new Error(`basket ${row['basket_id']} has money without goods`);
      read.emptyLines += 1;
      read.emptyBaskets.add(row['basket_id']!);
      continue;
    }
    addLine(read, row, at, quantity);
  }
  return read;
}

function addLine(read: Read, row: CsvRow, at: string, quantity: number): void {
  const document = row['basket_id']!;
  const store = row['store_id']!;
  const sku = row['product_id']!;
  const customer = row['household_id']!;
  const basket = read.baskets.get(document) ?? { kind: 'sale', document, at, chain: customer, channel: storeOf(store), customer, location: storeOf(store), method: 'carry-out', lines: [] };
  const discounts = [['shelf discount', row['retail_disc']!], ['store\'s share of a coupon', row['coupon_match_disc']!]] as const;
  const given = discounts.map(([label, text]) => ({ label, amount: dollars(text) })).filter(({ amount }) => amount > 0n);
  const total = dollars(row['sales_value']!);
  (basket.lines as SaleLine[]).push({ sku, quantity, total, discounts: given });
  read.baskets.set(document, basket);
  read.stores.add(store);
  const shelf = given.reduce((sum, { amount }) => sum + amount, total);
  if (!read.prices.get(sku)) read.prices.set(sku, shelf / BigInt(quantity));
}

/** The product table beside the file: `...-products.csv[.gz]`. Without it products are named by their number. */
async function describeProducts(file: string): Promise<Map<string, { name: string; brand: string; categories: string[] }>> {
  const beside = file.replace(/-weeks[^/]*(\.csv(?:\.gz)?)$/, '-products$1');
  const found = new Map<string, { name: string; brand: string; categories: string[] }>();
  if (beside === file || !existsSync(beside)) return found;
  for await (const row of csvRows(beside)) {
    const words = [row['product_type'], row['package_size']].filter((text) => text && text !== 'NA').join(', ');
    const categories = [row['department'], row['product_category']].filter((text): text is string => Boolean(text) && text !== 'NA');
    found.set(row['product_id']!, { name: words || `Article ${row['product_id']}`, brand: row['brand'] || 'unbranded', categories: categories.length > 0 ? [categories.join('/')] : [] });
  }
  return found;
}

function formatDollars(cents: bigint): string {
  return `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')} USD`;
}
