import { blindIndex, changeCustomer, emailAddress, eraseCustomer, httpCustomer, httpMoney, mergeCustomers, message, opaqueId, phoneNumber, readHttp, registerCustomer, sku, slug, text, timestamp, unmergeCustomers } from '@onefront/contracts';
import { mergePatch, newId } from '@onefront/kernel';
import { z } from 'zod';
import { recordLooking } from '../../audit/own-changes.js';
import { compatibility } from '../../views/compatibility.js';
import { checkIdentities, withForeignIdentities } from '../../intake/ownership.js';
import { ownIdentities, type CustomerKey } from '../../views/customers.js';
import type { Gateway } from '../../gateway.js';
import { nameWords, normaliseEmail, normalisePhone, openCustomers, Sealer } from '../../intake/personal.js';
import { notFound, wrong, type Call } from '../call.js';
import { versionedGet } from '../conditional-get.js';
import { keyCursor, pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { ok, route } from '../route.js';
import { operationShape } from '../shapes.js';
import { submit } from '../submit.js';
import { orderShape } from './orders.js';
import { returnShape } from './returns.js';

const tag = 'Customers';
const params = z.strictObject({ id: opaqueId });
const members = (httpCustomer as unknown as z.ZodObject).shape;
const grand = httpMoney.nullable();

export const customerShape = z.strictObject({
  id: opaqueId, ...members, name: z.string().nullable(), loyaltyId: z.string().nullable(),
  loyalty: z.strictObject({ balance: z.int(), tier: z.string().nullable() }),
  orders: z.strictObject({ count: z.int(), revenue: grand.describe('in the currency of most orders; null only before there is a channel'), returned: grand, byChannel: z.array(z.strictObject({ channel: slug, count: z.int(), revenue: httpMoney })) }),
  recentOrders: z.array(z.strictObject({ id: opaqueId, channel: slug, placedAt: timestamp, status: z.string(), grand })),
  coupons: z.array(z.looseObject({ code: z.string() })),
  timeline: z.array(z.strictObject({ at: timestamp, type: z.string(), detail: z.string() })),
  mergedFrom: z.array(opaqueId), erased: z.boolean(),
}).meta({ id: 'Customer' });

export const customerRoutes = [
  route({
    method: 'POST', path: '/v1/customers', scope: 'customers:write', tag, summary: 'Register a person, or find the one with an equal verified key', body: httpCustomer, problems: [409], personal: true, answers: { 200: customerShape, 201: customerShape },
    handle: async (call) => {
      checkIdentities(call.body.identities ?? [], call.viewer, { needsOne: true });
      const customerId = newId();
      const customer = (await Sealer.open(call.gateway.keyring)).customer(call.body, regionOf(call.body.addresses));
      return submit(call, message(registerCustomer, { key: customerId, data: { customerId, customer, at: call.now.toISOString() } }), { customer: customerId });
    },
  }),
  route({
    method: 'PATCH', path: '/v1/customers/{id}', scope: 'customers:write', tag, summary: 'Change what is known of a person', params, body: z.record(z.string(), z.unknown()), bodyKind: 'merge-patch', conditional: true, personal: true, problems: [409], answers: { 200: customerShape },
    handle: async (call) => {
      const person = await found(call, call.params.id);
      if (person.document.erased) throw notFound();
      const [clear] = await openCustomers(call.gateway.keyring, [person.document]);
      const patched = readHttp(httpCustomer, mergePatch(ownIdentities(clear!, call.viewer), call.body));
      checkIdentities(patched.identities ?? [], call.viewer);
      const next = withForeignIdentities(patched, clear!, call.viewer);
      const customer = (await Sealer.open(call.gateway.keyring)).customer(next, regionOf(next.addresses));
      return submit(call, message(changeCustomer, { key: person.id, data: { customerId: person.id, customer, baseVersion: person.version, conditions: call.conditions } }), { customer: person.id });
    },
  }),
  route({
    method: 'GET', path: '/v1/customers/{id}', scope: 'customers:read', tag, summary: 'A person across every channel', params, conditional: true, personal: true, answers: { 200: customerShape },
    handle: async (call) => versionedGet(await call.gateway.customers.get(call.params.id, call.viewer)),
  }),
  route({
    method: 'GET', path: '/v1/customers', scope: 'customers:read', tag, summary: 'Find people by one of their keys, by an order, or by words of their name', personal: true,
    query: z.strictObject({ ...pageQuery, email: emailAddress.optional(), phone: phoneNumber.optional(), loyaltyId: text(100, 1).optional(), orderId: text(64, 1).optional(), q: text(200, 1).optional() }), answers: { 200: pageOf(customerShape) },
    handle: async (call) => {
      const { limit, cursor } = call.query;
      const after = readCursor(cursor, keyCursor)?.[0];
      const rows = await call.gateway.customers.search(keyOf(call.gateway, call.query), { limit: limit + 1, ...(after === undefined ? {} : { after }) }, call.viewer);
      return pageAnswer(rows, limit, { body: (row) => JSON.stringify(row.body), position: (row) => [row.id] });
    },
  }),
  route({
    method: 'POST', path: '/v1/customers/{id}/merge', scope: 'customers:write', tag, summary: 'Join another record into this person', params, body: z.strictObject({ from: opaqueId }), problems: [409], answers: { 200: z.strictObject({ mergeId: opaqueId }), 201: z.strictObject({ mergeId: opaqueId }) },
    handle: async (call) => {
      const person = await found(call, call.params.id);
      const other = await call.gateway.customers.find(call.body.from, call.viewer);
      if (!other) throw wrong('/from', 'there is no such customer');
      if (other.id === person.id) throw wrong('/from', 'this is the same person already');
      const mergeId = newId();
      return submit(call, message(mergeCustomers, { key: person.id, data: { customerId: person.id, from: other.id, mergeId, at: call.now.toISOString() } }), { body: { mergeId } });
    },
  }),
  route({
    method: 'POST', path: '/v1/customers/{id}/unmerge', scope: 'customers:write', tag, summary: 'Take a merge back exactly', params, body: z.strictObject({ mergeId: opaqueId }), problems: [409], answers: { 200: z.strictObject({ mergeId: opaqueId }) },
    handle: async (call) => {
      const person = await found(call, call.params.id);
      return submit(call, message(unmergeCustomers, { key: person.id, data: { customerId: person.id, mergeId: call.body.mergeId, at: call.now.toISOString() } }), { body: { mergeId: call.body.mergeId } });
    },
  }),
  route({
    method: 'GET', path: '/v1/customers/{id}/export', scope: 'customers:read', tag, summary: 'All that is held of a person, machine-readable', params, personal: true,
    answers: { 200: z.strictObject({ exportedAt: timestamp, customer: customerShape, orders: z.array(orderShape), returns: z.array(returnShape) }) },
    handle: async (call) => {
      const person = await found(call, call.params.id);
      const body = await call.gateway.customers.get(person.id, call.viewer);
      await recordLooking(call.gateway.database, { action: 'gateway.customer-exported', subject: { type: 'customer', id: person.id } });
      return ok({ exportedAt: call.now.toISOString(), customer: JSON.parse(body!.body) as unknown, ...(await call.gateway.customers.history(person, call.viewer)) });
    },
  }),
  route({
    method: 'DELETE', path: '/v1/customers/{id}', scope: 'customers:write', tag, summary: 'Erase a person: identity goes, the books stay', params, conditional: true, personal: true, answers: { 202: z.union([operationShape, z.strictObject({ id: opaqueId })]) },
    handle: async (call) => {
      const person = await found(call, call.params.id);
      return submit(call, message(eraseCustomer, { key: person.id, data: { customerId: person.id, at: call.now.toISOString(), conditions: call.conditions } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/customers/{id}/compatibility', scope: 'catalog:read', tag, summary: 'Whether a product goes with what a person has bought', params, query: z.strictObject({ sku }),
    answers: { 200: z.strictObject({ verdict: z.enum(['compatible', 'incompatible', 'unknown']), because: z.array(z.strictObject({ sku, rule: z.string() })) }) },
    handle: async (call) => {
      const person = await found(call, call.params.id);
      const [target, skus] = await Promise.all([call.gateway.products.get(call.query.sku), call.gateway.customers.skusOf(person, call.viewer)]);
      if (!target) throw wrong('/sku', 'there is no such product');
      const near = await Promise.all([...new Set([...skus, ...(target.product.compatibleWith ?? [])])].map((name) => call.gateway.products.get(name)));
      const known = new Map(near.flatMap((row) => (row ? [[row.sku, row.product] as const] : [])));
      return ok(compatibility({ sku: target.sku, product: target.product }, skus, known));
    },
  }),
];

async function found(call: Call<unknown, unknown, unknown>, id: string) {
  const person = await call.gateway.customers.find(id, call.viewer);
  if (!person) throw notFound();
  return person;
}

function regionOf(addresses: readonly { readonly country: string }[] | undefined): string | undefined {
  return addresses?.[0]?.country;
}

interface Asked { email?: string | undefined; phone?: string | undefined; loyaltyId?: string | undefined; orderId?: string | undefined; q?: string | undefined }

/** Exactly one key says who is looked for. Throws 422. */
function keyOf({ keyring: { pepper } }: Gateway, asked: Asked): CustomerKey {
  const given = (['email', 'phone', 'loyaltyId', 'orderId', 'q'] as const).filter((name) => asked[name] !== undefined);
  if (given.length !== 1) throw wrong(given[1] ? `/${given[1]}` : '', 'give exactly one of email, phone, loyaltyId, orderId, q');
  if (asked.email !== undefined) return { kind: 'email', value: blindIndex('email', normaliseEmail(asked.email), pepper) };
  // A plus sign in a query may have come as a blank.
  if (asked.phone !== undefined) return { kind: 'phone', value: blindIndex('phone', normalisePhone(asked.phone.replace(/^ (?=\d)/, '+'), undefined, '/phone'), pepper) };
  if (asked.loyaltyId !== undefined) return { kind: 'loyalty', value: asked.loyaltyId };
  if (asked.orderId !== undefined) return { kind: 'order', value: asked.orderId };
  if (asked.q!.includes('@')) return { kind: 'email', value: blindIndex('email', normaliseEmail(asked.q!), pepper) };
  return { kind: 'name', values: nameWords(asked.q!).map((word) => blindIndex('text', word, pepper)) };
}
