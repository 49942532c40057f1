import {
  advanceFulfillment, advanceReturn, askAboutPayment, backorderPromised, backorderServed, buyerIdentified, cancelOrder, couponRejected, couponsReleased, exchangeGoods, giftCardAnswered, orderPriced, placeOrder, putTill, recordReturn, reservationBroken, reservationRejected, reservationReleased, requestReturn, returnGoods,
  stockConsumed, stockReserved, stockReturned, syncTillSales, type DataOf, type Inbound,
} from '@onefront/contracts';
import type { Clock } from '@onefront/kernel';
import type { BatchWork } from '@onefront/outbox';
import type { Policy } from './domain/step.js';
import {
  onBackorderPromised, onBackorderServed, onBuyerIdentified, onCouponRejected, onCouponsReleased, onGiftCardAnswered, onOrderPriced, onReservationBroken, onReservationRejected, onReservationReleased, onStockConsumed, onStockReserved, onStockReturned,
} from './messages/on-answers.js';
import { onAdvanceFulfillment, onAdvanceReturn, onCancelOrder, onRequestReturn, onReturnGoods } from './messages/on-order-commands.js';
import { onExchangeGoods } from './messages/on-exchange.js';
import { onAskAboutPayment } from './messages/on-ask-about-payment.js';
import { onPlaceOrder } from './messages/on-place-order.js';
import { onRecordReturn } from './messages/on-record-return.js';
import { onPutTill, onSyncTillSales } from './messages/on-tills.js';
import type { OrdersAtWork } from './messages/order-batch.js';
import { loadBatch, type Reference } from './persistence/load.js';
import type { WantedTill } from './persistence/tills.js';
import { databaseNow } from './persistence/now.js';
import { storeBatch } from './persistence/store.js';

type Reaction = (work: OrdersAtWork, inbound: Inbound<never>) => void;

/** All that orders hears. */
const subscriptions: ReadonlyMap<string, Reaction> = new Map<string, Reaction>([
  [placeOrder.type, onPlaceOrder],
  [cancelOrder.type, onCancelOrder],
  [returnGoods.type, onReturnGoods],
  [recordReturn.type, onRecordReturn],
  [exchangeGoods.type, onExchangeGoods],
  [requestReturn.type, onRequestReturn],
  [advanceReturn.type, onAdvanceReturn],
  [askAboutPayment.type, onAskAboutPayment],
  [putTill.type, onPutTill],
  [syncTillSales.type, onSyncTillSales],
  [advanceFulfillment.type, onAdvanceFulfillment],
  [buyerIdentified.type, onBuyerIdentified],
  [stockReserved.type, onStockReserved],
  [reservationRejected.type, onReservationRejected],
  [reservationReleased.type, onReservationReleased],
  [reservationBroken.type, onReservationBroken],
  [backorderServed.type, onBackorderServed],
  [backorderPromised.type, onBackorderPromised],
  [stockConsumed.type, onStockConsumed],
  [stockReturned.type, onStockReturned],
  [orderPriced.type, onOrderPriced],
  [couponRejected.type, onCouponRejected],
  [couponsReleased.type, onCouponsReleased],
  [giftCardAnswered.type, onGiftCardAnswered],
]);

/** Types whose key may be that of a return without an order. */
const aboutReturns: ReadonlySet<string> = new Set([recordReturn.type, stockReturned.type, buyerIdentified.type]);

export const ordersTopics = [placeOrder.topic, stockReserved.topic, buyerIdentified.topic, orderPriced.topic];

export const defaultPolicy: Policy = { answerMs: 60_000, paymentMs: 30 * 60_000, pickupMs: 72 * 3_600_000, shipMs: 24 * 3_600_000, readyMs: 2 * 3_600_000, backorderMs: 15 * 60_000, exchangeMs: 21 * 86_400_000 };

type Settings = Record<'ORDER_ANSWER_SECONDS' | 'ORDER_PAYMENT_MINUTES' | 'ORDER_PICKUP_HOURS' | 'ORDER_SHIP_HOURS' | 'ORDER_READY_HOURS' | 'ORDER_BACKORDER_MINUTES' | 'ORDER_EXCHANGE_DAYS', number>;

/** The policy in the words of the configuration. */
export function policyOf(config: Settings): Policy {
  return {
    answerMs: config.ORDER_ANSWER_SECONDS * 1000, paymentMs: config.ORDER_PAYMENT_MINUTES * 60_000,
    pickupMs: config.ORDER_PICKUP_HOURS * 3_600_000, shipMs: config.ORDER_SHIP_HOURS * 3_600_000, readyMs: config.ORDER_READY_HOURS * 3_600_000, backorderMs: config.ORDER_BACKORDER_MINUTES * 60_000, exchangeMs: config.ORDER_EXCHANGE_DAYS * 86_400_000,
  };
}

/** What orders does with a batch. Ids are the keys of messages: an order's, or a recorded return's. Time is the database's, unless a clock is given. */
export function ordersWork(policy: Policy = defaultPolicy, clock?: Clock): BatchWork<OrdersAtWork> {
  return {
    types: [...subscriptions.keys()],

    async load(tx, messages) {
      const wanted = { ids: messages.map((one) => one.key), returnIds: messages.filter((one) => aboutReturns.has(one.type)).map((one) => one.key), orderReferences: messages.flatMap(placedReference), returnReferences: messages.flatMap(returnedReference), tills: messages.flatMap(tillOf) };
      return { batch: await loadBatch(tx, wanted, { now: await databaseNow(tx, clock), policy }), told: [] };
    },

    apply(work, inbound) {
      subscriptions.get(inbound.type)!(work, inbound as Inbound<never>);
    },

    async store(tx, work) {
      storeBatch(tx, work.batch);
      return work.told;
    },
  };
}

function placedReference(inbound: Inbound): Reference[] {
  const placements = inbound.type === placeOrder.type ? [(inbound.data as DataOf<typeof placeOrder>).placement] : inbound.type === syncTillSales.type ? (inbound.data as DataOf<typeof syncTillSales>).sales.map((sale) => sale.placement) : [];
  return placements.flatMap(({ channel, externalId }) => (externalId === undefined ? [] : [{ channel: channel.id, externalId }]));
}

function tillOf(inbound: Inbound): WantedTill[] {
  if (inbound.type === putTill.type) return [{ id: inbound.key, sequences: [] }];
  return inbound.type === syncTillSales.type ? [{ id: inbound.key, sequences: (inbound.data as DataOf<typeof syncTillSales>).sales.map((sale) => sale.sequence) }] : [];
}

function returnedReference(inbound: Inbound): Reference[] {
  if (inbound.type !== recordReturn.type) return [];
  const { channel, externalId } = inbound.data as DataOf<typeof recordReturn>;
  return externalId === undefined ? [] : [{ channel, externalId }];
}
