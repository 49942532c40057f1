import { waitFor } from '@onefront/testing';
import { address, money, type Till } from '../../../src/index.js';
import { ask, signIn, type Asked, type Said } from './ask.js';

/** Everything that an address or a body of a route may name. */
export interface Things {
  readonly channel: string; readonly location: string; readonly sku: string; readonly externalId: string; readonly email: string;
  readonly order: string; readonly cancelled: string; readonly return: string; readonly fulfillment: string; readonly customer: string; readonly twin: string; readonly erased: string;
  readonly hold: string; readonly released: string; readonly transfer: string; readonly count: string; readonly promotion: string; readonly ended: string; readonly coupon: string; readonly disabled: string; readonly rate: string;
  readonly till: string; readonly webhook: string; readonly delivery: string; readonly removed: string; readonly import: string; readonly operation: string; readonly hold: string;
  readonly partner: string; readonly revoked: string; readonly secret: string; readonly client: string; readonly position: string;
  /** Comes with the answer to a merge. */
  merge: string;
}

/** A partner with something of its own behind every kind of address, all of it made through the API. */
export interface Party {
  readonly things: Things;
  readonly token: string;
  readonly credentials: { readonly id: string; readonly secret: string };
  readonly call: (asked: Omit<Asked, 'token'>) => Promise<Said>;
  /** What must stand in no answer to anybody else. */
  readonly secrets: readonly string[];
}

/** Names that nobody has. */
export const nothing: Things = {
  channel: 'none', till: 'none', location: 'none', sku: 'NONE', externalId: 'none', email: 'nobody@none.example', order: 'none', cancelled: 'none', return: 'none', fulfillment: 'none', customer: 'none', twin: 'none', erased: 'none',
  hold: 'none', released: 'none', transfer: 'none', count: 'none', promotion: 'none', ended: 'none', coupon: 'NONE', disabled: 'NONE', rate: 'none', webhook: 'none', delivery: 'none', removed: 'none', import: 'none', operation: 'none', hold: 'none', partner: 'none', revoked: 'none', secret: 'none', client: 'none', position: '999999999', merge: 'none',
};

export const SKU = 'MX-1';

/** A store and a web shop of the partner's own; the product is everybody's. */
async function openOwn(till: Till, name: string): Promise<void> {
  await till.must('PUT', `/v1/locations/${name}-store`, { name: `Store of ${name}`, kind: 'store', address: { line1: 'Briggate 1', city: 'Leeds', country: 'GB' }, geo: { lat: 53.8, lon: -1.54 } });
  await till.must('PUT', `/v1/locations/${name}-depot`, { name: `Depot of ${name}`, kind: 'warehouse', shipsOrders: false });
  await till.must('PUT', `/v1/channels/${name}-shop`, { name: `Shop of ${name}`, kind: 'webshop', locations: [`${name}-store`, `${name}-depot`], currency: 'GBP', taxCountry: 'GB' });
  await till.must('PUT', `/v1/products/${SKU}`, { name: 'Brass desk lamp', price: money('49.00') });
  await till.must('POST', '/v1/stock/movements', { movements: [{ sku: SKU, location: `${name}-store`, quantity: 500, reason: 'receipt' }] });
}

export async function openParty(base: string, till: Till, name: string, scopes: readonly string[]): Promise<Party> {
  const [channel, location, email] = [`${name}-shop`, `${name}-store`, `buyer@${name}.example`];
  await openOwn(till, name);
  const made = await till.must('POST', '/v1/partners', { name: `Partner ${name}`, scopes, channels: [channel] });
  const credentials = { id: made.clientId as string, secret: made.clientSecret as string };
  const token = await signIn(base, credentials);
  const call = (asked: Omit<Asked, 'token'>) => ask(base, { ...asked, token });
  const must = async (method: string, path: string, body?: unknown, more: Partial<Asked> = {}) => {
    const answer = await call({ method, path, body, ...more });
    if (answer.status >= 300) throw new Error(`${name}: ${method} ${path} answered ${answer.status} ${answer.text}`);
    return answer.body;
  };
  const webhook = (await must('POST', '/v1/webhooks', { url: 'http://127.0.0.1:9/hook', types: ['order.confirmed'] })).id;
  const removed = (await must('POST', '/v1/webhooks', { url: 'http://127.0.0.1:9/gone', types: ['order.confirmed'] })).id;
  const buy = (externalId: string, buyer: object) => must('POST', '/v1/orders', { channel, externalId, lines: [{ sku: SKU, quantity: 1 }], fulfillment: { method: 'ship', address }, customer: buyer });
  const order = await buy(`${name}-1`, { email });
  const cancelled = await buy(`${name}-2`, { email });
  const sold = await must('POST', '/v1/orders', { channel, externalId: `${name}-3`, lines: [{ sku: SKU, quantity: 1 }], fulfillment: { method: 'carry-out', location } });
  const comesBack = await must('POST', `/v1/orders/${sold.id}/return-requests`, { location, lines: [{ sku: SKU, quantity: 1 }] });
  const keep = async (reference: string) => (await must('POST', '/v1/holds', { channel, lines: [{ sku: SKU, quantity: 1 }], reference })).id;
  const [hold, released] = [await keep(`${name}-hold`), await keep(`${name}-released`)];
  const transfer = (await must('POST', '/v1/transfers', { from: location, to: `${name}-depot`, lines: [{ sku: SKU, quantity: 3 }] })).id;
  const count = (await must('POST', '/v1/counts', { location, skus: [SKU] })).id;
  const register = async (who: string) => (await must('POST', '/v1/customers', { name: `Person ${who}`, identities: [{ channel, externalId: who }] })).id;
  const [twin, erased] = [await register(`${name}-twin`), await register(`${name}-erased`)];
  await must('PUT', `/v1/tills/${name}-till`, { name: 'Till', location, channel, publicKey: 'ftVhF9mxkDrM-7eofVYdgx7CU8rAMgiAaeBt6n73FZs' });
  const promote = (id: string) => must('PUT', `/v1/promotions/${id}`, { name: `Of ${name}`, channels: [channel], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
  await promote(`${name}-promo`);
  await promote(`${name}-ended`);
  const code = `${name}-CODE`.toUpperCase();
  for (const one of [code, `${code}-2`]) await must('POST', '/v1/coupons', { promotion: `${name}-promo`, code: one });
  await must('PUT', `/v1/shipping-rates/${name}-rate`, { channels: [channel], method: 'ship', price: money('4.00') });
  await must('PUT', `/v1/products/${SKU}/channels/${channel}`, { title: `As ${name} calls it`, reason: 'its own words' });
  const imported = await must('POST', '/v1/imports', undefined, { form: { kind: 'stock', file: new Blob([`sku,location,quantity\n${SKU},${location},not-a-number\n`]) } });
  const held = await must('POST', '/v1/holds', { channel, lines: [{ sku: SKU, quantity: 1 }], ttlSeconds: 300 });
  const sub = { name: `Below ${name}`, scopes: ['orders:read'], channels: [channel] };
  const partner = await must('POST', '/v1/partners', sub);
  const revoked = await must('POST', '/v1/partners', sub);
  const async_ = await fetch(`${base}/v1/orders`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'respond-async' }, body: JSON.stringify({ channel, lines: [{ sku: SKU, quantity: 1 }], fulfillment: { method: 'ship', address } }) });
  const operation = ((await async_.json()) as { id: string }).id;
  const delivery = await waitFor(async () => (await must('GET', `/v1/webhooks/${webhook}/deliveries`)).items[0]?.id as string | undefined, { timeoutMs: 60_000, what: 'a delivery' });
  const position = await waitFor(async () => (await must('GET', '/v1/audit')).items[0]?.position as number | undefined, { timeoutMs: 60_000, what: 'an entry of the audit' });
  await waitFor(async () => (await must('GET', `/v1/imports/${imported.id}`)).status !== 'running', { timeoutMs: 60_000, what: 'the import to end' });
  const things: Things = {
    channel, location, sku: SKU, externalId: `${name}-1`, email, order: order.id, cancelled: cancelled.id, return: comesBack.id, fulfillment: order.fulfillments[0].id, customer: order.customer.id, twin, erased, hold, released, transfer, count, promotion: `${name}-promo`, ended: `${name}-ended`,
    till: `${name}-till`, coupon: code, disabled: `${code}-2`, rate: `${name}-rate`, webhook, delivery, removed, import: imported.id, operation, hold: held.id, partner: partner.id, revoked: revoked.id, secret: partner.secretId, client: credentials.id, position: String(position), merge: 'none',
  };
  const { location: _location, sku: _sku, position: _position, merge: _merge, ...own } = things;
  return { things, token, credentials, call, secrets: [...Object.values(own), `Partner ${name}`, `As ${name} calls it`] };
}
