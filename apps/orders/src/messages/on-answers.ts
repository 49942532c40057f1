import type {
  backorderPromised, backorderServed, DataOf, giftCardAnswered, Inbound, buyerIdentified, couponRejected, couponsReleased, orderPriced, reservationBroken, reservationRejected, reservationReleased, stockConsumed, stockReserved, stockReturned,
} from '@onefront/contracts';
import { cardAnswered, buyerKnown, couponRefused, couponsFreed, priced } from '../domain/answers.js';
import { stockHasCome } from '../domain/overdue.js';
import { goodsBooked, goodsConsumed, promiseBroken, stockEffects, stockFreed, stockPromised, stockRefused } from '../domain/stock-answers.js';
import { unitsExpected } from '../domain/expected.js';
import { answerReturn } from './on-record-return.js';
import { answer, type OrdersAtWork } from './order-batch.js';

/** What inventory, customers and promotions answer. */

export function onBuyerIdentified(work: OrdersAtWork, inbound: Inbound<DataOf<typeof buyerIdentified>>): void {
  const { customerId, customer } = inbound.data;
  if (answerReturn(work, inbound, { customerId }, [{ view: 'customer', key: customerId, version: customer.version }])) return;
  answer(work, inbound, (order, step) => buyerKnown(order, inbound.data, step));
}

export function onStockReserved(work: OrdersAtWork, inbound: Inbound<DataOf<typeof stockReserved>>): void {
  answer(work, inbound, (order, step) => stockPromised(order, inbound.data, step));
}

export function onReservationRejected(work: OrdersAtWork, inbound: Inbound<DataOf<typeof reservationRejected>>): void {
  answer(work, inbound, (order, step) => stockRefused(order, inbound.data, step));
}

export function onReservationReleased(work: OrdersAtWork, inbound: Inbound<DataOf<typeof reservationReleased>>): void {
  answer(work, inbound, (order, step) => stockFreed(order, inbound.data, step));
}

export function onReservationBroken(work: OrdersAtWork, inbound: Inbound<DataOf<typeof reservationBroken>>): void {
  answer(work, inbound, (order, step) => promiseBroken(order, inbound.data, step));
}

export function onBackorderServed(work: OrdersAtWork, inbound: Inbound<DataOf<typeof backorderServed>>): void {
  answer(work, inbound, (order, step) => stockHasCome(order, step));
}

export function onBackorderPromised(work: OrdersAtWork, inbound: Inbound<DataOf<typeof backorderPromised>>): void {
  answer(work, inbound, (order, step) => unitsExpected(order, inbound.data, step));
}

export function onStockConsumed(work: OrdersAtWork, inbound: Inbound<DataOf<typeof stockConsumed>>): void {
  answer(work, inbound, (order, step) => goodsConsumed(order, inbound.data, step));
}

export function onStockReturned(work: OrdersAtWork, inbound: Inbound<DataOf<typeof stockReturned>>): void {
  if (answerReturn(work, inbound, { booked: true }, stockEffects(inbound.data.stock))) return;
  answer(work, inbound, (order, step) => goodsBooked(order, inbound.data, step));
}

export function onOrderPriced(work: OrdersAtWork, inbound: Inbound<DataOf<typeof orderPriced>>): void {
  answer(work, inbound, (order, step) => priced(order, inbound.data, step));
}

export function onCouponRejected(work: OrdersAtWork, inbound: Inbound<DataOf<typeof couponRejected>>): void {
  answer(work, inbound, (order, step) => couponRefused(order, inbound.data, step));
}

export function onGiftCardAnswered(work: OrdersAtWork, inbound: Inbound<DataOf<typeof giftCardAnswered>>): void {
  answer(work, inbound, (order, step) => cardAnswered(order, inbound.data, step));
}

export function onCouponsReleased(work: OrdersAtWork, inbound: Inbound<DataOf<typeof couponsReleased>>): void {
  answer(work, inbound, (order, step) => couponsFreed(order, inbound.data, step));
}
