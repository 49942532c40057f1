import { money, orders, type Body, type Till } from '../../../src/index.js';

/** Where a text of a caller goes in, and where it comes back. `members` are the free texts of its body by JSON Pointer; null where the answer does not show it. */
export interface Subject {
  readonly name: string;
  readonly method: 'PUT' | 'POST';
  /** Address of the write; `n` makes it another one each time. */
  path(n: number): string;
  /** A body whose free texts are all this one. */
  body(text: string, n: number): Body;
  /** Where it is read, from the answer to the write. */
  read(n: number, answer: Body): string;
  /** Pointers into the body -> pointers into what is read. */
  readonly members: Readonly<Record<string, string | null>>;
}

const address = (text: string) => ({ name: text, company: text, line1: text, line2: text, city: text, region: text, postalCode: text.slice(0, 20).toWellFormed(), country: 'GB' });
const addressMembers = (at: string, to: string | null) => Object.fromEntries(['name', 'company', 'line1', 'line2', 'city', 'region'].map((name) => [`${at}/${name}`, to === null ? null : `${to}/${name}`]));
const same = (...pointers: string[]) => Object.fromEntries(pointers.map((pointer) => [pointer, pointer]));

export const subjects: readonly Subject[] = [
  {
    name: 'product', method: 'PUT', path: (n) => `/v1/products/TEXT-${n}`, read: (n) => `/v1/products/TEXT-${n}`,
    body: (text) => ({ name: text, description: text, brand: text, categories: [text], tags: [text], attributes: { [text]: text, constructor: text }, media: [{ url: 'https://example.com/a', alt: text }], price: money('1.00') }),
    members: same('/name', '/description', '/brand', '/categories/0', '/tags/0', '/attributes/constructor', '/media/0/alt'),
  },
  {
    name: 'listing', method: 'PUT', path: () => '/v1/products/KETTLE-1/channels/web', read: () => '/v1/products/KETTLE-1/channels/web',
    body: (text) => ({ title: text, description: text, reason: text, media: [{ url: 'https://example.com/a', alt: text }] }),
    members: same('/title', '/description', '/reason', '/media/0/alt'),
  },
  {
    name: 'location', method: 'PUT', path: (n) => `/v1/locations/text-${n}`, read: (n) => `/v1/locations/text-${n}`,
    body: (text) => ({ name: text, kind: 'warehouse', address: address(text) }), members: { ...same('/name'), ...addressMembers('/address', '/address') },
  },
  {
    name: 'channel', method: 'PUT', path: (n) => `/v1/channels/text-${n}`, read: (n) => `/v1/channels/text-${n}`,
    body: (text) => ({ name: text, kind: 'phone', locations: ['leeds'], currency: 'GBP' }), members: same('/name'),
  },
  {
    name: 'promotion', method: 'PUT', path: (n) => `/v1/promotions/text-${n}`, read: (n) => `/v1/promotions/text-${n}`,
    body: (text) => ({ name: text, channels: ['text-nowhere'].slice(1).concat('counter'), conditions: [{ type: 'customer-group', in: [text] }, { type: 'has-items', match: { categories: [text], brands: [text], tags: [text], attributes: { [text]: text } } }], effects: [{ type: 'free-shipping' }], stacking: { group: text } }),
    members: same('/name', '/conditions/0/in/0', '/conditions/1/match/categories/0', '/conditions/1/match/brands/0', '/conditions/1/match/tags/0', '/stacking/group'),
  },
  {
    name: 'tax rate', method: 'PUT', path: (n) => `/v1/tax-rates/text-${n}`, read: (n) => `/v1/tax-rates/text-${n}`,
    body: (text, n) => ({ category: `text-${n}`, country: 'GB', region: text, rate: '20' }), members: same('/region'),
  },
  {
    name: 'customer', method: 'POST', path: () => '/v1/customers', read: (_n, answer) => `/v1/customers/${answer.id}`,
    body: (text, n) => ({ name: text, loyaltyId: `${n}${text}`, identities: [{ channel: 'web', externalId: `${n}${text}` }], addresses: [address(text)], groups: [text], emails: [{ address: `text-${n}@example.com` }] }),
    members: { ...same('/name', '/loyaltyId', '/identities/0/externalId', '/groups/0'), ...addressMembers('/addresses/0', '/addresses/0') },
  },
  {
    name: 'order', method: 'POST', path: () => '/v1/orders', read: (_n, answer) => `/v1/orders/${answer.id}`,
    body: (text, n) => orders.marketplace('KETTLE-1', 1, {
      externalId: `${n}${text}`, fulfillment: { method: 'ship', address: address(text) }, customer: { name: text, externalId: `${n}${text}` }, staff: { advisedBy: text, soldBy: text },
      lines: [{ sku: 'KETTLE-1', quantity: 1, unitPrice: money('21.00'), discounts: [{ label: text, amount: money('1.00'), fundedBy: 'channel' }] }],
    }),
    members: { ...same('/externalId'), '/lines/0/discounts/0/label': '/lines/0/discounts/0/label', '/customer/name': null, '/customer/externalId': null, '/staff/advisedBy': null, '/staff/soldBy': null, ...addressMembers('/fulfillment/address', null) },
  },
  {
    name: 'stock movement', method: 'POST', path: () => '/v1/stock/movements', read: () => '/v1/stock/MUG-2/ledger?limit=1',
    body: (text) => ({ movements: [{ sku: 'MUG-2', location: 'leeds', quantity: 1, reason: 'receipt', reference: text }] }), members: { '/movements/0/reference': '/items/0/reference' },
  },
  {
    name: 'coupon', method: 'POST', path: () => '/v1/coupons', read: (_n, answer) => `/v1/coupons/${encodeURIComponent(answer.code)}`,
    body: (text, n) => ({ promotion: 'ten-off', code: `${n}${text}` }), members: same('/code'),
  },
];

/** The searches that take a caller's words. */
export const searches: readonly ((text: string) => string)[] = [
  (text) => `/v1/products?q=${text}`, (text) => `/v1/products?category=${text}`, (text) => `/v1/customers?q=${text}`, (text) => `/v1/customers?loyaltyId=${text}`,
  (text) => `/v1/orders?externalId=${text}`, (text) => `/v1/orders?customer=${text}`, (text) => `/v1/coupons/${text}`,
];

/** What stands at a JSON Pointer. */
export function at(value: Body, pointer: string): unknown {
  return pointer.split('/').slice(1).reduce((inner, step) => inner?.[step], value);
}

/** A body with one member put in as it is written in JSON. */
export function withRaw(body: Body, pointer: string, json: string): string {
  const mark = 'qJ7-place-of-the-text';
  const copy = structuredClone(body);
  const steps = pointer.split('/').slice(1);
  at(copy, `/${steps.slice(0, -1).join('/')}`.replace(/^\/$/, ''));
  const holder = steps.slice(0, -1).reduce((inner, step) => inner[step], copy);
  holder[steps.at(-1)!] = mark;
  return JSON.stringify(copy).replace(JSON.stringify(mark), () => json);
}

export async function readBack(till: Till, path: string): Promise<Body> {
  return (await till.get(path)).body;
}
