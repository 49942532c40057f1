import { deletePolicy, httpPolicy, message, pairKey, putPolicy, sku, slug, type SkuPolicy } from '@onefront/contracts';
import { z } from 'zod';
import { notFound, ownChannel, type Call } from '../call.js';
import { conditionalGet } from '../conditional-get.js';
import { keyCursor, pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { route } from '../route.js';
import { submit } from '../submit.js';

const tag = 'Locations and channels';
const params = z.strictObject({ id: slug, sku });
export const policyAnswer = z.strictObject({ channel: slug, sku, ...(httpPolicy as unknown as z.ZodObject).shape }).meta({ id: 'Policy' });
type Pair = Call<{ id: string; sku: string }>;

/** How much more than there is a channel may sell of a single SKU (S3). Without one the channel's own `oversell` holds. */
export const policyRoutes = [
  route({
    method: 'PUT', path: '/v1/channels/{id}/policies/{sku}', scope: 'channels:write', tag, summary: 'Set how much more than there is a channel may sell of one SKU', params, body: httpPolicy, conditional: true,
    answers: { 200: policyAnswer, 201: policyAnswer },
    handle: async (call) => {
      const { id: channel, sku: name } = call.params;
      await checkPair(call);
      if (!(await call.gateway.products.get(name))) throw notFound();
      return submit(call, message(putPolicy, { key: name, data: { channel, sku: name, policy: call.body as SkuPolicy, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/channels/{id}/policies/{sku}', scope: 'channels:read', tag, summary: 'How much more than there is a channel may sell of one SKU', params, conditional: true, answers: { 200: policyAnswer },
    handle: async (call) => conditionalGet(call, await call.gateway.promises.get('policy', pairKey(call.params.id, call.params.sku), call.viewer)),
  }),
  route({
    method: 'DELETE', path: '/v1/channels/{id}/policies/{sku}', scope: 'channels:write', tag, summary: "Let the channel's own policy hold for a SKU again", params, conditional: true, answers: { 204: 'empty' },
    handle: async (call) => {
      const { id: channel, sku: name } = call.params;
      await checkPair(call);
      if (!(await call.gateway.promises.get('policy', pairKey(channel, name), call.viewer))) throw notFound();
      return submit(call, message(deletePolicy, { key: name, data: { channel, sku: name, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/channels/{id}/policies', scope: 'channels:read', tag, summary: 'The policies of single SKUs on a channel', params: z.strictObject({ id: slug }), query: z.strictObject(pageQuery), answers: { 200: pageOf(policyAnswer) },
    handle: async (call) => {
      await checkPair(call);
      const { limit, cursor } = call.query;
      const rows = await call.gateway.promises.list('policy', { channel: call.params.id, after: readCursor(cursor, keyCursor)?.[0], limit: limit + 1 }, call.viewer);
      return pageAnswer(rows, limit, { body: (row) => row.body, position: (row) => [row.key] });
    },
  }),
];

async function checkPair(call: Pick<Pair, 'gateway' | 'viewer'> & { readonly params: { id: string } }): Promise<void> {
  if (!ownChannel(call as Pair, call.params.id) || !(await call.gateway.networks.now()).channels.has(call.params.id)) throw notFound();
}
