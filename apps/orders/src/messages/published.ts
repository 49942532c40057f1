import {
  giftCardRequested, goodsHandedOver, goodsReturned, linesCancelled, message, operationSettled, orderBackordered, orderCancelled, orderChanged, orderConfirmed, orderPlaced, orderRefused, orderReturned, releaseRequested,
  resourcingRequested, returnRecorded, returnerNamed, type Envelope, type Outbound, type Placement, type Settlement,
} from '@onefront/contracts';
import type { Origin } from '../domain/order.js';
import type { RecordedReturn, ReturnFact } from '../domain/recorded-return.js';
import type { Fact } from '../domain/step.js';

/** The only translation of what orders decides into contracts. */

export type Cause = NonNullable<Outbound['cause']>;

/** What follows from a message has it as its cause; what follows from a deadline or a payment goes on under the order's own trace. */
export function causeOf(origin: Origin, inbound: Envelope | string): Cause {
  if (typeof inbound !== 'string') return inbound;
  const { correlationId, partner, traceparent } = origin;
  return { id: inbound, correlationId, ...(partner ? { partner } : {}), ...(traceparent ? { traceparent } : {}) };
}

export function tellOrder(orderId: string, fact: Fact, cause: Cause): Outbound {
  switch (fact.kind) {
    case 'lifecycle': return tellLife(orderId, fact, cause);
    case 'release-requested': return message(releaseRequested, { key: orderId, id: fact.id, data: fact.data, cause });
    case 'resourcing-requested': return message(resourcingRequested, { key: orderId, id: fact.id, data: fact.data, cause });
    case 'goods-handed-over': return message(goodsHandedOver, { key: orderId, id: fact.id, data: fact.data, cause });
    case 'goods-returned': return message(goodsReturned, { key: orderId, id: fact.id, data: fact.data, cause });
    case 'lines-cancelled': return message(linesCancelled, { key: orderId, id: fact.id, data: fact.data, cause });
    case 'gift-card-requested': return message(giftCardRequested, { key: orderId, id: fact.id, data: fact.data, cause });
    case 'settled': return tellSettled(fact.settlement, cause);
    default: return fact satisfies never;
  }
}

/** Under this id the question to everybody goes out, and goes out again (S25). */
export const placedId = (orderId: string): string => `${orderId}-placed`;

function tellLife(orderId: string, fact: Extract<Fact, { kind: 'lifecycle' }>, cause: Cause): Outbound {
  const { version, order, settles } = fact;
  const life = { orderId, version, order };
  const envelope = { key: orderId, version, cause, ...(settles.length > 0 ? { settles } : {}) };
  switch (fact.type) {
    case 'order-placed': return message(orderPlaced, { ...envelope, id: placedId(orderId), data: { ...life, placement: fact.placement! } });
    case 'order-confirmed': return message(orderConfirmed, { ...envelope, data: life });
    case 'order-backordered': return message(orderBackordered, { ...envelope, data: life });
    case 'order-refused': return message(orderRefused, { ...envelope, data: { ...life, problem: fact.problem! } });
    case 'order-cancelled': return message(orderCancelled, { ...envelope, data: life });
    case 'order-returned': return message(orderReturned, { ...envelope, data: { ...life, return: fact.return! } });
    case 'order-changed': return message(orderChanged, { ...envelope, data: { ...life, because: fact.detail, ...(fact.return ? { return: fact.return } : {}) } });
    default: return fact.type satisfies never;
  }
}

/** The question of `order-placed` again, under the same message id: who has answered drops it, who has never seen it answers. */
export function tellPlacedAgain(order: Parameters<typeof tellLife>[1]['order'], placement: Placement, cause: Cause): Outbound {
  return message(orderPlaced, { key: order.id, version: 1, id: placedId(order.id), cause, data: { orderId: order.id, version: 1, order, placement } });
}

export function tellReturn(fact: ReturnFact, cause: Cause): Outbound {
  switch (fact.kind) {
    case 'goods-returned': return message(goodsReturned, { key: fact.record.id, id: fact.id, cause, data: goodsOf(fact.record) });
    case 'returner-named': return message(returnerNamed, { key: fact.record.id, id: fact.id, cause, data: { returnId: fact.record.id, channel: fact.record.channel, buyer: fact.buyer, at: fact.record.document.returnedAt } });
    case 'return-recorded': return message(returnRecorded, { key: fact.record.id, cause, ...(fact.settles.length > 0 ? { settles: fact.settles } : {}), data: { return: fact.record.document } });
    case 'settled': return tellSettled(fact.settlement, cause);
    default: return fact satisfies never;
  }
}

function goodsOf({ id, document }: RecordedReturn) {
  return { returnId: id, orderId: null, location: document.location, lines: document.lines.map(({ sku, quantity, disposition }) => ({ sku, quantity, disposition: disposition! })) };
}

function tellSettled(settlement: Settlement, cause: Cause): Outbound {
  return message(operationSettled('orders'), { key: settlement.operationId, cause, data: settlement });
}
