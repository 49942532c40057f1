import { awaitNoLonger, isAwaiting, notAskedFor } from './awaited.js';
import { moneyOf, type OrderMoney } from './money.js';
import type { OrderState, PaymentCall, Tender } from './order.js';
import { isEnding } from './process.js';
import { moved, resolve, type Step } from './step.js';
import { askedOf, cardInstruction, cover, isTakenAtOnce, isTakenPerHandover } from './tenders.js';

/** Asks the tenders for their parts, one after the other. When they cannot cover the order, nobody is asked and the payment is declined. */
export function authorise(order: OrderState, step: Step): 'declined' | 'asked' {
  const left = cover(order);
  if (left > 0n) return decline(order, `the payments leave ${left} ${order.currency} (minor units) uncovered`);
  askNext(order, step);
  return 'asked';
}

/** All or none, in their order (S14): the next tender is asked when those before it have been taken, so that nobody is charged for an order that another tender fails. */
function askNext(order: OrderState, step: Step): void {
  for (const tender of order.tenders) {
    const first = () => order.calls.find((call) => call.tender === tender.id && call.kind === 'authorise');
    if (!first()) ask(order, step, tender, { kind: 'authorise', amount: BigInt(tender.amount) });
    if (first()?.state !== 'done') return;
  }
}

function decline(order: OrderState, detail: string): 'declined' {
  for (const tender of order.tenders) tender.status = 'failed';
  order.no.payment = declined(detail);
  return 'declined';
}

export const declined = (detail: string) => ({ type: 'https://onefront.dev/problems/payment-declined', title: 'Payment declined', status: 402, detail });

/** Puts a call down. What needs no provider is answered at once. */
export function ask(order: OrderState, step: Step, tender: Tender, { kind, amount }: { kind: PaymentCall['kind']; amount: bigint }): void {
  const who = amount === 0n ? 'nobody' : askedOf(order, tender, kind);
  const call: PaymentCall = { id: `${order.id}-c${++order.counters.call}`, tender: tender.id, kind, amount: amount.toString(), state: 'asked', ...(who === 'promotions' || who === 'exchange' ? { by: who } : {}) };
  order.calls.push(call);
  step.calls.add(call);
  if (who === 'promotions') step.instructions.push(cardInstruction(order, call));
  else if (who === 'nobody' || who === 'declined') answerCall(order, step, call.id, who === 'nobody' ? { outcome: 'done' } : { outcome: 'failed', detail: 'no gift card was given' });
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
  if (call.kind === 'authorise' && order.recorded) {
    // It has happened: the goods are gone and the money was taken, whatever is left on the card.
    Object.assign(tender, { status: 'authorised', authorised: call.amount, unbacked: true });
    call.state = 'done';
    order.attention = `${call.amount} ${order.currency} (minor units) were paid by a gift card that could not be charged: ${detail}`;
    return;
  }
  if (call.kind === 'authorise') {
    tender.status = 'failed';
    // The one that it was to replace still stands, for a while.
    if (!tender.replaces) order.no.payment ??= declined(detail);
    else {
      tender.refused = detail;
      // Goods that are awaited would outlast the card: it pays now, while it can, and is refunded if they come.
      if (isAwaiting(order)) awaitNoLonger(order, 'due');
      order.attention = `payment ${tender.replaces} could not be authorised anew: ${detail}`;
    }
    return;
  }
  order.attention = `${call.kind} of ${call.amount} ${order.currency} (minor units) failed: ${detail}`;
}

/** Where the authorisation of all tenders stands; when one is declined, the others are voided before it is said. */
export function authorisation(order: OrderState, step: Step): 'authorised' | 'declined' | 'open' {
  // What is given back anyway is not asked for any more.
  if (!isEnding(order.process)) askNext(order, step);
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
  captureFirst(order, step, money);
  const kept = order.tenders.reduce((sum, tender) => sum + BigInt(tender.captured) - BigInt(tender.refunded) - pending(order, tender, 'refund'), 0n);
  refundLast(order, step, kept - (due - money.toRefund));
  const isOver = !isAwaiting(order) && (money.handedOver === due || (order.exchange?.advance !== undefined && kept >= due - money.toRefund));
  for (const tender of order.tenders) if (isOver || isReplaced(order, tender)) letGo(order, step, tender);
}

/** Cash is taken whole at the sale; cards for what has left and nobody has paid for yet. */
function captureFirst(order: OrderState, step: Step, money: OrderMoney): void {
  let covered = notAskedFor(order, money);
  for (const tender of order.tenders) {
    if (tender.status === 'authorised' && isTakenAtOnce(order, tender) && tender.captured === '0' && BigInt(tender.authorised) > 0n) ask(order, step, tender, { kind: 'capture', amount: BigInt(tender.authorised) });
    covered += BigInt(tender.captured) + pending(order, tender, 'capture');
  }
  for (const tender of order.tenders) {
    // What was refused once is a person's (`attention`): asked with every step it would be refused with every step.
    if (!isTakenPerHandover(tender) || tender.status !== 'authorised' || isVoiding(order, tender) || hasFailed(order, tender, 'capture')) continue;
    const room = BigInt(tender.authorised) - BigInt(tender.captured) - pending(order, tender, 'capture');
    const amount = min(money.handedOver - covered, room);
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

/** Another authorisation stands for what this one has not captured. */
const isReplaced = (order: OrderState, { id }: Tender): boolean => order.tenders.some((one) => one.replaces === id && one.status === 'authorised');

/** Nothing is left to hand over, or another one stands for it: the rest of an authorisation is of no use. */
function letGo(order: OrderState, step: Step, tender: Tender): void {
  const rest = BigInt(tender.authorised) - BigInt(tender.captured);
  if (!isTakenPerHandover(tender) || tender.status !== 'authorised' || rest <= 0n || openCalls(order, tender).length > 0) return;
  if (order.calls.some((call) => call.tender === tender.id && (call.kind === 'void' || (call.kind === 'capture' && call.state === 'failed')))) return;
  ask(order, step, tender, { kind: 'void', amount: rest });
}

export const openCalls = (order: OrderState, tender: Tender): PaymentCall[] => order.calls.filter((call) => call.tender === tender.id && (call.state === 'asked' || call.state === 'unknown'));
const pending = (order: OrderState, tender: Tender, kind: PaymentCall['kind']): bigint => openCalls(order, tender).reduce((sum, call) => (call.kind === kind ? sum + BigInt(call.amount) : sum), 0n);
const isVoiding = (order: OrderState, tender: Tender): boolean => order.calls.some((call) => call.tender === tender.id && call.kind === 'void');
const hasFailed = (order: OrderState, tender: Tender, kind: PaymentCall['kind']): boolean => order.calls.some((call) => call.tender === tender.id && call.kind === kind && call.state === 'failed');
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const plus = (a: string, b: string): string => (BigInt(a) + BigInt(b)).toString();

/** Notes for the timeline what an answer has changed. */
export function tellPayment(step: Step, call: PaymentCall | undefined): void {
  if (call) moved(step, 'order-changed', `payment: ${call.kind} ${call.state}`);
}
