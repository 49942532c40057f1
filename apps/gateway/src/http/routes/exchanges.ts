import { exchangeGoods, httpExchange, message, opaqueId } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { z } from 'zod';
import { checkRequest, placementOf } from '../../intake/placement.js';
import { Wrong } from '../../intake/references.js';
import { notFound } from '../call.js';
import { bodyLimits, route } from '../route.js';
import { submit } from '../submit.js';
import { defined } from './orders.js';
import { checkDispositions, checkReturnLocation } from './returns.js';

interface Known { readonly channel: string; readonly customer: { readonly id: string } | null; readonly lines: readonly { readonly id: string; readonly sku: string; readonly unitPrice: { readonly amount: string } }[] }

/** A return and a new order under one id (S7). */
export const exchangeRoutes = [
  route({
    method: 'POST', path: '/v1/orders/{id}/exchanges', scope: 'orders:write', tag: 'Returns', summary: 'Take goods of an order back and give others for them', params: z.strictObject({ id: opaqueId }), body: httpExchange, bodyLimit: bodyLimits.orders,
    problems: [402, 409], answers: { 201: z.strictObject({ id: opaqueId, order: opaqueId.describe('the new order'), return: opaqueId }).meta({ id: 'Exchange' }) },
    handle: async (call) => {
      const orderId = call.params.id;
      const { gateway, body } = call;
      const row = await gateway.orders.get(orderId, call.viewer);
      if (!row) throw notFound();
      const old = JSON.parse(row.body) as Known;
      const wrong = new Wrong();
      const place = (await gateway.networks.now()).locations.get(body.location);
      checkReturnLocation(place, wrong);
      checkDispositions(place, body.lines.flatMap(({ disposition }) => (disposition ? [{ disposition }] : [])), wrong);
      const insteadOf = Object.fromEntries(body.newLines.flatMap((line, index) => (line.insteadOf === undefined ? [] : [[String(index + 1), line.insteadOf] as const])));
      await checkSwaps(call, old, insteadOf, wrong);
      wrong.check();
      const request = {
        channel: old.channel, lines: body.newLines.map(({ sku, quantity }) => ({ sku, quantity })), fulfillment: body.fulfillment, payment: body.payment ?? [],
        ...(body.coupons ? { coupons: body.coupons } : {}), ...(old.customer ? { customer: { id: old.customer.id } } : {}),
      };
      const placement = await placementOf(gateway, await checkRequest(gateway, request, call));
      const data = { orderId, returnId: newId(), exchangeId: newId(), location: body.location, lines: body.lines.map(defined), ...(body.advance ? { advance: true } : {}), placement, insteadOf, at: call.now.toISOString() };
      return submit(call, message(exchangeGoods, { key: orderId, data }));
    },
  }),
];

/** The price that was paid is kept for what costs the same today: another size or colour, not another product. */
async function checkSwaps(call: { readonly gateway: { readonly products: { get(sku: string): Promise<{ readonly product: { readonly price: { readonly amount: string } } } | undefined> } }; readonly body: z.output<typeof httpExchange> }, old: Known, insteadOf: Readonly<Record<string, string>>, wrong: Wrong): Promise<void> {
  for (const [position, lineId] of Object.entries(insteadOf)) {
    const index = Number(position) - 1;
    const was = old.lines.find((line) => line.id === lineId);
    const [before, after] = await Promise.all([was && call.gateway.products.get(was.sku), call.gateway.products.get(call.body.newLines[index]!.sku)]);
    if (!was) wrong.add(`/newLines/${index}/insteadOf`, 'the order has no such line');
    else if (before && after && before.product.price.amount !== after.product.price.amount) wrong.add(`/newLines/${index}/insteadOf`, 'costs something else today: exchange it at today\'s price, without insteadOf');
  }
}
