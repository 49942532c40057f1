import { advanceFulfillment, fulfillmentStatus, httpFulfillmentVerbs, httpOrder, message, opaqueId, slug, timestamp, type FulfillmentVerb } from '@onefront/contracts';
import { fulfillmentTable } from '@onefront/kernel';
import { z } from 'zod';
import { notFound } from '../call.js';
import { moment, pageAnswer, pageOf, pageQuery, readCursor, timeCursor } from '../paging.js';
import { ok, route } from '../route.js';
import { submit } from '../submit.js';
import { defined } from './orders.js';

const tag = 'Fulfillments';
const params = z.strictObject({ id: opaqueId });
const orderFulfillment = ((httpOrder as unknown as z.ZodObject).shape['fulfillments'] as unknown as z.ZodArray<z.ZodObject>).element;
export const fulfillmentShape = z.strictObject({ ...orderFulfillment.shape, order: opaqueId, channel: slug, placedAt: timestamp }).meta({ id: 'Fulfillment' });
const statesShape = z.strictObject({
  states: z.array(z.strictObject({ state: fulfillmentStatus, meaning: z.string(), units: z.enum(['open', 'gone', 'elsewhere']).describe('where its units are: still to be handed over, gone, or no business of it any more'), closed: z.boolean().describe('nothing can follow') })),
  transitions: z.array(z.strictObject({
    from: fulfillmentStatus, verb: z.string().describe('what is asked for, `POST /v1/fulfillments/{id}/{verb}`, or what happens to it (`who` is system)'), next: fulfillmentStatus,
    who: z.enum(['location', 'carrier', 'counter', 'retailer', 'system']), method: z.enum(['ship', 'pickup']).optional().describe('only for goods that go this way'), when: z.string().optional(), effects: z.array(z.string()),
  })),
}).meta({ id: 'FulfillmentStates' });
const collectCode = z.strictObject({ collectCode: z.string() });

const summaries: Record<FulfillmentVerb, string> = {
  accept: 'Take it on', reject: 'Turn it down; other locations are looked for', pick: 'Say what was picked; less than open is short', pack: 'It is packed',
  ship: 'It left with a carrier', deliver: 'It has reached the buyer', ready: 'It can be collected; the answer is the code for the buyer', collect: 'The buyer has collected it',
  hold: 'Stop work on it, and say why', release: 'Let work on it begin again',
};

export const fulfillmentRoutes = [
  route({
    method: 'GET', path: '/v1/fulfillments', scope: 'orders:read', tag, summary: 'The task list of a location, oldest or soonest due first', answers: { 200: pageOf(fulfillmentShape) },
    query: z.strictObject({ ...pageQuery, location: slug.optional(), status: fulfillmentStatus.optional(), sort: z.enum(['placed', 'due']).default('placed'), dueBefore: moment.optional() }),
    handle: async (call) => {
      const { limit, cursor, ...asked } = call.query;
      const after = readCursor(cursor, timeCursor);
      const rows = await call.gateway.orders.fulfillments({ ...defined(asked), limit: limit + 1, ...(after ? { after: { at: after[0], id: after[1] } } : {}) }, call.viewer);
      return pageAnswer(rows, limit, { body: (row) => row.body, position: (row) => [row.at, row.id] });
    },
  }),
  route({
    method: 'GET', path: '/v1/fulfillment-states', scope: 'orders:read', tag, summary: 'The states of a fulfillment order and every step between them', answers: { 200: statesShape },
    handle: async () => ok(fulfillmentTable, { 'cache-control': 'private, max-age=3600' }),
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
