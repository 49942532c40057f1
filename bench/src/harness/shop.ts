import type { ApiClient } from '@onefront/cli';

/** The shop that orders are measured in: a webshop that sells from a warehouse and two stores, prices with tax and shipping. */
const locations = {
  derby: { name: 'Derby warehouse', kind: 'warehouse', address: { line1: 'Raynesway 7', city: 'Derby', postalCode: 'DE21 7BH', country: 'GB' }, geo: { lat: 52.922, lon: -1.474 } },
  leeds: { name: 'Leeds, Briggate', kind: 'store', address: { line1: 'Briggate 1', city: 'Leeds', postalCode: 'LS1 6HD', country: 'GB' }, geo: { lat: 53.797, lon: -1.542 } },
  bristol: { name: 'Bristol, Park Street', kind: 'store', address: { line1: 'Park Street 40', city: 'Bristol', postalCode: 'BS1 5JG', country: 'GB' }, geo: { lat: 51.454, lon: -2.604 } },
};

const channels = {
  web: { name: 'Webshop', kind: 'webshop', locations: ['derby', 'leeds', 'bristol'] },
  fairground: { name: 'Fairground marketplace', kind: 'marketplace', connector: 'generic', locations: ['derby'] },
};

/** More than any run can sell. */
export const AMPLE = 1_000_000;
const BATCH = 1_000;

export const skuOf = (n: number): string => `BENCH-${String(n).padStart(7, '0')}`;

/** Puts locations, channel, rates, and `products` products with ample stock at the warehouse. Throws `UnexpectedAnswer`. */
export async function openShop(api: ApiClient, products: number, options: { readonly marketplace?: boolean } = {}): Promise<void> {
  for (const [id, body] of Object.entries(locations)) await api.expect([200, 201], 'PUT', `/v1/locations/${id}`, body);
  const open = Object.entries(channels).filter(([id]) => id === 'web' || options.marketplace);
  for (const [id, body] of open) await api.expect([200, 201], 'PUT', `/v1/channels/${id}`, { ...body, currency: 'GBP', taxCountry: 'GB' });
  await api.expect([200, 201], 'PUT', '/v1/tax-rates/gb-standard', { category: 'standard', country: 'GB', rate: '20' });
  await api.expect([200, 201], 'PUT', '/v1/shipping-rates/parcel', { channels: 'all', countries: ['GB'], method: 'ship', price: { amount: '4.95', currency: 'GBP' } });
  for (let from = 0; from < products; from += BATCH) await addProducts(api, from, Math.min(products, from + BATCH));
}

async function addProducts(api: ApiClient, from: number, to: number): Promise<void> {
  const skus = Array.from({ length: to - from }, (_, i) => skuOf(from + i));
  const products = skus.map((sku) => ({ sku, name: `Product ${sku}`, price: { amount: '20.00', currency: 'GBP' }, taxCategory: 'standard' }));
  await api.expect([200, 201], 'POST', '/v1/products/batch', { products });
  const movements = skus.map((sku) => ({ sku, location: 'derby', quantity: AMPLE, reason: 'receipt' }));
  await api.expect([200, 201], 'POST', '/v1/stock/movements', { movements }, { headers: { prefer: 'wait=60' } });
}

/** A product of which there are exactly so many units. */
export async function stockExactly(api: ApiClient, sku: string, units: number): Promise<void> {
  await api.expect([200, 201], 'PUT', `/v1/products/${sku}`, { name: `Product ${sku}`, price: { amount: '20.00', currency: 'GBP' }, taxCategory: 'standard' });
  await api.expect([200, 201], 'POST', '/v1/stock/movements', { movements: [{ sku, location: 'derby', quantity: units, reason: 'receipt' }] });
}
