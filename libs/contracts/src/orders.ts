import { fulfillmentStates, fulfillmentVerbs, type FulfillmentVerb } from '@onefront/kernel';
import { z } from 'zod';
import { buyer, emailAddress, phoneNumber } from './customers.js';
import { checkExchange } from './exchange-terms.js';
import { giftCardCode } from './gift-cards.js';
import { http, wire, type Kit } from './kit.js';
import { command, fact } from './message.js';
import { addressOf } from './network.js';
import { channelSnapshot, couponCode, fulfillmentMethod, keptPrice, pricingTerms, productSnapshot, totals, type PricingRequest } from './promotions.js';
import { sealed } from './sealed.js';
import { problem } from './settlement.js';
import { reservedLine, sourcingRecord } from './stock.js';
import { country, geo, opaqueId, quantity, sku, slug, text, timestamp, wireMoney } from './values.js';

/** The agreement with a customer and its life. Owned by orders. */

/** `exchange`: by goods that came back; never asked for by a caller. */
export const paymentMethod = z.enum(['card', 'cash', 'gift-card', 'invoice', 'channel', 'exchange']);

const times = {
  notBefore: timestamp.optional().describe('work on it does not begin before'),
  dueAt: timestamp.optional().describe('when it is to have left, or to be ready'),
};
const fulfillment = <M extends z.ZodType>(kit: Kit<M>) => kit.object({ method: fulfillmentMethod, location: slug.optional(), address: addressOf(kit).optional(), ...times });
const discount = <M extends z.ZodType>(kit: Kit<M>) => kit.object({ label: text(200, 1), amount: kit.money, fundedBy: z.enum(['us', 'channel']) });
const payment = <M extends z.ZodType>(kit: Kit<M>) => kit.object({ method: paymentMethod, token: text(200, 1).optional(), amount: kit.money.optional() });
/** `giftCard` is the code of a card, where the method is one; it goes no further than the gateway. */
const tender = http.object({ ...payment(http).shape, method: paymentMethod.exclude(['exchange']), giftCard: giftCardCode.optional() });

/** `POST /v1/orders` and `POST /v1/quotes`. */
export const httpOrderRequest = http.object({
  channel: slug,
  externalId: text(200, 1).optional(),
  placedAt: timestamp.optional(),
  customer: http.object({ id: opaqueId.optional(), email: emailAddress.optional(), phone: phoneNumber.optional(), loyaltyId: text(100, 1).optional(), externalId: text(200, 1).optional(), name: text(200).optional() }).optional(),
  lines: z.array(http.object({ sku, quantity, unitPrice: http.money.optional(), total: http.money.optional(), discounts: z.array(discount(http)).max(50).optional(), fulfillment: fulfillment(http).optional() })).min(1).max(2000),
  coupons: z.array(couponCode).max(20).optional(),
  fulfillment: fulfillment(http),
  shipping: http.money.optional(),
  tax: z.array(http.object({ label: text(100, 1), amount: http.money, remittedBy: text(100, 1) })).max(50).optional(),
  grand: http.money.optional(),
  expectedTotal: http.money.optional(),
  recorded: z.boolean().optional(),
  payment: z.union([tender, z.array(tender).min(1).max(10), http.object({ tenders: z.array(tender).min(1).max(10).describe('taken in this order, all or none') })]).optional(),
  staff: http.object({ advisedBy: text(100, 1).optional(), soldBy: text(100, 1).optional() }).optional(),
  hold: opaqueId.optional().describe('the hold whose units this order takes over'),
});
export type OrderRequest = z.output<typeof httpOrderRequest>;

/** Where something goes: the person's part sealed, what tax and sourcing need in the clear. */
export const destination = z.object({ sealed: sealed(addressOf(http), 'postal address'), country, region: z.string().optional(), postalCode: z.string().optional(), geo: geo.optional() });

export const locationSnapshot = z.object({ id: slug, version: z.int(), country: country.optional(), region: z.string().optional() });

/** An order line on its way in: what the caller sent and what the gateway's views said (the snapshot). */
export const placedLine = z.object({
  lineId: opaqueId, sku, quantity, unitPrice: wireMoney.optional(), total: wireMoney.optional(), discounts: z.array(discount(wire)).optional(), kept: keptPrice.optional(),
  method: fulfillmentMethod, location: slug.optional(), destination: destination.optional(), product: productSnapshot, ...times,
  /** Where the goods are handed over; decides tax. */
  jurisdiction: z.object({ country, region: z.string().optional() }).optional(),
});

/** `card`: the index of a gift card's code. */
export const orderPayment = wire.object({ ...payment(wire).shape, card: z.string().optional() });

/** Everything about a new order. Travels in the command and, unchanged, in `order-placed`. */
export const placement = z.object({
  orderId: opaqueId, channel: channelSnapshot, externalId: z.string().optional(), placedAt: timestamp, buyer: buyer.optional(),
  lines: z.array(placedLine).min(1), coupons: z.array(z.string()), method: fulfillmentMethod, location: slug.optional(), destination: destination.optional(),
  /** Locations named by the order, as the gateway's views knew them. */
  locations: z.array(locationSnapshot),
  payments: z.array(orderPayment), recorded: z.boolean(), staff: z.object({ advisedBy: z.string().optional(), soldBy: z.string().optional() }).optional(),
  /** With the lines and the channel, the question to promotions (`pricingRequestOf`); the buyer is added when it is known. */
  pricing: pricingTerms,
  /** Equal for an equal repeat of the same (channel, external id): lines, customer keys, fulfillment, after normalisation. */
  fingerprint: z.string(),
  /** The hold whose promises the order takes over (S2). */
  hold: opaqueId.optional(),
  /** The till that made the sale without a network, and its place in the order of that till (S22). */
  till: z.object({ id: slug, sequence: z.int(), priceBook: z.string(), override: z.object({ by: z.string(), reason: z.string() }).optional() }).optional(),
});
export type Placement = z.infer<typeof placement>;

/** The question to promotions that a placement asks. Lines travel once: product data is most of a large order. */
export function pricingRequestOf({ channel, placedAt, recorded, coupons, lines, pricing }: Placement): PricingRequest {
  return {
    channel, at: placedAt, recorded, coupons, ...pricing,
    lines: lines.map(({ lineId, sku: code, quantity: units, method, product, unitPrice, total, discounts, kept, jurisdiction }) => ({
      lineId, sku: code, quantity: units, method, product,
      ...(unitPrice ? { unitPrice } : {}), ...(total ? { total } : {}), ...(discounts ? { discounts } : {}), ...(kept ? { kept } : {}), ...(jurisdiction ? { jurisdiction } : {}),
    })),
  };
}

export const orderStatus = z.enum(['pending', 'confirmed', 'backordered', 'partially-fulfilled', 'fulfilled', 'cancelled', 'refused']);
export const fulfillmentStatus = z.enum(fulfillmentStates);

const order = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  id: opaqueId,
  channel: slug,
  externalId: z.string().nullable(),
  status: orderStatus,
  attention: z.string().nullable().describe('why a person should look at it, or null'),
  placedAt: timestamp,
  customer: kit.object({ id: opaqueId }).nullable(),
  lines: z.array(kit.object({
    id: opaqueId, sku, name: z.string(), quantity, unitPrice: kit.money, discounts: z.array(kit.object({ promotion: z.string().nullable(), label: z.string(), amount: kit.money })), total: kit.money,
    quantities: kit.object({ open: z.int(), shipped: z.int(), cancelled: z.int(), returned: z.int() }),
    expected: z.array(kit.object({ quantity, receipt: slug, eta: timestamp })).optional().describe('units that wait and are promised of expected receipts; said where there are any'),
  })),
  totals: totals(kit).nullable().describe('null until the order is priced'),
  fulfillments: z.array(kit.object({
    id: opaqueId, location: slug.nullable(), method: fulfillmentMethod, status: fulfillmentStatus,
    lines: z.array(kit.object({ lineId: opaqueId, sku, quantity })), tracking: z.array(kit.object({ carrier: z.string(), number: z.string() })).optional(), reason: z.string().optional(),
    since: timestamp.optional().describe('since when this location has it'), ...times,
  })),
  payments: z.array(kit.object({ method: paymentMethod, status: z.enum(['initiated', 'authorised', 'captured', 'refunded', 'voided', 'failed', 'unknown']), authorised: kit.money, captured: kit.money, refunded: kit.money })),
  coupons: z.array(z.string()),
  refusal: kit.object({ type: z.string(), errors: z.array(kit.object({ type: z.string().optional(), path: z.string(), message: z.string() })) }).optional(),
  timeline: z.array(kit.object({ at: timestamp, type: z.string(), detail: z.string() })),
  sourcing: sourcingRecord.nullable(),
  staff: kit.object({ advisedBy: z.string().optional(), soldBy: z.string().optional() }).optional(),
  exchange: kit.object({
    id: opaqueId, order: opaqueId, advance: kit.object({ value: kit.money, status: z.enum(['open', 'came', 'due']) }).optional().describe('given before the goods came: open = their value is not asked for while they may still come, came = they have paid it, due = the card pays all of it'),
  }).optional().describe('given for goods of this order'),
  /** What of `totals.grand` was taken back: cancelled before, and returned after, the goods left. */
  amounts: kit.object({ cancelled: kit.money, returned: kit.money, refunded: kit.money }).nullable(),
});
export const httpOrder = order(http);
export const wireOrder = order(wire);
export type Order = z.infer<typeof wireOrder>;

const disposition = z.enum(['restock', 'damaged', 'open-box', 'vendor-return', 'dispose']);
/** A line is named by its id, or by its SKU (the earliest line with enough left). */
const lineRef = { lineId: opaqueId.optional(), sku: sku.optional() };
const needsLine = (value: { lineId?: string | undefined; sku?: string | undefined }) => value.lineId !== undefined || value.sku !== undefined;

export const httpCancellation = http.object({
  reason: text(500).optional(),
  lines: z.array(http.object({ ...lineRef, quantity }).refine(needsLine, 'names a line by lineId or sku')).min(1).max(2000).optional(),
});
export const httpReturn = http.object({
  location: slug, lines: z.array(http.object({ ...lineRef, quantity, disposition }).refine(needsLine, 'names a line by lineId or sku')).min(1).max(2000),
  refund: z.enum(['original', 'store-credit', 'none']).default('original'),
});
/** Goods that a buyer wants to send back: nothing has come yet. */
export const httpReturnRequest = http.object({
  location: slug.describe('where they are to be sent'),
  lines: z.array(http.object({ ...lineRef, quantity }).refine(needsLine, 'names a line by lineId or sku')).min(1).max(2000),
  refund: z.enum(['original', 'store-credit', 'none']).default('original').describe('store credit is loaded when the goods are inspected'),
  refundWhen: z.enum(['received', 'inspected']).default('inspected').describe('whether the refund waits for the inspection'),
  fee: http.money.optional().describe('kept from the refund'),
  shipping: http.money.optional().describe('of what was paid for shipping, refunded with the goods'),
  reason: text(500).optional(),
}).superRefine(({ refund, refundWhen }, context) => {
  if (refund === 'store-credit' && refundWhen === 'received') context.addIssue({ code: 'custom', path: ['refundWhen'], message: 'store credit waits for the inspection' });
});
export const httpReturnVerbs = {
  authorise: http.object({}),
  decline: http.object({ reason: text(500, 1) }),
  send: http.object({ carrier: text(100, 1), tracking: text(200, 1) }),
  receive: http.object({ location: slug.optional(), lines: z.array(http.object({ ...lineRef, quantity }).refine(needsLine, 'names a line by lineId or sku')).min(1).max(2000).optional().describe('what has come; absent: all that was announced') }),
  inspect: http.object({ lines: z.array(http.object({ ...lineRef, quantity, disposition }).refine(needsLine, 'names a line by lineId or sku')).min(1).max(2000).describe('a disposition for every unit that was received') }),
};
export type ReturnVerb = keyof typeof httpReturnVerbs;

/** `POST /v1/orders/{id}/exchanges`. */
export const httpExchange = http.object({
  location: slug.describe('where the goods are taken back'),
  lines: z.array(http.object({ ...lineRef, quantity, disposition: disposition.optional().describe('needed where the goods are here; of goods that come later the inspection says it') }).refine(needsLine, 'names a line by lineId or sku')).min(1).max(200).describe('what comes back'),
  advance: z.boolean().optional().describe('the new goods leave before the old ones come back by mail: one card stands for all of it until then'),
  newLines: z.array(http.object({ sku, quantity, insteadOf: opaqueId.optional().describe('the line whose units it replaces: it costs what they cost, if the two cost the same today') })).min(1).max(200).describe('what is given for it'),
  fulfillment: fulfillment(http), coupons: z.array(couponCode).max(20).optional(),
  payment: z.union([tender, z.array(tender).min(1).max(10)]).optional().describe('for a difference; what is left over is refunded'),
}).superRefine(checkExchange);

export const httpReturnWithoutOrder = http.object({
  channel: slug, externalId: text(200, 1).optional(), returnedAt: timestamp.optional(), location: slug,
  customer: http.object({ id: opaqueId.optional(), email: emailAddress.optional(), phone: phoneNumber.optional(), loyaltyId: text(100, 1).optional(), externalId: text(200, 1).optional(), name: text(200).optional() }).optional(),
  lines: z.array(http.object({ sku, quantity, total: http.money, disposition })).min(1).max(2000), reason: z.enum(['no-receipt', 'before-our-time']),
});

const returnDocument = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  id: opaqueId, order: opaqueId.nullable(), channel: slug, externalId: z.string().nullable(), location: slug, returnedAt: timestamp, customer: kit.object({ id: opaqueId }).nullable(), reason: z.string().nullable(),
  status: z.enum(['requested', 'authorised', 'in-transit', 'received', 'inspected', 'closed', 'declined']).optional().describe('closed: stock is booked and what is due has been refunded'),
  lines: z.array(kit.object({ lineId: opaqueId.optional(), sku, quantity, disposition: disposition.optional().describe('once it is inspected'), amount: kit.money })), total: kit.money,
  exchange: kit.object({ id: opaqueId, order: opaqueId, amount: kit.money }).optional().describe('the order that was given for it, and what of its value that took'),
  fee: kit.money.optional(), shipping: kit.money.optional(), tracking: kit.object({ carrier: z.string(), number: z.string() }).optional(),
  refund: kit.object({ to: z.enum(['original', 'store-credit', 'none']), amount: kit.money, status: z.enum(['none', 'pending', 'refunded', 'failed']) }),
});
export const httpReturnDocument = returnDocument(http);
export const wireReturnDocument = returnDocument(wire);
export type ReturnDocument = z.infer<typeof wireReturnDocument>;

export const httpFulfillmentVerbs = {
  accept: http.object({}),
  reject: http.object({ reason: text(500, 1) }),
  pick: http.object({ lines: z.array(http.object({ lineId: opaqueId, quantity: z.int().min(0).max(1_000_000) })).min(1).max(2000) }),
  pack: http.object({}),
  ship: http.object({ carrier: text(100, 1), tracking: text(200, 1), lines: z.array(http.object({ lineId: opaqueId, quantity })).min(1).max(2000).optional() }),
  deliver: http.object({}),
  ready: http.object({}),
  collect: http.object({ code: text(40, 1) }),
  hold: http.object({ reason: text(500, 1) }),
  release: http.object({}),
} satisfies Record<FulfillmentVerb, z.ZodType>;
export type { FulfillmentVerb } from '@onefront/kernel';

const gbp = (amount: string) => ({ amount, currency: 'GBP' });
const sampleChannel = { id: 'web', version: 1, kind: 'webshop' as const, currency: 'GBP', pricing: 'ours' as const, taxIncluded: true, taxCountry: 'GB' };
const sampleProduct = { version: 1, name: 'Brass desk lamp', kind: 'stocked' as const, price: gbp('4900') };
const samplePlacement: Placement = {
  orderId: 'o-1', channel: sampleChannel, placedAt: '2026-11-01T09:00:00.000Z', coupons: [], method: 'carry-out', location: 'leeds', locations: [{ id: 'leeds', version: 1, country: 'GB' }],
  lines: [{ lineId: '1', sku: 'LAMP-1', quantity: 1, method: 'carry-out', location: 'leeds', product: sampleProduct }], payments: [{ method: 'cash' }], recorded: false,
  pricing: { paymentMethods: ['cash'] }, fingerprint: 'f',
};
const sampleOrder: Order = {
  id: 'o-1', channel: 'web', externalId: null, status: 'confirmed', attention: null, placedAt: '2026-11-01T09:00:00.000Z', customer: null,
  lines: [{ id: '1', sku: 'LAMP-1', name: 'Brass desk lamp', quantity: 1, unitPrice: gbp('4900'), discounts: [], total: gbp('4900'), quantities: { open: 1, shipped: 0, cancelled: 0, returned: 0 } }],
  totals: { items: gbp('4900'), discount: gbp('0'), shipping: gbp('0'), tax: gbp('817'), grand: gbp('4900') }, fulfillments: [], payments: [], coupons: [], timeline: [], sourcing: null, amounts: null,
};
const sampleReturn: ReturnDocument = {
  id: 'ret-1', order: 'o-1', channel: 'web', externalId: null, location: 'leeds', returnedAt: '2026-11-02T09:00:00.000Z', customer: null, reason: null,
  lines: [{ lineId: '1', sku: 'LAMP-1', quantity: 1, disposition: 'restock', amount: gbp('4900') }], total: gbp('4900'), refund: { to: 'original', amount: gbp('4900'), status: 'refunded' },
};
const minorUnits = z.string().regex(/^\d{1,18}$/);
const lineChoice = z.array(z.object({ lineId: opaqueId.optional(), sku: sku.optional(), quantity }));

export const placeOrder = command('orders.place-order.v1', { keyedBy: 'order id', summary: 'Place an order. Its form and references have been checked.', schema: z.object({ placement }), sample: { placement: samplePlacement } });
export const cancelOrder = command('orders.cancel-order.v1', { keyedBy: 'order id', summary: 'Cancel an order, or quantities of it.', schema: z.object({ orderId: opaqueId, reason: z.string().optional(), lines: lineChoice.optional(), at: timestamp }), sample: { orderId: 'o-1', reason: 'changed my mind', at: '2026-11-01T10:00:00.000Z' } });
const creditCard = z.object({ cardId: opaqueId, index: z.string(), ending: z.string() });
export const returnGoods = command('orders.return-goods.v1', {
  keyedBy: 'order id', summary: 'Take goods of an order back.',
  schema: z.object({ orderId: opaqueId, returnId: opaqueId, location: slug, lines: z.array(z.object({ lineId: opaqueId.optional(), sku: sku.optional(), quantity, disposition })), refund: z.enum(['original', 'store-credit', 'none']), at: timestamp,
    /** Where the refund goes to store credit: the card that is made for it, its code told to the caller alone. */
    credit: creditCard.optional(),
  }),
  sample: { orderId: 'o-1', returnId: 'ret-1', location: 'leeds', lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }], refund: 'original', at: '2026-11-02T09:00:00.000Z' },
});
export const requestReturn = command('orders.request-return.v1', {
  keyedBy: 'order id', summary: 'Announce goods of an order that are to come back by mail.',
  schema: z.object({ orderId: opaqueId, returnId: opaqueId, location: slug, lines: lineChoice, refund: z.enum(['original', 'store-credit', 'none']), refundWhen: z.enum(['received', 'inspected']), credit: creditCard.optional().describe('where the refund goes to store credit, as of return-goods'), fee: minorUnits.optional(), shipping: minorUnits.optional(), reason: z.string().optional(), at: timestamp }),
  sample: { orderId: 'o-1', returnId: 'ret-3', location: 'leeds', lines: [{ lineId: '1', quantity: 1 }], refund: 'original', refundWhen: 'inspected', reason: 'too small', at: '2026-11-02T09:00:00.000Z' },
});
export const advanceReturn = command('orders.advance-return.v1', {
  keyedBy: 'order id', summary: 'A step of a return that comes by mail: authorise, decline, send, receive, inspect.',
  schema: z.object({ orderId: opaqueId, returnId: opaqueId, verb: z.enum(['authorise', 'decline', 'send', 'receive', 'inspect']), location: slug.optional(), lines: z.array(z.object({ lineId: opaqueId.optional(), sku: sku.optional(), quantity, disposition: disposition.optional() })).optional(), carrier: z.string().optional(), tracking: z.string().optional(), reason: z.string().optional(), at: timestamp }),
  sample: { orderId: 'o-1', returnId: 'ret-3', verb: 'inspect', lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }], at: '2026-11-05T09:00:00.000Z' },
});
export const exchangeGoods = command('orders.exchange-goods.v1', {
  keyedBy: 'order id', summary: 'Take goods of an order back and place another order for their value, all or nothing.',
  schema: z.object({ orderId: opaqueId, returnId: opaqueId, exchangeId: opaqueId, location: slug, lines: z.array(z.object({ lineId: opaqueId.optional(), sku: sku.optional(), quantity, disposition: disposition.optional() })), advance: z.boolean().optional().describe('the goods come later, by mail'), placement, insteadOf: z.record(z.string(), opaqueId).optional().describe('by line of the new order: the line whose price it keeps'), at: timestamp }),
  sample: { orderId: 'o-0', returnId: 'ret-4', exchangeId: 'x-1', location: 'leeds', lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }], placement: samplePlacement, insteadOf: { '1': '1' }, at: '2026-11-02T09:00:00.000Z' },
});
export const recordReturn = command('orders.record-return.v1', {
  keyedBy: 'return id', summary: 'Record a return that has no order with us.',
  schema: z.object({ returnId: opaqueId, channel: slug, externalId: z.string().optional(), returnedAt: timestamp, location: slug, buyer: buyer.optional(), lines: z.array(z.object({ sku, quantity, total: wireMoney, disposition, stocked: z.boolean().default(true).describe('false: a service or digital product, of which no stock comes back') })), reason: z.string(), fingerprint: z.string() }),
  sample: { returnId: 'ret-2', channel: 'web', returnedAt: '2026-11-02T09:00:00.000Z', location: 'leeds', lines: [{ sku: 'LAMP-1', quantity: 1, total: gbp('4900'), disposition: 'restock', stocked: true }], reason: 'no-receipt', fingerprint: 'f' },
});
export const advanceFulfillment = command('orders.advance-fulfillment.v1', {
  keyedBy: 'order id', summary: 'A step of a fulfillment order, as a person asks for it.',
  schema: z.object({ orderId: opaqueId, fulfillmentId: opaqueId, verb: z.enum(fulfillmentVerbs), reason: z.string().optional(), lines: z.array(z.object({ lineId: opaqueId, quantity: z.int().min(0) })).optional(), carrier: z.string().optional(), tracking: z.string().optional(), code: z.string().optional(), at: timestamp }),
  sample: { orderId: 'o-1', fulfillmentId: 'f-1', verb: 'accept', at: '2026-11-01T10:00:00.000Z' },
});

/** Lifecycle facts carry the whole order; envelope version = order version, stepping by one. */
const life = z.object({ orderId: opaqueId, version: z.int(), order: wireOrder });
export const orderPlaced = fact('orders.order-placed.v1', {
  keyedBy: 'order id', summary: 'An order has come in and is pending; inventory, customers and promotions answer it.',
  schema: life.extend({ placement }), sample: { orderId: 'o-1', version: 1, order: { ...sampleOrder, status: 'pending' }, placement: samplePlacement },
});
export const orderConfirmed = fact('orders.order-confirmed.v1', { keyedBy: 'order id', summary: 'The order stands; it carries its fulfillment orders. Once per order.', schema: life, sample: { orderId: 'o-1', version: 2, order: sampleOrder } });
export const orderBackordered = fact('orders.order-backordered.v1', { keyedBy: 'order id', summary: 'Part of the order waits for stock.', schema: life, sample: { orderId: 'o-1', version: 3, order: { ...sampleOrder, status: 'backordered' } } });
export const orderRefused = fact('orders.order-refused.v1', { keyedBy: 'order id', summary: 'The order is refused; whatever was taken is being given back.', schema: life.extend({ problem }), sample: { orderId: 'o-1', version: 2, order: { ...sampleOrder, status: 'refused' }, problem: { type: 'https://onefront.dev/problems/out-of-stock', title: 'Out of stock', status: 409, detail: 'LAMP-1: 0 of 1 available' } } });
export const orderCancelled = fact('orders.order-cancelled.v1', { keyedBy: 'order id', summary: 'The order is cancelled as a whole; every step is released.', schema: life, sample: { orderId: 'o-1', version: 4, order: { ...sampleOrder, status: 'cancelled' } } });
/** Any other step: part cancelled, payment captured, fulfillment advanced, stock re-sourced, returned. */
export const orderChanged = fact('orders.order-changed.v1', { keyedBy: 'order id', summary: 'The order moved on.', schema: life.extend({ because: z.string(), return: wireReturnDocument.optional().describe('a return that is on its way') }), sample: { orderId: 'o-1', version: 3, order: sampleOrder, because: 'fulfillment accepted' } });
export const orderReturned = fact('orders.order-returned.v1', { keyedBy: 'order id', summary: 'Goods of the order came back and their stock is booked.', schema: life.extend({ return: wireReturnDocument }), sample: { orderId: 'o-1', version: 5, order: sampleOrder, return: sampleReturn } });
export const returnRecorded = fact('orders.return-recorded.v1', { keyedBy: 'return id', summary: 'A return without an order is booked.', schema: z.object({ return: wireReturnDocument }), sample: { return: { ...sampleReturn, order: null } } });

/** Instructions to participants: on `onefront.orders` and keyed by order id, so that a cancel cannot overtake what it cancels. They do not step the order's version. */
export const releaseRequested = fact('orders.release-requested.v1', {
  keyedBy: 'order id', summary: 'Give back what is held for an order: all of it (no lines), or these units; coupons too when said.',
  schema: z.object({ orderId: opaqueId, releaseId: opaqueId, lines: z.array(reservedLine).optional(), stock: z.boolean(), coupons: z.boolean() }),
  sample: { orderId: 'o-1', releaseId: 'r-1', stock: true, coupons: true },
});
export const resourcingRequested = fact('orders.resourcing-requested.v1', {
  keyedBy: 'order id', summary: 'Find other locations for these units (after a rejection, a short pick, a broken promise).',
  schema: z.object({ orderId: opaqueId, attempt: z.int().min(2), lines: z.array(z.object({ lineId: opaqueId, sku, quantity, method: fulfillmentMethod, location: slug.optional() })), excluded: z.array(slug), channel: slug, destination: z.object({ country: country.optional(), geo: geo.optional() }).optional(), release: z.array(reservedLine).describe('still held at the excluded locations: given back in the same transaction') }),
  sample: { orderId: 'o-1', attempt: 2, lines: [{ lineId: '1', sku: 'LAMP-1', quantity: 1, method: 'ship' }], excluded: ['leeds'], channel: 'web', release: [] },
});
export const goodsHandedOver = fact('orders.goods-handed-over.v1', { keyedBy: 'order id', summary: 'Promised units left a location (shipped or collected): consume them.', schema: z.object({ orderId: opaqueId, handoverId: opaqueId, lines: z.array(reservedLine) }), sample: { orderId: 'o-1', handoverId: 'h-1', lines: [{ lineId: '1', sku: 'LAMP-1', quantity: 1, location: 'leeds' }] } });
export const goodsReturned = fact('orders.goods-returned.v1', { keyedBy: 'order id (return id when there is no order)', summary: 'Returned units lie at a location: book them by disposition.', schema: z.object({ returnId: opaqueId, orderId: opaqueId.nullable(), location: slug, lines: z.array(z.object({ sku, quantity, disposition })) }), sample: { returnId: 'ret-1', orderId: 'o-1', location: 'leeds', lines: [{ sku: 'LAMP-1', quantity: 1, disposition: 'restock' }] } });
/** Nothing of these lines stands any more, though the order does: what was sold by them (a gift card) is worth nothing. Said once per line; whoever has heard it changes nothing. */
export const linesCancelled = fact('orders.lines-cancelled.v1', { keyedBy: 'order id', summary: 'Whole lines of an order that goes on were cancelled.', schema: z.object({ orderId: opaqueId, lines: z.array(opaqueId).min(1) }), sample: { orderId: 'o-1', lines: ['2'] } });
/** Asks promotions for one movement on a gift card (S15). The id of the call is that of the message: asked again it is the same. */
export const giftCardRequested = fact('orders.gift-card-requested.v1', {
  keyedBy: 'order id', summary: 'Hold, capture, release or refund part of an order on a gift card, or load store credit.',
  schema: z.object({
    orderId: opaqueId, callId: opaqueId, action: z.enum(['hold', 'capture', 'release', 'refund', 'load']), tender: opaqueId.describe('what the hold stands for; of a load: the return'),
    card: z.string().describe('index of the code'), amount: wireMoney, at: timestamp,
    /** Of a load: the card that is made for it. */
    issue: z.object({ cardId: opaqueId, ending: z.string(), customer: opaqueId.optional() }).optional(),
  }),
  sample: { orderId: 'o-1', callId: 'o-1-c1', action: 'hold', tender: 'o-1-p1', card: 'aGlkZGVu', amount: gbp('2500'), at: '2026-11-01T09:00:00.000Z' },
});
/** Asks customers who the buyer of a return without an order is; answered by `customers.buyer-identified` keyed by the return id. */
export const returnerNamed = fact('orders.returner-named.v1', { keyedBy: 'return id', summary: 'A return without an order names its customer.', schema: z.object({ returnId: opaqueId, channel: slug, buyer, at: timestamp }), sample: { returnId: 'ret-2', channel: 'web', buyer: { externalId: 'b-1' }, at: '2026-11-02T09:00:00.000Z' } });

