import type { DataOf, giftCardRequested, linesCancelled, Order, Placement, Problem, ReturnDocument, Settlement, ViewEffect, goodsHandedOver, goodsReturned, releaseRequested, resourcingRequested } from '@onefront/contracts';
import type { OrderState, PaymentCall, Waiter } from './order.js';

/** How long things may take. Milliseconds. */
export interface Policy {
  /** A service of ours that has not answered by then is asked again, and a person hears of it. Nothing is cancelled by it (S25). */
  readonly answerMs: number;
  /** Business deadline: without an authorised payment by then the order is refused. */
  readonly paymentMs: number;
  /** Business deadline: what is not collected by then goes back on the shelf. */
  readonly pickupMs: number;
  /** So long after it can be worked on, a parcel is to have left; goods to be collected are to be ready. */
  readonly shipMs: number;
  readonly readyMs: number;
  /** How often inventory is asked whether backordered units can be had. */
  readonly backorderMs: number;
  /** Business deadline: goods that others have left for and that have not come by then are paid by card. */
  readonly exchangeMs: number;
}

export type LifecycleType = 'order-placed' | 'order-confirmed' | 'order-backordered' | 'order-refused' | 'order-cancelled' | 'order-changed' | 'order-returned';

/** Something that others hear of. Instructions carry the id of their message, so that asking again is the same message. */
export type Fact =
  | { kind: 'lifecycle'; type: LifecycleType; version: number; order: Order; detail: string; settles: Settlement[]; placement?: Placement; problem?: Problem; return?: ReturnDocument }
  | Instruction
  | { kind: 'settled'; settlement: Settlement };

export type Instruction =
  | { kind: 'release-requested'; id: string; data: DataOf<typeof releaseRequested> }
  | { kind: 'resourcing-requested'; id: string; data: DataOf<typeof resourcingRequested> }
  | { kind: 'goods-handed-over'; id: string; data: DataOf<typeof goodsHandedOver> }
  | { kind: 'goods-returned'; id: string; data: DataOf<typeof goodsReturned> }
  | { kind: 'lines-cancelled'; id: string; data: DataOf<typeof linesCancelled> }
  | { kind: 'gift-card-requested'; id: string; data: DataOf<typeof giftCardRequested> };

/** What one message, answer or deadline brings about for one order. */
export interface Step {
  readonly now: Date;
  readonly policy: Policy;
  /** The lifecycle fact that this step will tell, the strongest of those noted. */
  lifecycle?: { type: LifecycleType; detail: string; placement?: Placement; return?: ReturnDocument };
  readonly instructions: Instruction[];
  /** Calls that were asked for or answered: written to the ledger, and put before the executor where they are asked. */
  readonly calls: Set<PaymentCall>;
  /** The order that was given for others stands, or does not. */
  decidesExchange?: true;
  /** Goods that others have left for have come, or are not coming. `value`: of those that came, minor units. */
  decidesReturn?: { readonly returnId: string; readonly by: string; readonly decided: 'came' | 'due'; readonly value: string };
  /** What participants have changed: whoever waits must be able to read it. */
  readonly effects: ViewEffect[];
}

export function newStep(now: Date, policy: Policy): Step {
  return { now, policy, instructions: [], calls: new Set(), effects: [] };
}

const STRENGTH: Record<LifecycleType, number> = {
  'order-placed': 9, 'order-confirmed': 8, 'order-refused': 7, 'order-cancelled': 6, 'order-returned': 5, 'order-backordered': 4, 'order-changed': 1,
};

/** Notes that the order moves on. One step tells one lifecycle fact: of several, the strongest, with its own words. */
export function moved(step: Step, type: LifecycleType, detail: string, more: { placement?: Placement; return?: ReturnDocument } = {}): void {
  if (step.lifecycle && STRENGTH[step.lifecycle.type] >= STRENGTH[type]) return;
  step.lifecycle = { type, detail, ...more };
}

/** Something that waiters wait for has come: an answer, the end of a call. */
export function resolve(order: OrderState, need: string): void {
  for (const waiter of order.waiters) waiter.needs = waiter.needs.filter((one) => one !== need);
}

/** Those who wait for `need` wait for these as well. */
export function alsoNeeds(order: OrderState, need: string, more: readonly string[]): void {
  for (const waiter of order.waiters) if (waiter.needs.includes(need)) waiter.needs.push(...more);
}

export function waitFor(order: OrderState, waiter: Omit<Waiter, 'effects'>): void {
  order.waiters.push({ ...waiter, effects: {} });
}
