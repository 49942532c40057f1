import * as c from '@onefront/contracts';
import type { FeedEvent, Published, ViewChanges } from './changes.js';

type Reaction = (changes: ViewChanges, inbound: c.Inbound) => void;
const reactions = new Map<string, Reaction>();

function on<T>(definition: c.MessageDefinition<T>, react: (changes: ViewChanges, data: T, inbound: c.Inbound<T>) => void): void {
  reactions.set(definition.type, (changes, inbound) => react(changes, inbound.data as T, inbound as c.Inbound<T>));
}

/** Every fact may carry settlements, so all are heard, and each leaves its trace in the audit; not so what connectors are told, which follows from them. */
export const viewFacts = c.allMessages().filter((one) => one.kind === 'fact' && one.topic !== c.availabilityChanged.topic);
export const viewTopics = [...new Set([...viewFacts, c.availabilityChanged].map((one) => one.topic))].sort();
/** All that the projector takes in. */
export const viewTypes: readonly string[] = [...viewFacts, c.availabilityChanged].map((one) => one.type);
/** Streams that step by one; their instructions to participants carry no version and pass (design.md section 2). */
export const isLifecycleTopic = (topic: string): boolean => topic === c.orderPlaced.topic;

/** What one fact changes in the views. */
export function applyFact(changes: ViewChanges, inbound: c.Inbound): void {
  for (const settlement of c.settlementsOf(inbound)) if (!changes.settlements.has(settlement.operationId)) changes.settlements.set(settlement.operationId, settlement);
  if (inbound.type === c.availabilityChanged.type) return void changes.published.push(inbound.data as Published);
  changes.begin(inbound);
  reactions.get(inbound.type)?.(changes, inbound);
  changes.end(inbound, subjectOf(inbound));
}

/** What the key of a fact names: the first word of what it is said to be keyed by. */
function subjectOf({ type, key }: c.Inbound): { type: string; id: string } {
  const named = /^(?:surviving )?([A-Za-z]+)/.exec(c.definitionOf(type)?.keyedBy ?? '')?.[1]?.toLowerCase() ?? 'fact';
  return { type: named === 'sku' ? 'stock' : named, id: key };
}

on(c.variantChanged, (changes, { sku, version, product }, inbound) => {
  changes.putProduct(sku, { version, document: product });
  changes.feed.push(event(inbound, 'product.changed', sku, null));
});
on(c.listingPublished, (changes, { sku, channel, version, listing }) => changes.putListing(sku, channel, { version, document: listing }));
on(c.listingWithdrawn, (changes, { sku, channel, version }) => changes.putListing(sku, channel, { version, document: null }));
on(c.locationChanged, (changes, { id, version, location }) => changes.putDocument('location', id, { version, document: location }));
on(c.channelChanged, (changes, { id, version, channel }) => changes.putDocument('channel', id, { version, document: channel }));
on(c.policyChanged, (changes, { channel, sku, version, policy }) => changes.putPromise({ view: 'policy', key: c.pairKey(channel, sku), channel, sku, version, document: policy && { channel, sku, ...policy } }));
// It names sales of other channels: as of no channel it is the retailer's alone.
on(c.bufferComputed, (changes, { channel, sku, version, computed, at }) => changes.putPromise({ view: 'computed-buffer', key: c.pairKey(channel, sku), channel: null, sku, version, document: computed && { channel, sku, ...computed, at } }));
on(c.quantitiesConfirmed, (changes, { channel, ordersUpTo = null, confirmations, at }) => void changes.confirmed.push(...confirmations.map((one) => ({ ...one, channel, ordersUpTo, heardAt: at }))));
on(c.promotionChanged, (changes, { id, version, promotion }) => changes.putDocument('promotion', id, { version, document: promotion }));
on(c.taxRateChanged, (changes, { id, version, taxRate }) => changes.putDocument('tax-rate', id, { version, document: taxRate }));
on(c.shippingRateChanged, (changes, { id, version, shippingRate }) => changes.putDocument('shipping-rate', id, { version, document: shippingRate }));

const carriesStock: Reaction = (changes, inbound) => {
  const { stock } = inbound.data as { stock: c.SkuStock[] };
  changes.putStock(stock);
  for (const state of stock) changes.feed.push(event(inbound, 'stock.changed', state.sku, null, { sku: state.sku, version: state.version }));
};
const carriesHold: Reaction = (changes, inbound) => {
  const { hold } = inbound.data as { hold?: Parameters<ViewChanges['putHold']>[0] };
  if (hold) changes.putHold(hold);
  carriesStock(changes, inbound);
};
reactions.set(c.stockReserved.type, carriesHold);
on(c.holdChanged, (changes, { client, version, hold }, inbound) => {
  changes.putHold({ client, version, hold });
  carriesStock(changes, inbound);
});
on(c.transferChanged, (changes, { client, version, transfer }, inbound) => {
  changes.putStockWork('transfer', { client, version, document: transfer });
  carriesStock(changes, inbound);
});
on(c.countChanged, (changes, { client, version, count }, inbound) => {
  changes.putStockWork('count', { client, version, document: count });
  carriesStock(changes, inbound);
});
on(c.expectedReceiptChanged, (changes, { version, receipt, stock }, inbound) => {
  changes.putPromise({ view: 'expected-receipt', key: receipt.id, channel: null, sku: receipt.sku, version, document: receipt });
  if (stock) carriesStock(changes, inbound);
});
for (const definition of [c.backorderServed, c.stockAdjusted, c.reservationReleased, c.stockConsumed, c.stockReturned]) reactions.set(definition.type, carriesStock);

const carriesOrder = (type: string | undefined): Reaction => (changes, inbound) => {
  const { orderId, version, order } = inbound.data as { orderId: string; version: number; order: c.Order };
  changes.putOrder(orderId, { version, document: order });
  if (type) changes.feed.push(event(inbound, type, orderId, [order.channel], { id: orderId, channel: order.channel, status: order.status, version }));
};
for (const [definition, type] of [
  [c.orderPlaced, undefined], [c.orderConfirmed, 'order.confirmed'], [c.orderBackordered, 'order.backordered'], [c.orderRefused, 'order.refused'],
  [c.orderCancelled, 'order.cancelled'],
] as const) reactions.set(definition.type, carriesOrder(type));

on(c.orderChanged, (changes, data, inbound) => {
  carriesOrder('fulfillment.updated')(changes, inbound);
  if (data.return) changes.putReturn(data.return);
});
on(c.orderReturned, (changes, data, inbound) => {
  carriesOrder('order.returned')(changes, inbound);
  changes.putReturn(data.return);
});
on(c.returnRecorded, (changes, data) => changes.putReturn(data.return));

on(c.buyerIdentified, (changes, { customer }) => changes.putCustomer(customer));
on(c.customerChanged, (changes, { customer }, inbound) => {
  changes.putCustomer(customer);
  changes.feed.push(event(inbound, 'customer.changed', customer.id, [], { id: customer.id, version: customer.version }));
});
on(c.customerMerged, (changes, { mergeId, survivor, from, undone, customers, at }) => {
  for (const customer of customers) changes.putCustomer(customer);
  changes.putMerge(mergeId, { survivor, merged: from, undone, at });
});

on(c.couponChanged, (changes, { coupons }) => changes.putCoupons(coupons));
on(c.orderPriced, (changes, { couponStates = [] }, inbound) => {
  changes.putCoupons(couponStates);
  for (const coupon of couponStates) changes.feed.push(event(inbound, 'coupon.redeemed', coupon.code, [], { code: coupon.code, promotion: coupon.promotion, used: coupon.used, held: coupon.held }));
});
on(c.giftCardChanged, (changes, { cards }) => changes.putGiftCards(cards));
on(c.giftCardAnswered, (changes, { state }) => changes.putGiftCards(state ? [state] : []));
on(c.tillChanged, (changes, { version, till }) => changes.putTill('till', version, till));
on(c.stockLeaseChanged, (changes, { version, lease }, inbound) => {
  changes.putTill('stock-lease', version, lease);
  carriesStock(changes, inbound);
});
on(c.couponLeaseChanged, (changes, { version, lease, couponStates }) => {
  changes.putTill('coupon-lease', version, lease);
  changes.putCoupons(couponStates);
});
on(c.couponsReleased, (changes, { couponStates }) => changes.putCoupons(couponStates));

/** `channels`: null = everyone may hear it, empty = only who acts through all channels. */
function event(inbound: c.Inbound, type: string, subject: string, channels: readonly string[] | null, data: unknown = { id: subject }): FeedEvent {
  return { eventId: `${inbound.id}/${subject}`, type, subject, channels, at: inbound.time, data, traceparent: inbound.traceparent };
}
