import type { giftCardRequested, DataOf } from '@onefront/contracts';
import { stillAwaited } from './awaited.js';
import { amountIn } from './document.js';
import { moneyOf, refundOf } from './money.js';
import type { OrderState, PaymentCall, Tender } from './order.js';
import type { Instruction, Step } from './step.js';

/** Who has the money. Cards are the provider's to say, gift cards those of promotions (S15); what is recorded has happened. */
export function askedOf(order: OrderState, tender: Tender, kind: PaymentCall['kind']): 'provider' | 'promotions' | 'exchange' | 'nobody' | 'declined' {
  // Goods that came back have paid; what is given back goes to the order that they came from.
  if (tender.method === 'exchange') return kind === 'refund' ? 'exchange' : 'nobody';
  if (tender.unbacked) return 'nobody';
  if (tender.method === 'gift-card') return tender.card ? 'promotions' : order.recorded ? 'nobody' : 'declined';
  if (order.recorded) return 'nobody';
  return tender.method === 'card' ? 'provider' : 'nobody';
}

/** Taken at the sale, not at the handover. */
export const isTakenAtOnce = (order: OrderState, { method }: Tender): boolean => method === 'cash' || method === 'channel' || method === 'exchange' || (order.recorded && method !== 'invoice');

/** Held at the sale and taken for what has left. */
export const isTakenPerHandover = ({ method }: Tender): boolean => method === 'card' || method === 'gift-card';

/**
 * What each tender is to pay, in their order. One without an amount pays what the others leave; more than is due is never taken; of a recorded order
 * the last one takes the rest. Returns what is left uncovered, in minor units.
 */
export function cover(order: OrderState): bigint {
  let left = moneyOf(order).grand;
  for (const tender of order.tenders) {
    if (tender.amount === '') continue;
    tender.amount = (BigInt(tender.amount) < left ? BigInt(tender.amount) : left).toString();
    left -= BigInt(tender.amount);
  }
  for (const tender of order.tenders) {
    if (tender.amount !== '') continue;
    tender.amount = left.toString();
    left = 0n;
  }
  const last = order.tenders.at(-1);
  if (left === 0n || !order.recorded || !last) return left;
  last.amount = (BigInt(last.amount) + left).toString();
  return 0n;
}

const ACTION = { authorise: 'hold', capture: 'capture', void: 'release', refund: 'refund' } as const;

/** The question to promotions for a call on a gift card, the same whenever it is asked. */
export function cardInstruction(order: OrderState, call: PaymentCall): Instruction {
  const { card } = order.tenders.find((one) => one.id === call.tender)!;
  return { kind: 'gift-card-requested', id: call.id, data: { orderId: order.id, callId: call.id, action: ACTION[call.kind], tender: call.tender, card: card!, amount: amountIn(order, call.amount), at: order.placedAt } };
}

/** Calls on gift cards that promotions has not answered. */
export const openCardCalls = (order: OrderState): PaymentCall[] => order.calls.filter((call) => call.by === 'promotions' && call.state === 'asked');

/** Store credit for a return: what promotions is asked to load, the same whenever it is asked. */
export function creditInstruction(order: OrderState, credit: NonNullable<OrderState['returns'][number]['credit']>, returnId: string): Instruction {
  const { id, cardId, index, ending, amount } = credit;
  const data: DataOf<typeof giftCardRequested> = {
    orderId: order.id, callId: id, action: 'load', tender: returnId, card: index, amount: amountIn(order, amount), at: order.placedAt,
    issue: { cardId, ending, ...(order.customer ? { customer: order.customer.id } : {}) },
  };
  return { kind: 'gift-card-requested', id, data };
}

export const openCredits = (order: OrderState): Instruction[] =>
  order.returns.flatMap(({ credit, document }) => (credit?.state === 'asked' ? [creditInstruction(order, credit, document.id)] : []));

/** All that promotions is asked about gift cards and has not answered. */
export const cardQuestions = (order: OrderState): Instruction[] => [...openCardCalls(order).map((call) => cardInstruction(order, call)), ...openCredits(order)];

/**
 * What a return may be credited with: no more than was paid and has not gone back, by refund or as credit before. An invoice counts as paid, and so do goods that are awaited.
 * Minor units.
 */
export function creditable(order: OrderState, wanted: bigint): bigint {
  const paid = order.tenders.reduce((sum, one) => sum + (one.method === 'invoice' ? BigInt(one.authorised) : BigInt(one.captured) - BigInt(one.refunded)), stillAwaited(order));
  const credited = order.returns.reduce((sum, { credit }) => (credit && credit.state !== 'failed' ? sum + BigInt(credit.amount) : sum), 0n);
  const left = paid - credited;
  return wanted < left ? wanted : left > 0n ? left : 0n;
}

/** Asks promotions to load what a return is worth as store credit, once. */
export function askCredit(order: OrderState, step: Step, returnId: string): string[] {
  const record = order.returns.find((one) => one.document.id === returnId);
  const credit = record?.credit;
  if (!record || !credit || credit.state !== 'wanted') return [];
  credit.amount = creditable(order, refundOf(record)).toString();
  credit.state = credit.amount === '0' ? 'done' : 'asked';
  if (credit.state === 'done') return [];
  step.instructions.push(creditInstruction(order, credit, returnId));
  return [credit.id];
}
