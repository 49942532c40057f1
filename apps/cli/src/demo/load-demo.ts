import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { ApiClient, type Credentials } from '../api/client.js';

interface Company {
  readonly locations: Record<string, unknown>;
  readonly channels: Record<string, unknown>;
  readonly taxRates: Record<string, unknown>;
  readonly shippingRates: Record<string, unknown>;
  readonly promotions: Record<string, unknown>;
  readonly coupons: ReadonlyArray<{ code: string }>;
  readonly customers: readonly unknown[];
}

type Row = Record<string, string>;

/** Loads the demo company through the public API, like any partner. Doing it again changes nothing but the stock count. */
export async function loadDemo(credentials: Credentials, folder: string, say: (line: string) => void): Promise<void> {
  const api = new ApiClient(credentials);
  try {
    const company = JSON.parse(readFileSync(join(folder, 'company.json'), 'utf8')) as Company;
    await putAll(api, 'locations', company.locations);
    await putAll(api, 'channels', company.channels);
    await putAll(api, 'tax-rates', company.taxRates);
    await putAll(api, 'shipping-rates', company.shippingRates);
    say(`${count(company.locations)} locations and ${count(company.channels)} sales channels`);
    await loadProducts(api, rows(folder, 'products.csv'), say);
    await putAll(api, 'promotions', company.promotions);
    for (const coupon of company.coupons) await api.expect([200, 201, 409], 'POST', '/v1/coupons', coupon, { idempotencyKey: `demo-coupon-${coupon.code}` });
    await Promise.all(company.customers.map((customer) => api.expect([200, 201], 'POST', '/v1/customers', customer)));
    await loadStock(api, rows(folder, 'stock.csv'), say);
  } finally {
    await api.close();
  }
}

async function putAll(api: ApiClient, path: string, documents: Record<string, unknown>): Promise<void> {
  await Promise.all(Object.entries(documents).map(([id, document]) => api.expect([200, 201], 'PUT', `/v1/${path}/${id}`, document)));
}

async function loadProducts(api: ApiClient, products: readonly Row[], say: (line: string) => void): Promise<void> {
  // Bundles name their parts, which must be there first.
  const bodies = products.map(productOf).sort((a, b) => Number(a.kind === 'bundle') - Number(b.kind === 'bundle'));
  const parts = bodies.filter((body) => body.kind !== 'bundle');
  for (const some of [parts, bodies.slice(parts.length)]) {
    if (some.length === 0) continue;
    const { body } = await api.expect<{ items: ReadonlyArray<{ status: number }> }>([200], 'POST', '/v1/products/batch', { products: some });
    const refused = body.items.find((item) => item.status >= 400);
    if (refused) throw new Error(`a product of the demo company was refused: ${JSON.stringify(refused)}`);
  }
  say(`${bodies.length} products`);
}

function productOf(row: Row) {
  const attributes = Object.fromEntries(['colour', 'material'].flatMap((name) => (row[name] ? [[name, row[name]]] : [])));
  return {
    sku: row['sku'],
    name: row['name'],
    ...(row['description'] ? { description: row['description'] } : {}),
    brand: row['brand'],
    categories: [row['categories']],
    ...(row['gtin'] ? { gtin: row['gtin'] } : {}),
    price: { amount: row['price'], currency: row['currency'] },
    taxCategory: row['taxCategory'],
    kind: row['kind'],
    ...(row['tags'] ? { tags: row['tags'].split('|') } : {}),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(row['components'] ? { components: row['components'].split('|').map(componentOf) } : {}),
  };
}

function componentOf(text: string) {
  const [sku, quantity] = text.split(':');
  return { sku, quantity: Number(quantity) };
}

/** Opening stock is counted, so that loading it twice does not double it. What is settled after the first answer (202) is 200 here. */
async function loadStock(api: ApiClient, stock: readonly Row[], say: (line: string) => void): Promise<void> {
  const movements = stock.map((row) => ({ sku: row['sku'], location: row['location'], quantity: Number(row['quantity']), reason: 'count', reference: 'opening stock' }));
  await api.expect([200, 201], 'POST', '/v1/stock/movements', { movements });
  say(`opening stock at ${stock.length} places`);
}

function rows(folder: string, file: string): Row[] {
  return parse(readFileSync(join(folder, file), 'utf8'), { columns: true, skip_empty_lines: true }) as Row[];
}

const count = (documents: Record<string, unknown>) => Object.keys(documents).length;
