import type { Placement } from '@onefront/contracts';
import { outcomeOf, type ExchangeOutcome } from './exchange.js';
import type { OrderState, PaymentCall } from './order.js';
import type { RecordedReturn } from './recorded-return.js';
import type { Policy, Step } from './step.js';
import type { TillState } from './tills.js';

/** What a batch works on: all orders and recorded returns that its messages are about, and what has become of them so far. */
export interface OrderBatch {
  readonly now: Date;
  readonly policy: Policy;
  readonly orders: Map<string, OrderSlot>;
  /** Orders that are not refused, by (channel, external id). */
  readonly references: Map<string, string>;
  readonly returns: Map<string, ReturnSlot>;
  readonly returnReferences: Map<string, string>;
  /** Tills that the batch may change, known or not (S22). */
  readonly tills: Map<string, TillState>;
  readonly events: OrderEvent[];
  /** New orders of exchanges that were decided. */
  readonly exchanged: { readonly order: OrderState; readonly outcome: ExchangeOutcome }[];
  /** Orders whose awaited goods were decided about, and what. */
  readonly awaited: { readonly order: OrderState; readonly about: NonNullable<Step['decidesReturn']> }[];
  /** Exchanges in advance that have come to their end. */
  readonly ends: ExchangeEnd[];
  readonly calls: Map<string, { order: OrderState; call: PaymentCall }>;
  /** What the payment provider says that something has happened to, by its own event. */
  readonly heard: Map<string, HeardPayment>;
}

/** The end of an exchange in advance: once per return. `taken`: by the new order, minor units. */
export interface ExchangeEnd {
  readonly returnId: string;
  readonly oldOrder: string;
  readonly newOrder: string;
  readonly outcome: 'came' | 'due';
  readonly taken: string;
}

/** A payment that something has happened to: by the provider's name, by ours, or both. */
export interface HeardPayment {
  readonly payment?: string | undefined;
  readonly authorisation?: string | undefined;
}

export interface OrderSlot {
  readonly order: OrderState;
  /** Of a new order: kept beside it, as it came. */
  readonly placement?: Placement;
  /** What its rows held when it was loaded, to write only what has changed. */
  readonly before: Map<string, string>;
  touched: boolean;
}

export interface ReturnSlot {
  readonly record: RecordedReturn;
  readonly before: Map<string, string>;
  touched: boolean;
}

/** One entry of the ledger of an order's life: appended with each lifecycle fact, never changed. */
export interface OrderEvent {
  readonly orderId: string;
  readonly version: number;
  readonly type: string;
  readonly status: string;
  readonly at: string;
  readonly detail: string;
  /** Per line: open, shipped, cancelled, returned. */
  readonly quantities: Record<string, [number, number, number, number]>;
}

export function referenceKey(channel: string, externalId: string): string {
  return `${channel}\n${externalId}`;
}

/** Notes the calls of a step for the ledger and the executor. */
export function noteCalls(batch: OrderBatch, order: OrderState, step: Step): void {
  if (step.decidesExchange) batch.exchanged.push({ order, outcome: outcomeOf(order) });
  if (step.decidesReturn) batch.awaited.push({ order, about: step.decidesReturn });
  for (const call of step.calls) batch.calls.set(call.id, { order, call });
}
