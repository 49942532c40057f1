import { extendHold, holdDocument, httpExtendHold, httpHold, message, opaqueId, placeHold, releaseHold, type DataOf } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { z } from 'zod';
import { readReferences, Wrong } from '../../intake/references.js';
import { notFound, type Call } from '../call.js';
import { conditionalGet } from '../conditional-get.js';
import { route } from '../route.js';
import { submit } from '../submit.js';
import { defined } from './orders.js';

const tag = 'Holds';
const params = z.strictObject({ id: opaqueId });
export const holdShape = z.strictObject(holdDocument.shape).meta({ id: 'Hold' });
type Parts = DataOf<typeof placeHold>['parts'];

/** Units kept before there is an order (S2): of one client, for a time, taken over by the order that names the hold. */
export const holdRoutes = [
  route({
    method: 'POST', path: '/v1/holds', scope: 'orders:write', tag, summary: 'Keep units for somebody who has not ordered yet, all of them or none', body: httpHold, problems: [409], answers: { 201: holdShape },
    handle: async (call) => {
      const { channel, lines, location, reference, ttlSeconds } = call.body;
      const holdId = `hold-${newId()}`;
      const parts = await partsOf(call, call.body);
      const limit = call.gateway.holdsPerClient;
      return submit(call, message(placeHold, { key: holdId, data: { holdId, client: call.client.id, channel, lines, parts, ttlSeconds, limit, ...defined({ location, reference }) } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/holds/{id}', scope: 'orders:read', tag, summary: 'A hold, as it is at this moment', params, conditional: true, answers: { 200: holdShape },
    handle: async (call) => conditionalGet(call, await call.gateway.holds.get(call.params.id, call.viewer)),
  }),
  route({
    method: 'POST', path: '/v1/holds/{id}/extend', scope: 'orders:write', tag, summary: 'Keep a hold longer, once: the buyer pays', params, body: httpExtendHold, problems: [409], answers: { 200: holdShape },
    handle: async (call) => {
      const holdId = await ownHold(call);
      return submit(call, message(extendHold, { key: holdId, data: { holdId, ttlSeconds: call.body.ttlSeconds } }));
    },
  }),
  route({
    method: 'DELETE', path: '/v1/holds/{id}', scope: 'orders:write', tag, summary: 'Give a hold up; one that has ended stays as it ended', params, answers: { 200: holdShape },
    handle: async (call) => {
      const holdId = await ownHold(call);
      return submit(call, message(releaseHold, { key: holdId, data: { holdId } }));
    },
  }),
];

async function ownHold(call: Call<{ id: string }, unknown, unknown>): Promise<string> {
  if (!(await call.gateway.holds.find(call.params.id, call.viewer))) throw notFound();
  return call.params.id;
}

/** What the lines take of stock: bundles in their parts, nothing for what has no stock. Throws 422 naming everything that is wrong. */
async function partsOf(call: Call<unknown, unknown, z.output<typeof httpHold>>, { channel, lines, location }: z.output<typeof httpHold>): Promise<Parts> {
  const { gateway, viewer } = call;
  const request = { channel, lines, recorded: false, fulfillment: { method: 'channel' as const } };
  const references = await readReferences(gateway, request, viewer);
  const wrong = new Wrong();
  // Nothing is charged yet: prices are a matter of the order.
  references.products.forEach((row, index) => {
    if (!row) wrong.add(`/lines/${index}/sku`, 'there is no such product');
    else if (row.product.status === 'archived') wrong.add(`/lines/${index}/sku`, 'the product is archived');
  });
  if (location !== undefined && !references.channel.channel.locations.includes(location)) wrong.add('/location', 'the channel has no such location');
  else if (location !== undefined && !references.network.locations.get(location)?.policy.pickup) wrong.add('/location', 'nothing can be collected at this location');
  wrong.check();
  return lines.flatMap(({ sku, quantity }, index): Parts => {
    const { kind, components = [] } = references.products[index]!.product;
    const lineId = String(index + 1);
    if (kind === 'bundle') return components.map((part) => ({ lineId, sku: part.sku, quantity: part.quantity * quantity }));
    return kind === 'stocked' ? [{ lineId, sku, quantity }] : [];
  });
}
