import type { buyerIdentified, couponRejected, couponsReleased, DataOf, giftCardAnswered, orderPriced, ViewEffect } from '@onefront/contracts';
import { advance, paymentAnswer } from './advance.js';
import { shareGrand } from './money.js';
import type { OrderState } from './order.js';
import { answerCall, tellPayment, type CallAnswer } from './payments.js';
import { resolve, type Step } from './step.js';
import { takeOwedAnswer } from './units.js';

/** What customers, promotions and the payment provider say. Every one of these may come late, twice, or against what was said before. */

export function buyerKnown(order: OrderState, answer: DataOf<typeof buyerIdentified>, step: Step): void {
  step.effects.push({ view: 'customer', key: answer.customerId, version: answer.customer.version });
  // Also when nobody asked: an id that was known may have become another person's.
  if (order.process.buyer === 'asked' || order.process.outcome === 'open') order.customer = { id: answer.customerId };
  advance(order, step, { step: 'buyer', answer: 'identified' });
}

export function priced(order: OrderState, { result, problem, couponStates }: DataOf<typeof orderPriced>, step: Step): void {
  // A use that is held changes once more before the caller reads it: to used when the order is confirmed, to free when it is refused.
  step.effects.push(...couponEffects(couponStates?.map(({ code, version }) => ({ code, version: version + 1 }))));
  const held = result.coupons.length > 0;
  if (order.process.price === 'asked') {
    takePrices(order, result);
    if (problem) order.no.price = problem;
  }
  const answer = problem ? (held ? 'wrong-held' : 'wrong') : held ? 'held' : 'priced';
  advance(order, step, { step: 'price', answer });
}

function takePrices(order: OrderState, result: DataOf<typeof orderPriced>['result']): void {
  const byLine = new Map(result.lines.map((line) => [line.lineId, line]));
  const owed = order.lines.map((line) => {
    const price = byLine.get(line.id);
    if (!price) throw new Error(`order ${order.id} was priced without its line ${line.id}`);
    Object.assign(line, { unitPrice: price.unitPrice, discounts: price.discounts, total: price.total });
    return BigInt(price.total.amount) + (order.taxIncluded ? 0n : BigInt(price.tax.amount));
  });
  const shares = shareGrand(BigInt(result.totals.grand.amount), owed);
  order.lines.forEach((line, index) => (line.paid = shares.lines[index]!.toString()));
  order.rest = shares.rest.toString();
  order.totals = result.totals;
}

export function couponRefused(order: OrderState, { problem }: DataOf<typeof couponRejected>, step: Step): void {
  if (order.process.price === 'asked') order.no.price = problem;
  advance(order, step, { step: 'price', answer: 'wrong' });
}

export function couponsFreed(order: OrderState, { releaseId, couponStates }: DataOf<typeof couponsReleased>, step: Step): void {
  step.effects.push(...couponEffects(couponStates));
  if (!takeOwedAnswer(order, releaseId, 'coupons')) return advance(order, step);
  resolve(order, `coupons:${releaseId}`);
  advance(order, step, { step: 'price', answer: 'released' });
}

/** The provider's answer to one call, from the call itself, a webhook or a query: the first definite one counts. */
export function paymentAnswered(order: OrderState, { callId, answer }: { callId: string; answer: CallAnswer }, step: Step): void {
  if (!answerCall(order, step, callId, answer)) return advance(order, step);
  const { outcome, payment } = order.process;
  if (outcome === 'confirmed' && payment === 'authorised') tellPayment(step, order.calls.find((one) => one.id === callId));
  advance(order, step, ...(payment === 'authorising' || payment === 'overdue' || payment === 'voiding' ? paymentAnswer(order, step) : []));
}

/** What promotions says of a gift card: the answer to a call on it, or to store credit for a return. */
export function cardAnswered(order: OrderState, { callId, outcome, detail = 'the gift card was not accepted', state }: DataOf<typeof giftCardAnswered>, step: Step): void {
  if (state) step.effects.push({ view: 'gift-card', key: state.card.id, version: state.version });
  const answer: CallAnswer = outcome === 'done' ? { outcome } : { outcome, detail };
  const record = order.returns.find((one) => one.credit?.id === callId);
  if (!record) return paymentAnswered(order, { callId, answer }, step);
  const credit = record.credit!;
  if (credit.state !== 'asked') return advance(order, step);
  credit.state = outcome;
  if (outcome === 'failed') order.attention = `store credit of ${credit.amount} ${order.currency} (minor units) for return ${record.document.id} failed: ${detail}`;
  resolve(order, callId);
  advance(order, step);
}

function couponEffects(states: readonly { code: string; version: number }[] = []): ViewEffect[] {
  return states.map(({ code, version }) => ({ view: 'coupon', key: code.toUpperCase(), version }));
}
