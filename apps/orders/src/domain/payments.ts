import { moneyOf } from './money.js';
import type { OrderState, PaymentCall, PaymentMethod, Tender } from './order.js';
import { isEnding } from './process.js';
import { moved, resolve, type Step } from './step.js';

/** Who has the money. Only cards are somebody else's to say; what is recorded has happened. */
function askedOf(order: OrderState, method: PaymentMethod): 'provider' | 'nobody' | 'declined' {
  if (order.recorded) return 'nobody';
  switch (method) {
    case 'card': return 'provider';
    case 'cash': case 'channel': case 'invoice': return 'nobody';
    // No gift cards are issued yet, so that none is known.
    case 'gift-card': return 'declined';
    default: return method satisfies never;
  }
}

/** Taken at the sale, not at the handover. */
const isTakenAtOnce = (order: OrderState, tender: Tender): boolean => tender.method === 'cash' || tender.method === 'channel' || (order.recorded && tender.method !== 'invoice');

/**
 * Asks every tender for its part. A tender without an amount pays what the others leave; more than is due is never taken.
 * When the tenders cannot cover the order, nothing is asked and the payment is declined; of a recorded order the last one takes the rest.
 */
export function authorise(order: OrderState, step: Step): 'declined' | 'asked' {
  let left = moneyOf(order).grand;
  for (const tender of order.tenders) {
    if (tender.amount === '') continue;
    tender.amount = min(BigInt(tender.amount), left).toString();
    left -= BigInt(tender.amount);
  }
  for (const tender of order.tenders) {
    if (tender.amount !== '') continue;
    tender.amount = left.toString();
    left = 0n;
  }
  const last = order.tenders.at(-1);
  if (left > 0n && order.recorded && last) {
    last.amount = (BigInt(last.amount) + left).toString();
    left = 0n;
  }
  if (left > 0n) return decline(order, `the payments leave ${left} ${order.currency} (minor units) uncovered`);
  for (const tender of order.tenders) ask(order, step, tender, { kind: 'authorise', amount: BigInt(tender.amount) });
  return 'asked';
}

function decline(order: OrderState, detail: string): 'declined' {
  for (const tender of order.tenders) tender.status = 'failed';
  order.no.payment = declined(detail);
  return 'declined';
}

export const declined = (detail: string) => ({ type: 'https://onefront.dev/problems/payment-declined', title: 'Payment declined', status: 402, detail });

/** Puts a call down. What needs no provider is answered at once. */
function ask(order: OrderState, step: Step, tender: Tender, { kind, amount }: { kind: PaymentCall['kind']; amount: bigint }): void {
  const call: PaymentCall = { id: `${order.id}-c${++order.counters.call}`, tender: tender.id, kind, amount: amount.toString(), state: 'asked' };
  order.calls.push(call);
  step.calls.add(call);
  const who = amount === 0n ? 'nobody' : askedOf(order, tender.method);
  if (who !== 'provider') answerCall(order, step, call.id, who === 'nobody' ? { outcome: 'done' } : { outcome: 'failed', detail: 'no such gift card' });
}

export type CallAnswer = { outcome: 'done' } | { outcome: 'failed'; detail: string } | { outcome: 'unknown' };

/** Takes the provider's answer in. The first definite answer to a call counts; returns false for a repeat. */
export function answerCall(order: OrderState, step: Step, callId: string, answer: CallAnswer): boolean {
  const call = order.calls.find((one) => one.id === callId);
  const tender = order.tenders.find((one) => one.id === call?.tender);
  if (!call || !tender || call.state === 'done' || call.state === 'failed' || call.state === answer.outcome) return false;
  call.state = answer.outcome;
  step.calls.add(call);
  if (answer.outcome === 'done') apply(tender, call);
  if (answer.outcome === 'failed') failed(order, tender, call, answer.detail);
  // Nobody waits longer for what may take long to find out.
  if (order.process.outcome !== 'open' || call.kind !== 'authorise') resolve(order, call.id);
  return true;
}

function apply(tender: Tender, call: PaymentCall): void {
  switch (call.kind) {
    case 'authorise': tender.status = 'authorised'; tender.authorised = call.amount; return;
    case 'capture': tender.captured = plus(tender.captured, call.amount); return;
    case 'refund': tender.refunded = plus(tender.refunded, call.amount); return;
    case 'void': if (tender.captured === '0') tender.status = 'voided'; return;
    default: call.kind satisfies never;
  }
}

function failed(order: OrderState, tender: Tender, call: PaymentCall, detail: string): void {
  if (call.kind === 'authorise') {
    tender.status = 'failed';
    order.no.payment ??= declined(detail);
    return;
  }
  order.attention = `${call.kind} of ${call.amount} ${order.currency} (minor units) failed: ${detail}`;
}

/** Where the authorisation of all tenders stands; when one is declined, the others are voided before it is said. */
export function authorisation(order: OrderState, step: Step): 'authorised' | 'declined' | 'open' {
  const calls = order.calls.filter((call) => call.kind === 'authorise');
  if (calls.some((call) => call.state === 'asked' || call.state === 'unknown')) return 'open';
  if (calls.every((call) => call.state === 'done')) return 'authorised';
  return giveMoneyBack(order, step) ? 'declined' : 'open';
}

/** Voids and refunds all that is taken; true when nothing is taken and no call is open. */
export function giveMoneyBack(order: OrderState, step: Step): boolean {
  for (const tender of order.tenders) {
    if (tender.status !== 'authorised' || openCalls(order, tender).length > 0 || hasFailed(order, tender, 'refund') || hasFailed(order, tender, 'void')) continue;
    const taken = BigInt(tender.captured) - BigInt(tender.refunded);
    if (taken > 0n) ask(order, step, tender, { kind: 'refund', amount: taken });
    else if (tender.captured === '0') ask(order, step, tender, { kind: 'void', amount: BigInt(tender.authorised) });
  }
  return order.tenders.every((tender) => openCalls(order, tender).length === 0 && (tender.status !== 'authorised' || (tender.captured !== '0' && tender.captured === tender.refunded)));
}

/**
 * Brings payments to what quantities say (S14): captures what has been handed over, refunds what was taken for nothing, in reverse order
 * of tenders, and lets go of what will never be captured. Amounts of open calls count as if done, so that nothing is asked twice.
 */
export function settleMoney(order: OrderState, step: Step): void {
  const { process: { outcome } } = order;
  if (isEnding(order.process) || outcome !== 'confirmed') return;
  const money = moneyOf(order);
  const due = money.grand - money.cancelled;
  captureFirst(order, step, money.handedOver);
  const kept = order.tenders.reduce((sum, tender) => sum + BigInt(tender.captured) - BigInt(tender.refunded) - pending(order, tender, 'refund'), 0n);
  refundLast(order, step, kept - (due - money.toRefund));
  if (money.handedOver === due) for (const tender of order.tenders) letGo(order, step, tender);
}

/** Cash is taken whole at the sale; cards for what has left and nobody has paid for yet. */
function captureFirst(order: OrderState, step: Step, handedOver: bigint): void {
  let covered = 0n;
  for (const tender of order.tenders) {
    if (tender.status === 'authorised' && isTakenAtOnce(order, tender) && tender.captured === '0' && BigInt(tender.authorised) > 0n) ask(order, step, tender, { kind: 'capture', amount: BigInt(tender.authorised) });
    covered += BigInt(tender.captured) + pending(order, tender, 'capture');
  }
  for (const tender of order.tenders) {
    if (tender.method !== 'card' || tender.status !== 'authorised' || isVoiding(order, tender)) continue;
    const room = BigInt(tender.authorised) - BigInt(tender.captured) - pending(order, tender, 'capture');
    const amount = min(handedOver - covered, room);
    if (amount <= 0n) continue;
    covered += amount;
    ask(order, step, tender, { kind: 'capture', amount });
  }
}

function refundLast(order: OrderState, step: Step, tooMuch: bigint): void {
  let left = tooMuch;
  for (const tender of [...order.tenders].reverse()) {
    const amount = min(left, BigInt(tender.captured) - BigInt(tender.refunded) - pending(order, tender, 'refund'));
    if (amount <= 0n || hasFailed(order, tender, 'refund')) continue;
    left -= amount;
    ask(order, step, tender, { kind: 'refund', amount });
  }
}

/** Nothing is left to hand over: the rest of an authorisation is of no use. */
function letGo(order: OrderState, step: Step, tender: Tender): void {
  const rest = BigInt(tender.authorised) - BigInt(tender.captured);
  if (tender.method !== 'card' || tender.status !== 'authorised' || rest <= 0n || openCalls(order, tender).length > 0) return;
  if (order.calls.some((call) => call.tender === tender.id && (call.kind === 'void' || (call.kind === 'capture' && call.state === 'failed')))) return;
  ask(order, step, tender, { kind: 'void', amount: rest });
}

const openCalls = (order: OrderState, tender: Tender): PaymentCall[] => order.calls.filter((call) => call.tender === tender.id && (call.state === 'asked' || call.state === 'unknown'));
const pending = (order: OrderState, tender: Tender, kind: PaymentCall['kind']): bigint => openCalls(order, tender).reduce((sum, call) => (call.kind === kind ? sum + BigInt(call.amount) : sum), 0n);
const isVoiding = (order: OrderState, tender: Tender): boolean => order.calls.some((call) => call.tender === tender.id && call.kind === 'void');
const hasFailed = (order: OrderState, tender: Tender, kind: PaymentCall['kind']): boolean => order.calls.some((call) => call.tender === tender.id && call.kind === kind && call.state === 'failed');
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const plus = (a: string, b: string): string => (BigInt(a) + BigInt(b)).toString();

/** Notes for the timeline what an answer has changed. */
export function tellPayment(step: Step, call: PaymentCall | undefined): void {
  if (call) moved(step, 'order-changed', `payment: ${call.kind} ${call.state}`);
}
