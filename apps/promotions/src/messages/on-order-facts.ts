import { pricingRequestOf, type buyerIdentified, type DataOf, type Inbound, type orderCancelled, type orderConfirmed, type orderPlaced, type orderRefused, type releaseRequested } from '@onefront/contracts';
import { NotYetHere } from '@onefront/outbox';
import { asked, buyerKnown, confirmed, released, type Answer } from '../domain/sale.js';
import { cancelPurchases } from './on-gift-cards.js';
import { saleIsHere } from './on-tills.js';
import type { PromotionsBatch } from './promotions-batch.js';
import { couponsFact, tellAnswer, tellReleased } from './published.js';

/** Priced at once when nothing has to be known of the buyer, or it is known; else as soon as customers has said who it is. */
export function onOrderPlaced(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof orderPlaced>>): void {
  const { orderId, placement } = inbound.data;
  const awaitsBuyer = placement.buyer !== undefined && placement.buyer.id === undefined;
  tell(batch, orderId, asked(batch.books, batch.rules, orderId, { request: pricingRequestOf(placement), awaitsBuyer, till: placement.till }), inbound);
  saleIsHere(batch, inbound);
}

export function onBuyerIdentified(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof buyerIdentified>>): void {
  const { orderId, customerId, groups } = inbound.data;
  tell(batch, orderId, buyerKnown(batch.books, batch.rules, orderId, { id: customerId, groups }), inbound);
}

export function onOrderConfirmed(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof orderConfirmed>>): void {
  const { orderId, order } = inbound.data;
  tellCoupons(batch, confirmed(batch.books, orderId, order.customer?.id ?? null), inbound);
}

/** The end of an order that did not come to be: what nobody asked back is given back. */
export function onOrderEnded(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof orderRefused | typeof orderCancelled>>): void {
  tellCoupons(batch, released(batch.books, inbound.data.orderId), inbound);
  cancelPurchases(batch, inbound);
}

/** Always answered, also when nothing was ever held (S25). */
export function onReleaseRequested(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof releaseRequested>>): void {
  const { orderId, releaseId, coupons } = inbound.data;
  if (!coupons) return;
  batch.told.push(tellReleased(orderId, releaseId, released(batch.books, orderId), inbound));
}

function tell(batch: PromotionsBatch, orderId: string, answer: Answer | undefined, cause: Inbound): void {
  if (answer?.kind === 'awaited') throw new NotYetHere(`what the coupons of order ${orderId} stand on`);
  if (answer) batch.told.push(tellAnswer(orderId, answer, cause));
}

function tellCoupons(batch: PromotionsBatch, coupons: Parameters<typeof couponsFact>[0], cause: Inbound): void {
  batch.told.push(...coupons.map((coupon) => ({ ...couponsFact([coupon]), cause })));
}
