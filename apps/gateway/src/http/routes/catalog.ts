import { deleteListing, httpListing, httpProduct, message, patchProduct, putListing, putProduct, readHttp, sku, slug, text, type Product } from '@onefront/contracts';
import { DomainError, problemOf, type Problem } from '@onefront/kernel';
import { z } from 'zod';
import { notFound, ownChannel } from '../call.js';
import { conditionalGet } from '../conditional-get.js';
import { flag, itemsAnswer, keyCursor, pageOf, pageQuery, readCursor } from '../paging.js';
import { ok, route } from '../route.js';
import { problemShape } from '../shapes.js';
import { submit, submitBatch } from '../submit.js';

const tag = 'Catalogue';
const params = z.strictObject({ sku });
const listingParams = z.strictObject({ sku, channelId: slug });
const productMembers = (httpProduct as unknown as z.ZodObject).shape;
export const productAnswer = z.strictObject({ sku, ...productMembers }).meta({ id: 'Product' });
const productItem = z.strictObject({ sku, ...productMembers, available: z.int().optional().describe('with a channel: what it can sell now') }).meta({ id: 'ProductItem' });
const patchBody = z.record(z.string(), z.unknown());

/** Kinds of channels whose shoppers should not see what cannot be bought. */
const HIDES_SOLD_OUT = new Set(['webshop', 'app', 'social']);

export const catalogRoutes = [
  route({
    method: 'PUT', path: '/v1/products/{sku}', scope: 'catalog:write', tag, summary: 'Create or replace a product', params, body: httpProduct, conditional: true, answers: { 200: productAnswer, 201: productAnswer },
    handle: (call) => submit(call, message(putProduct, { key: call.params.sku, data: { sku: call.params.sku, product: call.body as Product, conditions: call.conditions } })),
  }),
  route({
    method: 'PATCH', path: '/v1/products/{sku}', scope: 'catalog:write', tag, summary: 'Change members of a product', params, body: patchBody, bodyKind: 'merge-patch', conditional: true, answers: { 200: productAnswer },
    handle: (call) => submit(call, message(patchProduct, { key: call.params.sku, data: { sku: call.params.sku, patch: call.body, conditions: call.conditions } })),
  }),
  route({
    method: 'GET', path: '/v1/products/{sku}', scope: 'catalog:read', tag, summary: 'A product', params, conditional: true, answers: { 200: productAnswer },
    handle: async (call) => conditionalGet(call, await call.gateway.products.get(call.params.sku)),
  }),
  route({
    method: 'POST', path: '/v1/products/batch', scope: 'catalog:write', tag, summary: 'Create or replace up to 1,000 products', bodyLimit: 5 * 1024 * 1024,
    body: z.strictObject({ products: z.array(z.record(z.string(), z.unknown())).min(1).max(1000) }),
    answers: { 200: z.strictObject({ items: z.array(z.strictObject({ sku: z.string().optional(), status: z.int(), problem: problemShape.optional() })) }) },
    handle: async (call) => {
      const read = call.body.products.map((one, index) => readItem(one, index));
      const good = read.filter((one) => one.product !== undefined);
      if (good.length === 0) return ok({ items: read.map(({ sku: name, problem }) => ({ sku: name, status: problem!.status, problem })) });
      const answered = await submitBatch(call, good.map((one) => ({ outbound: message(putProduct, { key: one.sku!, data: { sku: one.sku!, product: one.product!, conditions: {} } }), item: { sku: one.sku } })));
      if (answered.status !== 200 || good.length === read.length || answered.headers?.['idempotency-replayed']) return answered;
      const results = (JSON.parse(answered.json!) as { items: unknown[] }).items[Symbol.iterator]();
      return { ...answered, json: JSON.stringify({ items: read.map((one) => (one.problem ? { sku: one.sku, status: one.problem.status, problem: one.problem } : results.next().value)) }) };
    },
  }),
  route({
    method: 'GET', path: '/v1/products', scope: 'catalog:read', tag, summary: 'Products by words, category, channel and stock',
    query: z.strictObject({ ...pageQuery, q: text(200).optional(), category: text(200, 1).optional(), channel: slug.optional(), inStock: flag.optional() }), answers: { 200: pageOf(productItem) },
    handle: async (call) => {
      const { q, category, channel, inStock, limit, cursor } = call.query;
      const known = channel === undefined ? undefined : (await call.gateway.networks.now()).channels.get(channel);
      if (channel !== undefined && (!known || !ownChannel(call, channel))) throw new DomainError('invalid-request', 'invalid', '/channel: there is no such channel', [{ path: '/channel', message: 'there is no such channel' }]);
      const after = readCursor(cursor, keyCursor)?.[0];
      const question = { inStock: inStock ?? (known !== undefined && HIDES_SOLD_OUT.has(known.channel.kind)), limit, ...(q ? { q } : {}), ...(category ? { category } : {}), ...(channel ? { channel } : {}), ...(after === undefined ? {} : { after }) };
      const { items, next } = await call.gateway.products.search(question, call.viewer);
      return itemsAnswer(items, next);
    },
  }),
  route({
    method: 'PUT', path: '/v1/products/{sku}/channels/{channelId}', scope: 'catalog:write', tag, summary: 'Set what differs on one channel', params: listingParams, body: httpListing, conditional: true, answers: { 200: httpListing, 201: httpListing },
    handle: async (call) => {
      const { sku: name, channelId } = call.params;
      const [product, network] = await Promise.all([call.gateway.products.get(name), call.gateway.networks.now()]);
      if (!product || !network.channels.has(channelId) || !ownChannel(call, channelId)) throw notFound();
      return submit(call, message(putListing, { key: name, data: { sku: name, channel: channelId, listing: call.body, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/products/{sku}/channels/{channelId}', scope: 'catalog:read', tag, summary: 'What differs on one channel', params: listingParams, conditional: true, answers: { 200: httpListing },
    handle: async (call) => {
      const { sku: name, channelId } = call.params;
      return conditionalGet(call, await call.gateway.products.listing(name, channelId, call.viewer));
    },
  }),
  route({
    method: 'DELETE', path: '/v1/products/{sku}/channels/{channelId}', scope: 'catalog:write', tag, summary: 'Let nothing differ any more on one channel', params: listingParams, conditional: true, answers: { 204: 'empty' },
    handle: async (call) => {
      const { sku: name, channelId } = call.params;
      if (!(await call.gateway.products.listing(name, channelId, call.viewer))) throw notFound();
      return submit(call, message(deleteListing, { key: name, data: { sku: name, channel: channelId, conditions: call.conditions } }));
    },
  }),
];

interface Item { readonly sku: string | undefined; readonly product?: Product; readonly problem?: Problem }

/** One bad product is refused alone. */
function readItem({ sku: name, ...rest }: Record<string, unknown>, index: number): Item {
  const shown = typeof name === 'string' ? name : undefined;
  try {
    return { sku: readHttp(z.strictObject({ sku }), { sku: name }, `/products/${index}`).sku, product: readHttp(httpProduct, rest, `/products/${index}`) as Product };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { sku: shown, problem: problemOf(error) };
  }
}
