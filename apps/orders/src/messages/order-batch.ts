import type { Envelope, Inbound, Outbound } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { noteCalls, type OrderBatch, type OrderSlot } from '../domain/batch.js';
import { finish } from '../domain/finish.js';
import type { OrderState, Origin } from '../domain/order.js';
import { newStep, type Fact, type Step } from '../domain/step.js';
import { causeOf, tellOrder } from './published.js';

/** One batch on its way: the state that evolves and what is to be told of it, in order. */
export interface OrdersAtWork {
  readonly batch: OrderBatch;
  readonly told: Outbound[];
}

export function originOf({ correlationId, partner, traceparent }: Envelope): Origin {
  return { correlationId, ...(partner ? { partner } : {}), ...(traceparent ? { traceparent } : {}) };
}

/** A command about an order. Throws `not-found` (404) for an order that is not here. */
export function command(work: OrdersAtWork, inbound: Inbound, orderId: string, decide: (order: OrderState, step: Step) => void): void {
  const slot = work.batch.orders.get(orderId);
  if (!slot) throw new DomainError('not-found', 'not-found', 'there is no such order');
  change(work, slot, inbound, decide);
}

/** An answer to an order. An order that is not here has never asked: a person must look at it. */
export function answer(work: OrdersAtWork, inbound: Inbound, decide: (order: OrderState, step: Step) => void): void {
  const slot = work.batch.orders.get(inbound.key);
  if (!slot) throw new Error(`${inbound.type} answers an order that is not here: ${inbound.key}`);
  change(work, slot, inbound, decide);
}

/** One step of one order, told and noted. `cause` is a message, or the id of what else has caused it. */
export function change(work: OrdersAtWork, slot: OrderSlot, cause: Envelope | string, decide: (order: OrderState, step: Step) => void): void {
  const step = newStep(work.batch.now, work.batch.policy);
  decide(slot.order, step);
  tell(work, slot, step, cause);
}

/** Ends a step: the ledger of the order's life, its calls and its messages. */
export function tell(work: OrdersAtWork, slot: OrderSlot, step: Step, cause: Envelope | string): void {
  const { order } = slot;
  slot.touched = true;
  const facts = finish(order, step);
  noteCalls(work.batch, order, step);
  for (const fact of facts) {
    if (fact.kind === 'lifecycle') noteEvent(work.batch, order, fact);
    work.told.push(tellOrder(order.id, fact, causeOf(order.origin, cause)));
  }
}

function noteEvent(batch: OrderBatch, order: OrderState, { type, version, order: document, detail }: Extract<Fact, { kind: 'lifecycle' }>): void {
  const quantities = Object.fromEntries(document.lines.map(({ id, quantities: { open, shipped, cancelled, returned } }) => [id, [open, shipped, cancelled, returned] as [number, number, number, number]]));
  batch.events.push({ orderId: order.id, version, type, status: document.status, at: batch.now.toISOString(), detail, quantities });
}
