import { httpReturn, httpReturnDocument, httpReturnWithoutOrder, message, opaqueId, recordReturn, returnGoods, takesBackAs, type Location } from '@onefront/contracts';
import { fingerprint, newId } from '@onefront/kernel';
import { z } from 'zod';
import type { Gateway } from '../../gateway.js';
import { Sealer } from '../../intake/personal.js';
import { Wrong } from '../../intake/references.js';
import { notFound, ownChannel } from '../call.js';
import { bodyLimits, route } from '../route.js';
import { sealBody, submit } from '../submit.js';
import { newGiftCardCode, traceOfCode } from './gift-cards.js';
import { defined } from './orders.js';

const tag = 'Returns';
export const returnShape = httpReturnDocument.meta({ id: 'Return' });
export const takenBack = z.strictObject({ ...httpReturnDocument.shape, storeCredit: z.strictObject({ id: opaqueId, code: z.string().describe('told this once') }).optional().describe('the card that the refund went to') }).meta({ id: 'TakenReturn' });

export const returnRoutes = [
  route({
    method: 'POST', path: '/v1/orders/{id}/returns', scope: 'orders:write', tag, summary: 'Take goods of an order back, at any location that takes returns', params: z.strictObject({ id: opaqueId }), body: httpReturn, problems: [409], personal: true, answers: { 201: takenBack },
    handle: async (call) => {
      const orderId = call.params.id;
      const [order, network] = await Promise.all([call.gateway.orders.get(orderId, call.viewer), call.gateway.networks.now()]);
      if (!order) throw notFound();
      const wrong = new Wrong();
      const { location, lines, refund } = call.body;
      checkReturnLocation(network.locations.get(location), wrong);
      checkDispositions(network.locations.get(location), lines, wrong);
      wrong.check();
      const data = { orderId, returnId: newId(), location, lines: lines.map(defined), refund, at: call.now.toISOString() };
      if (refund !== 'store-credit') return submit(call, message(returnGoods, { key: orderId, data }));
      const { credit, beside } = await newStoreCredit(call.gateway);
      return submit(call, message(returnGoods, { key: orderId, data: { ...data, credit } }), { beside });
    },
  }),
  route({
    method: 'POST', path: '/v1/returns', scope: 'orders:record', tag, summary: 'Record a return that has no order with us', body: httpReturnWithoutOrder, bodyLimit: bodyLimits.orders, problems: [409], answers: { 200: returnShape, 201: returnShape },
    handle: async (call) => {
      const { channel, location, lines, customer, reason, externalId } = call.body;
      const [network, products] = await Promise.all([call.gateway.networks.now(), Promise.all(lines.map((line) => call.gateway.products.get(line.sku)))]);
      const found = network.channels.get(channel);
      const wrong = new Wrong();
      if (!found || !ownChannel(call, channel)) wrong.add('/channel', 'there is no such channel');
      if (!network.locations.has(location)) wrong.add('/location', 'there is no such location');
      checkDispositions(network.locations.get(location), lines, wrong);
      lines.forEach((line, index) => {
        if (!products[index]) wrong.add(`/lines/${index}/sku`, 'there is no such product');
        if (found && line.total.currency !== found.channel.currency) wrong.add(`/lines/${index}/total/currency`, `the channel sells in ${found.channel.currency}`);
      });
      if (customer?.id && !(await call.gateway.customers.find(customer.id, call.viewer))) wrong.add('/customer/id', 'there is no such customer');
      wrong.check();
      const buyer = customer && (await Sealer.open(call.gateway.keyring)).buyer(customer, { region: found!.channel.taxCountry, masked: call.gateway.maskedDomains });
      const returnedAt = call.body.returnedAt ? new Date(call.body.returnedAt).toISOString() : call.now.toISOString();
      const keys = buyer && { id: buyer.id, email: buyer.email?.index, phone: buyer.phone?.index, loyaltyId: buyer.loyaltyId, externalId: buyer.externalId };
      const returnId = newId();
      return submit(call, message(recordReturn, { key: returnId, data: { returnId, channel, returnedAt, location, lines: lines.map((line, index) => ({ ...line, stocked: products[index]!.product.kind === 'stocked' })), reason, fingerprint: fingerprint({ channel, location, lines, keys, reason, returnedAt: call.body.returnedAt }), ...defined({ externalId, buyer }) } }));
    },
  }),
];

export function checkReturnLocation(location: { readonly policy: { readonly acceptsReturns: boolean } } | undefined, wrong: Wrong): void {
  if (!location) wrong.add('/location', 'there is no such location');
  else if (!location.policy.acceptsReturns) wrong.add('/location', 'this location takes no returns');
}

type Disposition = Parameters<typeof takesBackAs>[1];

/** What comes back to a supplier is his: nothing of ours is restocked there (ADR 38). */
export function checkDispositions(location: { readonly location: Location } | undefined, lines: readonly { readonly disposition: Disposition }[], wrong: Wrong): void {
  if (!location) return;
  lines.forEach(({ disposition }, index) => {
    if (!takesBackAs(location.location.kind, disposition)) wrong.add(`/lines/${index}/disposition`, 'the location is a supplier: what comes back there is vendor-return or dispose');
  });
}

/** A card for store credit: what its owner is told of it, and its code for the caller alone, sealed. */
export async function newStoreCredit({ keyring }: Pick<Gateway, 'keyring'>): Promise<{ credit: { cardId: string; index: string; ending: string }; beside: unknown }> {
  const [cardId, code] = [`gc-${newId()}`, newGiftCardCode()];
  return { credit: { cardId, ...traceOfCode(code, keyring.pepper) }, beside: await sealBody(keyring, { storeCredit: { id: cardId, code } }) };
}
