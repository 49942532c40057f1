import { advanceReturn, httpReturnRequest, httpReturnVerbs, message, opaqueId, requestReturn, type ReturnVerb } from '@onefront/contracts';
import { DomainError, newId } from '@onefront/kernel';
import { z } from 'zod';
import { Wrong } from '../../intake/references.js';
import { notFound, type Call } from '../call.js';
import { route } from '../route.js';
import { submit } from '../submit.js';
import { defined } from './orders.js';
import { checkDispositions, checkReturnLocation, newStoreCredit, returnShape, takenBack } from './returns.js';

const tag = 'Returns';
const params = z.strictObject({ id: opaqueId });
const summaries: Record<ReturnVerb, string> = {
  authorise: 'Let the goods come', decline: 'Do not take them back, and say why', send: 'They are on their way', receive: 'They have come', inspect: 'Say what has become of each unit; stock and money follow',
};

/** Goods that come back by mail (S6): announced, authorised, on their way, received, inspected. */
export const returnByMailRoutes = [
  route({
    method: 'POST', path: '/v1/orders/{id}/return-requests', scope: 'orders:write', tag, summary: 'Ask to send goods of an order back', params, body: httpReturnRequest, problems: [409], personal: true, answers: { 201: takenBack },
    handle: async (call) => {
      const orderId = call.params.id;
      const order = await call.gateway.orders.get(orderId, call.viewer);
      if (!order) throw notFound();
      await checkLocation(call, call.body.location);
      const { currency } = ((JSON.parse(order.body) as { totals: { grand: { currency: string } } | null }).totals ?? { grand: { currency: undefined } }).grand;
      const { fee, shipping, location, lines, refund, refundWhen, reason } = call.body;
      const wrong = new Wrong();
      for (const [name, amount] of Object.entries({ fee, shipping })) {
        if (amount && (amount.currency !== currency || BigInt(amount.amount) < 0n)) wrong.add(`/${name}`, `an amount in ${currency ?? 'the currency of the order'}, not below zero`);
      }
      wrong.check();
      const data = { orderId, returnId: newId(), location, lines: lines.map(defined), refund, refundWhen, at: call.now.toISOString(), ...defined({ fee: fee?.amount, shipping: shipping?.amount, reason }) };
      if (refund !== 'store-credit') return submit(call, message(requestReturn, { key: orderId, data }));
      const { credit, beside } = await newStoreCredit(call.gateway);
      return submit(call, message(requestReturn, { key: orderId, data: { ...data, credit } }), { beside });
    },
  }),
  route({
    method: 'GET', path: '/v1/returns/{id}', scope: 'orders:read', tag, summary: 'A return', params, answers: { 200: returnShape },
    handle: async (call) => {
      const row = await call.gateway.orders.getReturn(call.params.id, call.viewer);
      if (!row) throw notFound();
      return { status: 200, json: row.body };
    },
  }),
  ...(Object.keys(httpReturnVerbs) as ReturnVerb[]).map(verbRoute),
];

function verbRoute(verb: ReturnVerb) {
  return route({
    method: 'POST', path: `/v1/returns/{id}/${verb}`, scope: 'orders:write', tag, summary: summaries[verb], params, body: httpReturnVerbs[verb] as z.ZodType<Record<string, unknown>>, problems: [409], answers: { 200: returnShape },
    handle: async (call) => {
      const returnId = call.params.id;
      const known = await call.gateway.orders.getReturn(returnId, call.viewer);
      if (!known) throw notFound();
      if (known.orderId === null) throw new DomainError('illegal-transition', 'conflict', `${verb} is not possible for a return without an order: it was recorded when it had happened`);
      if (typeof call.body['location'] === 'string') await checkLocation(call, call.body['location']);
      if (verb === 'inspect') await checkInspected(call, (JSON.parse(known.body) as { location: string }).location);
      return submit(call, message(advanceReturn, { key: known.orderId, data: { orderId: known.orderId, returnId, verb, at: call.now.toISOString(), ...defined(call.body) } }));
    },
  });
}

async function checkLocation(call: Call<unknown, unknown, unknown>, location: string): Promise<void> {
  const wrong = new Wrong();
  checkReturnLocation((await call.gateway.networks.now()).locations.get(location), wrong);
  wrong.check();
}

/** What became of units where they are: a supplier's place restocks nothing of ours. */
async function checkInspected(call: Call<unknown, unknown, Record<string, unknown>>, location: string): Promise<void> {
  const wrong = new Wrong();
  checkDispositions((await call.gateway.networks.now()).locations.get(location), call.body['lines'] as Parameters<typeof checkDispositions>[1], wrong);
  wrong.check();
}
