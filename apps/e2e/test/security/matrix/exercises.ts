import { address, money } from '../../../src/index.js';
import { SKU, type Things } from './party.js';

/** How a route is called with the things of somebody; `reference` cells put the things of another into an address or body of one's own. */
export interface Exercise {
  /** The parameters of the path; without them the route belongs to nobody. */
  readonly params?: (things: Things) => Readonly<Record<string, string>>;
  readonly query?: (things: Things) => string;
  readonly body?: (things: Things) => unknown;
  readonly form?: (things: Things) => Readonly<Record<string, string | Blob>>;
  readonly type?: string;
  /** Statuses for one's own things; 2xx when nothing is said. */
  readonly own?: readonly number[];
  /** `owned`: another's things are not there. `shared`: everybody with the scope sees the same. `creates`: as owned, but an id that nobody has can be taken. */
  readonly whose: 'owned' | 'shared' | 'creates' | 'nobodys';
  /** Names of others in one's own request: what is answered, and equally for what is not there. */
  readonly references?: readonly Reference[];
  readonly after?: (body: any, things: Things) => void;
}
export interface Reference {
  readonly status: number;
  readonly query?: (foreign: Things) => string;
  readonly body?: (foreign: Things, own: Things) => unknown;
}

const shared = (more: Omit<Exercise, 'whose'> = {}): Exercise => ({ whose: 'shared', ...more });
const nobodys = (more: Omit<Exercise, 'whose'> = {}): Exercise => ({ whose: 'nobodys', ...more });
const owned = (params: NonNullable<Exercise['params']>, more: Omit<Exercise, 'whose' | 'params'> = {}): Exercise => ({ whose: 'owned', params, ...more });
const at = (query: (foreign: Things) => string, status = 200): Reference => ({ status, query });
const saying = (body: NonNullable<Reference['body']>): Reference => ({ status: 422, body });

const product = { name: 'Brass desk lamp', price: money('49.00') };
const order = ({ channel }: Things, more: object = {}) => ({ channel, lines: [{ sku: SKU, quantity: 1 }], fulfillment: { method: 'ship', address }, ...more });
const giftCard = { amount: { amount: '10.00', currency: 'GBP' } };
const promotion = (channel: string) => ({ name: 'Again', channels: [channel], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
const rate = (channel: string) => ({ channels: [channel], method: 'ship', price: money('4.00') });
const back = (channel: string, location: string, more: object = {}) => ({ channel, location, lines: [{ sku: SKU, quantity: 1, total: money('49.00'), disposition: 'restock' }], reason: 'no-receipt', ...more });
const verb = (body: object, own: readonly number[] = [200, 409]) => owned(({ fulfillment }) => ({ id: fulfillment }), { body: () => body, own });
const hold = (channel: string, more: object = {}) => ({ channel, lines: [{ sku: SKU, quantity: 1 }], ttlSeconds: 300, ...more });
const transfer = (from: string, to: string) => ({ from, to, lines: [{ sku: SKU, quantity: 1 }] });
const depotOf = (location: string) => (location.endsWith('-store') ? location.replace('-store', '-depot') : `${location}-depot`);
const till = (channel: string, location: string) => ({ name: 'Till', location, channel, publicKey: 'ftVhF9mxkDrM-7eofVYdgx7CU8rAMgiAaeBt6n73FZs' });
const unsigned = { sales: [{ id: '01JBMQ2S2T0000000000000001', sequence: 1, priceBook: '1', soldAt: '2026-11-01T10:00:00Z', lines: [{ sku: SKU, quantity: 1, total: money('49.00') }], payment: { method: 'cash' }, signature: 'A'.repeat(86) }] };
const webhook = ({ webhook: id }: Things) => ({ id });
const customer = ({ customer: id }: Things) => ({ id });
const partner = ({ partner: id }: Things) => ({ id });
const sub = (channel: string) => ({ name: 'Another', scopes: ['orders:read'], channels: [channel] });

/** Every route of the document, in the order in which one's own things are used up. A route that is missing here fails the matrix. */
export const exercises: Readonly<Record<string, Exercise>> = {
  'PUT /v1/products/{sku}': shared({ params: () => ({ sku: SKU }), body: () => product }),
  'PATCH /v1/products/{sku}': shared({ params: () => ({ sku: SKU }), body: () => ({ brand: 'Harrow' }), type: 'application/merge-patch+json' }),
  'GET /v1/products/{sku}': shared({ params: () => ({ sku: SKU }) }),
  'POST /v1/products/batch': nobodys({ body: () => ({ products: [{ sku: SKU, ...product }] }) }),
  'GET /v1/products': nobodys({ query: ({ channel }) => `?channel=${channel}`, references: [at(({ channel }) => `?channel=${channel}`, 422)] }),
  'PUT /v1/products/{sku}/channels/{channelId}': owned(({ channel }) => ({ sku: SKU, channelId: channel }), { body: () => ({ title: 'Own words', reason: 'x' }) }),
  'GET /v1/products/{sku}/channels/{channelId}': owned(({ channel }) => ({ sku: SKU, channelId: channel })),
  'PUT /v1/locations/{id}': shared({ params: ({ location }) => ({ id: location }), body: () => ({ name: 'Store', kind: 'store' }) }),
  'PATCH /v1/locations/{id}': shared({ params: ({ location }) => ({ id: location }), body: () => ({ pickup: true }), type: 'application/merge-patch+json' }),
  'GET /v1/locations/{id}': shared({ params: ({ location }) => ({ id: location }) }),
  'GET /v1/locations': nobodys(),
  'GET /v1/locations/{id}/stock': shared({ params: ({ location }) => ({ id: location }) }),
  'POST /v1/locations/{id}/popup': shared({ params: ({ location }) => ({ id: location }), body: () => ({ state: 'open' }), own: [409] }),
  'POST /v1/transfers': nobodys({
    body: ({ location }) => transfer(location, depotOf(location)), references: [saying(({ location }) => transfer(location, depotOf(location))), saying((foreign, { location }) => transfer(location, foreign.location))],
  }),
  'GET /v1/transfers/{id}': owned(({ transfer: id }) => ({ id })),
  'GET /v1/transfers': nobodys({ references: [at(({ location }) => `?location=${location}`)] }),
  'POST /v1/transfers/{id}/receive': owned(({ transfer: id }) => ({ id }), { body: () => ({ lines: [{ sku: SKU, quantity: 1 }] }) }),
  'POST /v1/transfers/{id}/cancel': owned(({ transfer: id }) => ({ id }), { body: () => ({}), own: [409] }),
  'POST /v1/counts': nobodys({ body: ({ location }) => ({ location }), references: [saying(({ location }) => ({ location }))] }),
  'GET /v1/counts/{id}': owned(({ count: id }) => ({ id })),
  'GET /v1/counts': nobodys({ references: [at(({ location }) => `?location=${location}`)] }),
  'POST /v1/counts/{id}/quantities': owned(({ count: id }) => ({ id }), { body: () => ({ lines: [{ sku: SKU, quantity: 480 }] }) }),
  'POST /v1/counts/{id}/close': owned(({ count: id }) => ({ id }), { body: () => ({}) }),
  'PUT /v1/channels/{id}': owned(({ channel }) => ({ id: channel }), { body: ({ location }) => ({ name: 'Shop', kind: 'webshop', locations: location === 'none' ? [] : [location], currency: 'GBP', taxCountry: 'GB' }) }),
  'PATCH /v1/channels/{id}': owned(({ channel }) => ({ id: channel }), { body: () => ({ buffer: 0 }), type: 'application/merge-patch+json' }),
  'GET /v1/channels/{id}': owned(({ channel }) => ({ id: channel })),
  'GET /v1/channels': nobodys(),
  'PUT /v1/channels/{id}/policies/{sku}': owned(({ channel }) => ({ id: channel, sku: SKU }), { body: () => ({ policy: 'deny' }) }),
  'GET /v1/channels/{id}/policies/{sku}': owned(({ channel }) => ({ id: channel, sku: SKU })),
  'GET /v1/channels/{id}/policies': owned(({ channel }) => ({ id: channel })),
  'DELETE /v1/channels/{id}/policies/{sku}': owned(({ channel }) => ({ id: channel, sku: SKU })),
  'POST /v1/stock/movements': nobodys({
    body: ({ location }) => ({ movements: [{ sku: SKU, location, quantity: 1, reason: 'receipt' }] }),
    references: [saying(({ location }) => ({ movements: [{ sku: SKU, location, quantity: 1, reason: 'receipt' }] })), saying(({ location: toLocation }, { location }) => ({ movements: [{ sku: SKU, location, toLocation, quantity: 1, reason: 'transfer' }] }))],
  }),
  'PUT /v1/expected-receipts/{id}': shared({ params: () => ({ id: 'po-none' }), body: () => ({ sku: SKU, location: 'nowhere', quantity: 1, eta: '2036-12-01T00:00:00Z' }), own: [404] }),
  'GET /v1/expected-receipts/{id}': shared({ params: () => ({ id: 'po-none' }), own: [404] }),
  'GET /v1/expected-receipts': nobodys({ query: () => `?sku=${SKU}` }),
  'POST /v1/expected-receipts/{id}/receive': shared({ params: () => ({ id: 'po-none' }), body: () => ({ quantity: 1 }), own: [404] }),
  'POST /v1/expected-receipts/{id}/cancel': shared({ params: () => ({ id: 'po-none' }), body: () => ({}), own: [404] }),
  'GET /v1/stock/{sku}': shared({ params: () => ({ sku: SKU }) }),
  'GET /v1/stock': nobodys({ query: () => `?skus=${SKU}`, references: [at(({ channel }) => `?skus=${SKU}&channel=${channel}`, 422)] }),
  'GET /v1/stock/{sku}/ledger': shared({ params: () => ({ sku: SKU }) }),
  'GET /v1/stock/{sku}/told': shared({ params: () => ({ sku: SKU }), query: ({ channel }) => `?channel=${channel}`, references: [at(({ channel }) => `?channel=${channel}`, 422)] }),
  // A channel without a connector is told nothing that it could confirm.
  'POST /v1/channels/{id}/confirmations': owned(({ channel }) => ({ id: channel }), { body: () => ({ confirmations: [{ sku: SKU, quantity: 1, version: 1, readAt: '2026-11-01T10:00:00Z' }] }), own: [422] }),
  'GET /v1/availability': nobodys({ query: ({ channel }) => `?sku=${SKU}&channel=${channel}`, references: [at(({ channel }) => `?sku=${SKU}&channel=${channel}`, 422)] }),
  'POST /v1/quotes': nobodys({ body: (things) => order(things), references: [saying((foreign) => order(foreign)), saying((foreign, own) => order(own, { customer: { id: foreign.customer } }))] }),
  'POST /v1/orders': nobodys({
    body: (things) => order(things),
    references: [saying((foreign) => order(foreign)), saying((foreign, own) => order(own, { customer: { id: foreign.customer } })), saying((foreign, own) => order(own, { hold: foreign.hold }))],
  }),
  'POST /v1/holds': nobodys({
    body: ({ channel }) => ({ channel, lines: [{ sku: SKU, quantity: 1 }] }),
    references: [saying(({ channel }) => ({ channel, lines: [{ sku: SKU, quantity: 1 }] })), saying(({ location }, { channel }) => ({ channel, lines: [{ sku: SKU, quantity: 1 }], location }))],
  }),
  'GET /v1/holds/{id}': owned(({ hold: id }) => ({ id })),
  'POST /v1/holds/{id}/extend': owned(({ hold: id }) => ({ id }), { body: () => ({ ttlSeconds: 1200 }), own: [200, 409] }),
  'DELETE /v1/holds/{id}': owned(({ released: id }) => ({ id })),
  'POST /v1/holds': nobodys({ body: ({ channel }) => hold(channel), references: [saying(({ channel }) => hold(channel)), saying((foreign, { channel }) => hold(channel, { location: foreign.location }))] }),
  'GET /v1/holds/{id}': owned(({ hold: id }) => ({ id })),
  'POST /v1/holds/{id}/extend': owned(({ hold: id }) => ({ id }), { body: () => ({ ttlSeconds: 600 }) }),
  'DELETE /v1/holds/{id}': owned(({ hold: id }) => ({ id })),
  'GET /v1/orders/{id}': owned(({ order: id }) => ({ id })),
  'GET /v1/orders': nobodys({ references: [at(({ channel }) => `?channel=${channel}`), at(({ customer: id }) => `?customer=${id}`), at(({ externalId }) => `?externalId=${externalId}`)] }),
  'GET /v1/fulfillments': nobodys({ references: [at(({ location }) => `?location=${location}`)] }),
  'POST /v1/fulfillments/{id}/accept': verb({}), 'POST /v1/fulfillments/{id}/ready': verb({}), 'POST /v1/fulfillments/{id}/pick': verb({ lines: [{ lineId: '1', quantity: 1 }] }), 'POST /v1/fulfillments/{id}/pack': verb({}),
  'POST /v1/fulfillments/{id}/ship': verb({ carrier: 'Post', tracking: 'T1' }), 'POST /v1/fulfillments/{id}/collect': verb({ code: '000000' }), 'POST /v1/fulfillments/{id}/reject': verb({ reason: 'broken' }),
  'POST /v1/fulfillments/{id}/hold': verb({ reason: 'ask first' }), 'POST /v1/fulfillments/{id}/release': verb({}), 'POST /v1/fulfillments/{id}/deliver': verb({}), 'GET /v1/fulfillment-states': nobodys(),
  'POST /v1/orders/{id}/returns': owned(({ order: id }) => ({ id }), { body: ({ location }) => ({ location, lines: [{ sku: SKU, quantity: 1, disposition: 'restock' }] }) }),
  'POST /v1/orders/{id}/return-requests': owned(({ order: id }) => ({ id }), { body: ({ location }) => ({ location, lines: [{ sku: SKU, quantity: 1 }] }), own: [409] }),
  'POST /v1/orders/{id}/exchanges': owned(({ order: id }) => ({ id }), { body: ({ location }) => ({ location, lines: [{ sku: SKU, quantity: 1, disposition: 'restock' }], newLines: [{ sku: SKU, quantity: 1 }], fulfillment: { method: 'carry-out', location } }), own: [409] }),
  'GET /v1/returns/{id}': owned(({ return: id }) => ({ id })),
  ...Object.fromEntries(Object.entries({ authorise: {}, decline: { reason: 'late' }, send: { carrier: 'Post', tracking: 'R1' }, receive: {}, inspect: { lines: [{ sku: SKU, quantity: 1, disposition: 'restock' }] } })
    .map(([name, body]) => [`POST /v1/returns/{id}/${name}`, owned(({ return: id }) => ({ id }), { body: () => body, own: [200, 409] })])),
  'PUT /v1/tills/{id}': { whose: 'creates', params: ({ till: id }) => ({ id }), body: ({ channel, location }) => till(channel, location), references: [saying(({ channel }, { location }) => till(channel, location))] },
  'GET /v1/tills/{id}': owned(({ till: id }) => ({ id })),
  'GET /v1/tills': nobodys(),
  // Signed by nobody: the answer to one's own till is 422, to that of another 404.
  'POST /v1/tills/{id}/sales': owned(({ till: id }) => ({ id }), { body: () => unsigned, own: [422] }),
  'PUT /v1/tills/{id}/stock-lease': owned(({ till: id }) => ({ id }), { body: () => ({ serial: 1, sequence: 0, lines: [{ sku: SKU, quantity: 1 }], signature: 'A'.repeat(86) }), own: [422] }),
  'GET /v1/tills/{id}/stock-lease': owned(({ till: id }) => ({ id }), { own: [404] }),
  'PUT /v1/tills/{id}/coupon-lease': owned(({ till: id }) => ({ id }), { body: () => ({ serial: 1, sequence: 0, coupons: [{ code: 'MATRIX', quantity: 1 }], signature: 'A'.repeat(86) }), own: [422] }),
  'GET /v1/tills/{id}/coupon-lease': owned(({ till: id }) => ({ id }), { own: [404] }),
  'POST /v1/orders/{id}/cancellation': owned(({ cancelled: id }) => ({ id }), { body: () => ({}) }),
  'POST /v1/returns': nobodys({ body: ({ channel, location }) => back(channel, location), references: [saying(({ channel }, { location }) => back(channel, location)), saying((foreign, { channel, location }) => back(channel, location, { customer: { id: foreign.customer } }))] }),
  'POST /v1/customers': nobodys({ body: ({ channel }) => ({ name: 'New', identities: [{ channel, externalId: 'new' }] }), references: [saying(({ channel }) => ({ name: 'New', identities: [{ channel, externalId: 'new' }] }))] }),
  'PATCH /v1/customers/{id}': owned(customer, { body: () => ({ name: 'Renamed' }), type: 'application/merge-patch+json', references: [saying(({ channel }) => ({ identities: [{ channel, externalId: 'stolen' }] }))] }),
  'GET /v1/customers/{id}': owned(customer),
  'GET /v1/customers': nobodys({ query: ({ email }) => `?email=${encodeURIComponent(email)}`, references: [at(({ email }) => `?email=${encodeURIComponent(email)}`), at(({ order: id }) => `?orderId=${id}`), at(({ email }) => `?q=${encodeURIComponent(email)}`)] }),
  'POST /v1/customers/{id}/merge': owned(customer, { body: ({ twin }) => ({ from: twin }), after: (body: { mergeId: string }, things) => { things.merge = body.mergeId; }, references: [saying(({ twin }) => ({ from: twin }))] }),
  'POST /v1/customers/{id}/unmerge': owned(customer, { body: ({ merge }) => ({ mergeId: merge }) }),
  'GET /v1/customers/{id}/export': owned(customer),
  'GET /v1/customers/{id}/compatibility': owned(customer, { query: () => `?sku=${SKU}` }),
  'DELETE /v1/customers/{id}': owned(({ erased: id }) => ({ id })),
  'PUT /v1/promotions/{id}': { whose: 'creates', params: ({ promotion: id }) => ({ id }), body: ({ channel }) => promotion(channel), references: [saying(({ channel }) => promotion(channel))] },
  'PATCH /v1/promotions/{id}': owned(({ promotion: id }) => ({ id }), { body: () => ({ name: 'Renamed' }), type: 'application/merge-patch+json', references: [saying(({ channel }) => ({ channels: [channel] }))] }),
  'GET /v1/promotions/{id}': owned(({ promotion: id }) => ({ id })),
  'GET /v1/promotions': nobodys(),
  'POST /v1/coupons': nobodys({ body: ({ promotion: id }) => ({ promotion: id }), references: [saying(({ promotion: id }) => ({ promotion: id })), saying((foreign, { promotion: id }) => ({ promotion: id, customer: foreign.customer }))] }),
  'GET /v1/coupons/{code}': owned(({ coupon: code }) => ({ code })),
  'DELETE /v1/coupons/{code}': owned(({ disabled: code }) => ({ code })),
  'POST /v1/gift-cards': nobodys({ body: () => giftCard, references: [saying((foreign) => ({ ...giftCard, order: foreign.order })), saying((foreign) => ({ ...giftCard, customer: foreign.customer }))] }),
  // Who has the code may ask; ids are the retailer's, so that a partner finds none by them.
  'GET /v1/gift-cards/{code}': shared({ params: () => ({ code: 'gc-none' }), own: [404] }),
  'DELETE /v1/gift-cards/{code}': shared({ params: () => ({ code: 'gc-none' }), own: [404] }),
  'DELETE /v1/promotions/{id}': owned(({ ended: id }) => ({ id })),
  // Taxes hold everywhere: a partner reads them, and only the retailer changes them.
  'PUT /v1/tax-rates/{id}': shared({ params: () => ({ id: 'gb-standard' }), body: () => ({ category: 'standard', country: 'GB', rate: '20' }), own: [403] }),
  'GET /v1/tax-rates/{id}': shared({ params: () => ({ id: 'gb-standard' }) }),
  'PUT /v1/shipping-rates/{id}': { whose: 'creates', params: ({ rate: id }) => ({ id }), body: ({ channel }) => rate(channel), references: [saying(({ channel }) => rate(channel))] },
  'GET /v1/shipping-rates/{id}': owned(({ rate: id }) => ({ id })),
  'POST /v1/imports': nobodys({ form: ({ location }) => ({ kind: 'stock', file: new Blob([`sku,location,quantity\n${SKU},${location},400\n`]) }) }),
  'GET /v1/imports': nobodys(),
  'GET /v1/imports/{id}': owned(({ import: id }) => ({ id })),
  'GET /v1/imports/{id}/errors': owned(({ import: id }) => ({ id })),
  'DELETE /v1/imports/{id}': owned(({ import: id }) => ({ id })),
  'GET /v1/exports': nobodys({ query: () => '?kind=customers' }),
  'GET /v1/operations/{id}': owned(({ operation: id }) => ({ id })),
  'POST /v1/partners': nobodys({ body: ({ channel }) => sub(channel), references: [saying(({ channel }) => sub(channel))] }),
  'GET /v1/partners': nobodys(),
  'GET /v1/partners/{id}': owned(partner),
  'PATCH /v1/partners/{id}': owned(partner, { body: () => ({ name: 'Renamed' }), type: 'application/merge-patch+json', references: [saying(({ channel }) => ({ channels: [channel] }))] }),
  'GET /v1/partners/{id}/secrets': owned(partner),
  'DELETE /v1/partners/{id}/secrets/{secretId}': owned(({ partner: id, secret }) => ({ id, secretId: secret })),
  'POST /v1/partners/{id}/secrets': owned(partner),
  'DELETE /v1/partners/{id}': owned(({ revoked: id }) => ({ id })),
  'GET /v1/events': nobodys(),
  'POST /v1/webhooks': nobodys({ body: () => ({ url: 'http://127.0.0.1:9/more', types: ['order.confirmed'] }) }),
  'GET /v1/webhooks': nobodys(),
  'GET /v1/webhooks/{id}': owned(webhook),
  'PATCH /v1/webhooks/{id}': owned(webhook, { body: () => ({ types: ['order.confirmed', 'order.refused'] }), type: 'application/merge-patch+json' }),
  'POST /v1/webhooks/{id}/secrets': owned(webhook),
  'POST /v1/webhooks/{id}/replay': owned(webhook, { body: () => ({ from: new Date(Date.now() - 60_000).toISOString() }) }),
  'POST /v1/webhooks/{id}/test': owned(webhook),
  'POST /v1/webhooks/{id}/redeliver': owned(webhook),
  'GET /v1/webhooks/{id}/deliveries': owned(webhook),
  'POST /v1/webhooks/{id}/deliveries/{deliveryId}/redeliver': owned(({ webhook: id, delivery }) => ({ id, deliveryId: delivery })),
  'DELETE /v1/webhooks/{id}': owned(({ removed: id }) => ({ id })),
  'GET /v1/audit': nobodys({ references: [at(({ order: id }) => `?subject=${id}`), at(({ client }) => `?actor=${client}`)] }),
  'GET /v1/audit/export': nobodys(),
  'GET /v1/audit/{position}': owned(({ position }) => ({ position })),
  'POST /oauth/token': nobodys({ own: [401] }),
  // Its caller is known by a signature; without a secret nobody is.
  'POST /v1/payments/stripe/webhook': nobodys({ own: [404], body: () => ({ id: 'evt_1', data: { object: {} } }) }),
  'GET /health/live': nobodys(), 'GET /health/ready': nobodys(), 'GET /metrics': nobodys(), 'GET /openapi.json': nobodys(), 'GET /docs': nobodys(),
  'GET /docs/{file}': shared({ params: () => ({ file: 'swagger-ui.css' }) }),
  'DELETE /v1/products/{sku}/channels/{channelId}': owned(({ channel }) => ({ sku: SKU, channelId: channel })),
};
