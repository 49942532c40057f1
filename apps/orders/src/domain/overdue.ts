import { advance, backOnShelf } from './advance.js';
import { handoverInstruction } from './advance-fulfillment.js';
import { isAnswerOwed, isProviderOwing, renew } from './deadlines.js';
import { notCome } from './exchange-in-advance.js';
import { happen } from './fulfillment-step.js';
import type { OrderState } from './order.js';
import { afterCancelling } from './outcomes.js';
import { debtors } from './process.js';
import { cancellableUnits } from './quantities.js';
import { returnInstruction } from './returns.js';
import { questionInstruction, retryBackorders } from './sourcing.js';
import { moved, type Step } from './step.js';
import { cardQuestions } from './tenders.js';
import { releaseInstruction, requestRelease } from './units.js';

export const NO_ANSWER = 'an answer is missing: ';

/** A deadline has passed. Returns true when the question of `order-placed` is to be asked again. */
export function passDeadline(order: OrderState, kind: string, step: Step): 'ask-placement-again' | undefined {
  if (kind === 'payment') return void advance(order, step, { step: 'payment', answer: 'expired' });
  if (kind === 'backorder') return void askForBackorders(order, step);
  if (kind.startsWith('pickup:')) return void noShow(order, kind.slice('pickup:'.length), step);
  if (kind.startsWith('begin:')) return void beginWork(order, kind.slice('begin:'.length), step);
  if (kind.startsWith('exchange:')) return void notCome(order, kind.slice('exchange:'.length), step);
  return missingAnswer(order, kind, step);
}

/** Nothing is cancelled for want of an answer (S25): the same questions go out under the same message ids, and a person hears of it. */
function missingAnswer(order: OrderState, kind: string, step: Step): 'ask-placement-again' | undefined {
  const owing = kind === 'provider' ? isProviderOwing(order) : isAnswerOwed(order);
  if (!owing) return void advance(order, step);
  renew(order, step, kind, step.policy.answerMs);
  const who = kind === 'provider' ? ['payment provider'] : [...new Set([...debtors(order.process), ...owingBeside(order)])].filter((debtor) => debtor !== 'payment provider');
  if (!order.attention) {
    order.attention = NO_ANSWER + who.join(', ');
    moved(step, 'order-changed', order.attention);
  }
  if (kind === 'answer') step.instructions.push(...questionsOf(order));
  advance(order, step);
  const { buyer, stock, price } = order.process;
  return kind === 'answer' && (buyer === 'asked' || stock === 'asked' || price === 'asked') ? 'ask-placement-again' : undefined;
}

function owingBeside(order: OrderState): string[] {
  const inventory = order.question || order.handovers.length > 0 || order.takenBack.length > 0 || order.returns.some((one) => !one.booked) || order.releases.some((one) => one.owes.includes('stock'));
  return [...(inventory ? ['inventory'] : []), ...(order.releases.some((one) => one.owes.includes('coupons')) || cardQuestions(order).length > 0 ? ['promotions'] : [])];
}

/** All that is asked and not answered, as it was asked. */
export function questionsOf(order: OrderState) {
  return [
    ...(order.question ? [questionInstruction(order, order.question)] : []),
    ...order.releases.map((release) => releaseInstruction(order, release)),
    ...order.handovers.map((handover) => handoverInstruction(order, handover)),
    ...order.takenBack.map((back) => backOnShelf(order, back)),
    ...order.returns.filter((one) => !one.booked).map((record) => returnInstruction(order, record)),
    ...cardQuestions(order),
  ];
}

/** Inventory holds units for what waits: they are asked for at once, behind the question that is open, or when the order is confirmed. */
export function stockHasCome(order: OrderState, step: Step): void {
  if (order.process.outcome === 'open' && order.backordered.length > 0) order.stockHasCome = true;
  if (order.process.outcome !== 'confirmed' || order.process.wish === 'cancel') return advance(order, step);
  if (!order.question) return askForBackorders(order, step);
  // What the open question may give back unserved was asked for before its goods came.
  if (order.question.waiting.length > 0) order.stockHasCome = true;
  retryBackorders(order);
  advance(order, step);
}

function askForBackorders(order: OrderState, step: Step): void {
  const busy = order.process.stock !== 'held' || order.process.wish === 'cancel';
  if (busy || order.backordered.length === 0) return advance(order, step);
  retryBackorders(order);
  advance(order, step, { step: 'stock', answer: 'broken' });
}

/** Its day has come. */
function beginWork(order: OrderState, fulfillmentId: string, step: Step): void {
  const fulfillment = order.fulfillments.find((one) => one.id === fulfillmentId);
  if (fulfillment?.status !== 'scheduled') return advance(order, step);
  happen(fulfillment, 'begin');
  moved(step, 'order-changed', `${fulfillment.id} can be worked on`);
  advance(order, step);
}

/** Nobody came for it: back on the shelf, and cancelled. */
function noShow(order: OrderState, fulfillmentId: string, step: Step): void {
  const fulfillment = order.fulfillments.find((one) => one.id === fulfillmentId);
  if (fulfillment?.status !== 'ready') return advance(order, step);
  const detail = `${fulfillment.id} was not collected in time`;
  for (const line of order.lines) {
    const units = fulfillment.lines.filter((one) => one.lineId === line.id).map((one) => Math.ceil(one.quantity / (line.parts.find((part) => part.sku === one.sku)?.per ?? 1)));
    line.cancelled += Math.min(Math.max(0, ...units), Math.max(0, cancellableUnits(order, line)));
  }
  happen(fulfillment, 'expire', detail);
  moved(step, 'order-changed', detail);
  afterCancelling(order, step, detail);
  const lines = fulfillment.lines.map((units) => ({ ...units, location: fulfillment.location! }));
  if (order.process.wish === 'keep') requestRelease(order, step, { lines, stock: true, coupons: false, awaitCoupons: false });
  advance(order, step);
}
