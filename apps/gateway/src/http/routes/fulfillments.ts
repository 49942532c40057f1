import { advanceFulfillment, fulfillmentStatus, httpFulfillmentVerbs, httpOrder, message, opaqueId, slug, timestamp, type FulfillmentVerb } from '@onefront/contracts';
import { z } from 'zod';
import { notFound } from '../call.js';
import { pageAnswer, pageOf, pageQuery, readCursor, timeCursor } from '../paging.js';
import { route } from '../route.js';
import { submit } from '../submit.js';
import { defined } from './orders.js';

const tag = 'Fulfillments';
const params = z.strictObject({ id: opaqueId });
const orderFulfillment = ((httpOrder as unknown as z.ZodObject).shape['fulfillments'] as unknown as z.ZodArray<z.ZodObject>).element;
export const fulfillmentShape = z.strictObject({ ...orderFulfillment.shape, order: opaqueId, channel: slug, placedAt: timestamp }).meta({ id: 'Fulfillment' });
const collectCode = z.strictObject({ collectCode: z.string() });

const summaries: Record<FulfillmentVerb, string> = {
  accept: 'Take it on', reject: 'Turn it down; other locations are looked for', pick: 'Say what was picked; less than open is short', pack: 'It is packed',
  ship: 'It left with a carrier', ready: 'It can be collected', collect: 'The buyer has collected it',
};

export const fulfillmentRoutes = [
  route({
    method: 'GET', path: '/v1/fulfillments', scope: 'orders:read', tag, summary: 'The task list of a location, oldest first', query: z.strictObject({ ...pageQuery, location: slug.optional(), status: fulfillmentStatus.optional() }), answers: { 200: pageOf(fulfillmentShape) },
    handle: async (call) => {
      const { limit, cursor, ...asked } = call.query;
      const after = readCursor(cursor, timeCursor);
      const rows = await call.gateway.orders.fulfillments({ ...defined(asked), limit: limit + 1, ...(after ? { after: { placedAt: after[0], id: after[1] } } : {}) }, call.viewer);
      return pageAnswer(rows, limit, { body: (row) => row.body, position: (row) => [row.placedAt, row.id] });
    },
  }),
  ...(Object.keys(httpFulfillmentVerbs) as FulfillmentVerb[]).map(verbRoute),
];

function verbRoute(verb: FulfillmentVerb) {
  return route({
    method: 'POST', path: `/v1/fulfillments/{id}/${verb}`, scope: 'orders:fulfill', tag, summary: summaries[verb], params, body: httpFulfillmentVerbs[verb] as z.ZodType<Record<string, unknown>>, problems: [409],
    answers: { 200: verb === 'ready' ? collectCode : fulfillmentShape },
    handle: async (call) => {
      const fulfillmentId = call.params.id;
      const known = await call.gateway.orders.getFulfillment(fulfillmentId, call.viewer);
      if (!known) throw notFound();
      const data = { orderId: known.orderId, fulfillmentId, verb, at: call.now.toISOString(), ...defined(call.body) };
      return submit(call, message(advanceFulfillment, { key: known.orderId, data }), verb === 'ready' ? undefined : { fulfillment: fulfillmentId });
    },
  });
}
