import { money, type Body, type Till } from './till.js';

/** The company of the stories: two stores and a warehouse; one channel of every kind that the stories need, all selling from the same floors. */
const locations = {
  leeds: { name: 'Leeds, Briggate', kind: 'store', address: { line1: 'Briggate 1', city: 'Leeds', postalCode: 'LS1 6HD', country: 'GB' }, geo: { lat: 53.797, lon: -1.542 } },
  bristol: { name: 'Bristol, Park Street', kind: 'store', address: { line1: 'Park Street 40', city: 'Bristol', postalCode: 'BS1 5JG', country: 'GB' }, geo: { lat: 51.454, lon: -2.604 } },
  derby: { name: 'Derby warehouse', kind: 'warehouse', address: { line1: 'Raynesway 7', city: 'Derby', postalCode: 'DE21 7BH', country: 'GB' }, geo: { lat: 52.922, lon: -1.474 } },
};

const everywhere = ['derby', 'leeds', 'bristol'];
const channels = {
  web: { name: 'Webshop', kind: 'webshop', locations: everywhere },
  fairground: { name: 'Fairground marketplace', kind: 'marketplace', connector: 'generic', locations: everywhere },
  social: { name: 'Shop in the feed', kind: 'social', locations: everywhere },
  counter: { name: 'Pickup counters', kind: 'kiosk', locations: everywhere },
  'till-leeds': { name: 'Tills in Leeds', kind: 'store', locations: ['leeds', 'derby'] },
  'till-bristol': { name: 'Tills in Bristol', kind: 'store', locations: ['bristol', 'derby'] },
};

export const ourChannels = ['web', 'social', 'counter', 'till-leeds', 'till-bristol'];

/** Puts the company's locations and channels, its tax and shipping rates. */
export async function openShop(till: Till): Promise<void> {
  await Promise.all(Object.entries(locations).map(([id, body]) => till.must('PUT', `/v1/locations/${id}`, body)));
  await Promise.all(Object.entries(channels).map(([id, body]) => till.must('PUT', `/v1/channels/${id}`, { ...body, currency: 'GBP', taxCountry: 'GB' })));
  await till.must('PUT', '/v1/tax-rates/gb-standard', { category: 'standard', country: 'GB', rate: '20' });
  await till.must('PUT', '/v1/shipping-rates/parcel', { channels: ourChannels, countries: ['GB'], method: 'ship', price: money('4.95'), freeFrom: money('200.00') });
}

/** A product with a price, and so many units at each location. Gives its SKU. */
export async function stockProduct(till: Till, sku: string, units: Readonly<Record<string, number>> = {}, more: Body = {}): Promise<string> {
  await till.must('PUT', `/v1/products/${sku}`, { name: `Product ${sku}`, price: money('20.00'), taxCategory: 'standard', ...more });
  const movements = Object.entries(units).map(([location, quantity]) => ({ sku, location, quantity, reason: 'receipt' }));
  if (movements.length > 0) await till.must('POST', '/v1/stock/movements', { movements });
  return sku;
}

export const address = { name: 'Ada Whitlock', line1: 'Harrogate Road 12', city: 'Leeds', postalCode: 'LS7 3PD', country: 'GB' };

const line = (sku: string | readonly Body[], quantity: number) => (typeof sku === 'string' ? [{ sku, quantity }] : [...sku]);

/** Orders as each channel sends them. `more` adds or replaces members. */
export const orders = {
  web: (sku: string | readonly Body[], quantity = 1, more: Body = {}) => ({ channel: 'web', lines: line(sku, quantity), fulfillment: { method: 'ship', address }, ...more }),
  social: (sku: string | readonly Body[], quantity = 1, more: Body = {}) => ({ channel: 'social', lines: line(sku, quantity), fulfillment: { method: 'ship', address }, ...more }),
  marketplace: (sku: string, quantity = 1, more: Body = {}) => ({ channel: 'fairground', lines: [{ sku, quantity, unitPrice: money('21.00') }], fulfillment: { method: 'ship', address }, ...more }),
  pickup: (sku: string, quantity = 1, more: Body = {}) => ({ channel: 'counter', lines: line(sku, quantity), fulfillment: { method: 'pickup', location: 'leeds' }, ...more }),
  till: (sku: string | readonly Body[], quantity = 1, more: Body = {}) => ({ channel: 'till-leeds', lines: line(sku, quantity), fulfillment: { method: 'carry-out', location: 'leeds' }, ...more }),
};
