import type { DataOf, buyerIdentified, couponRejected, couponsReleased, orderPriced, reservationBroken, reservationRejected, reservationReleased, stockConsumed, stockReserved, stockReturned, ReservedLine, SkuStock, ViewEffect } from '@onefront/contracts';
import { advance, paymentAnswer } from './advance.js';
import { shareGrand } from './money.js';
import { isActive, unitsOf, type OrderState } from './order.js';
import { openCallsSince } from './outcomes.js';
import { answerCall, settleMoney, tellPayment, type CallAnswer } from './payments.js';
import { isEnding, type Answer } from './process.js';
import { alsoNeeds, moved, resolve, type Step } from './step.js';
import { retryBackorders } from './sourcing.js';
import { addUnits, closeIfEmpty, fulfill, requestRelease, takeUnits, trim, unplace, WAITS_FOR_STOCK } from './units.js';

/** What the participants say. Every one of these may come late, twice, or against what was said before. */

export function buyerKnown(order: OrderState, answer: DataOf<typeof buyerIdentified>, step: Step): void {
  step.effects.push({ view: 'customer', key: answer.customerId, version: answer.customer.version });
  // Also when nobody asked: an id that was known may have become another person's.
  if (order.process.buyer === 'asked' || order.process.outcome === 'open') order.customer = { id: answer.customerId };
  advance(order, step, { step: 'buyer', answer: 'identified' });
}

export function priced(order: OrderState, { result, problem, couponStates }: DataOf<typeof orderPriced>, step: Step): void {
  step.effects.push(...couponEffects(couponStates));
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
  if (!owed(order, releaseId, 'coupons')) return advance(order, step);
  resolve(order, `coupons:${releaseId}`);
  advance(order, step, { step: 'price', answer: 'released' });
}

export function stockPromised(order: OrderState, answer: DataOf<typeof stockReserved>, step: Step): void {
  step.effects.push(...stockEffects(answer.stock));
  const { attempt, lines, backordered = [] } = answer;
  if (!isAwaited(order, attempt)) {
    // Said no before, and took after all: given back, whatever has become of the order.
    const contradicts = order.sourced?.attempt === attempt && order.sourced.answer === 'rejected';
    const taken = lines.filter((line) => !line.consumed).map(({ lineId, sku, quantity, location }) => ({ lineId, sku, quantity, location }));
    if (!contradicts || taken.length === 0) return advance(order, step);
    order.sourced = { attempt, answer: 'reserved' };
    if (order.process.stock === 'rejected') return advance(order, step, { step: 'stock', answer: 'reserved' });
    requestRelease(order, step, { lines: taken, stock: true, coupons: false, awaitCoupons: false });
    return advance(order, step);
  }
  order.sourced = { attempt, answer: 'reserved' };
  const { outcome } = order.process;
  const resourced = order.question !== null;
  order.question = null;
  if (!resourced || order.sourcing === null) order.sourcing = answer.sourcing;
  if (outcome === 'confirmed' && !isEnding(order.process)) fulfill(order, lines);
  else order.promised.push(...lines);
  for (const units of backordered) addUnits(order.backordered, units);
  if (outcome === 'confirmed' && !isEnding(order.process)) afterSourcing(order, answer, step);
  advance(order, step, { step: 'stock', answer: 'reserved' }, ...stillBroken(order));
}

/** Attempt 1 is order-placed; later ones are the question that is open. */
function isAwaited(order: OrderState, attempt: number): boolean {
  return order.question ? order.question.attempt === attempt : attempt === 1 && order.process.stock === 'asked';
}

function stillBroken(order: OrderState): Answer[] {
  return order.unplaced.length > 0 ? [{ step: 'stock', answer: 'broken' }] : [];
}

/** A confirmed order has new places for its units; what was cancelled meanwhile is given back. */
function afterSourcing(order: OrderState, { lines, backordered = [] }: DataOf<typeof stockReserved>, step: Step): void {
  const surplus = trim(order);
  if (surplus.length > 0) alsoNeeds(order, 'sourced', requestRelease(order, step, { lines: surplus, stock: true, coupons: false, awaitCoupons: false }));
  if (order.unplaced.length === 0) resolve(order, 'sourced');
  if (backordered.length > 0 && lines.length === 0) moved(step, 'order-backordered', 'part of the order waits for stock');
  else moved(step, 'order-changed', `sourced again, from ${[...new Set(lines.map((line) => line.location))].join(', ')}`);
}

export function stockRefused(order: OrderState, answer: DataOf<typeof reservationRejected>, step: Step): void {
  const { attempt, short, contested } = answer;
  if (!isAwaited(order, attempt)) return advance(order, step);
  order.sourced = { attempt, answer: 'rejected' };
  const question = order.question;
  order.question = null;
  for (const units of question?.waiting ?? []) addUnits(order.backordered, units);
  if (order.process.outcome === 'open') {
    order.no.stock ??= { short, contested };
    order.sourcing ??= answer.sourcing;
  }
  advance(order, step, { step: 'stock', answer: 'rejected' });
  if (!order.question && order.unplaced.length === 0) resolve(order, 'sourced');
}

export function stockFreed(order: OrderState, { releaseId, stock, lines }: DataOf<typeof reservationReleased>, step: Step): void {
  step.effects.push(...stockEffects(stock));
  const asked = order.releases.find((one) => one.id === releaseId)?.lines;
  if (!owed(order, releaseId, 'stock')) return advance(order, step);
  resolve(order, `stock:${releaseId}`);
  if (!asked) return advance(order, step, ...stockReleased(order));
  if (!freedOthers(order, asked, lines)) return advance(order, step);
  retryBackorders(order);
  advance(order, step, { step: 'stock', answer: 'broken' });
}

/**
 * What was to be freed was gone before (a promise broke meanwhile), so that units of the line that wait for stock may have been let go
 * in its place: whether they still wait is to be asked.
 */
function freedOthers(order: OrderState, asked: readonly ReservedLine[], freed: readonly ReservedLine[]): boolean {
  if (order.backordered.length === 0 || isEnding(order.process)) return false;
  return asked.some(({ lineId, sku }) => unitsOf([asked.filter((one) => one.location !== WAITS_FOR_STOCK)], lineId, sku) > unitsOf([freed], lineId, sku)
    && order.backordered.some((one) => one.lineId === lineId && one.sku === sku));
}

/** Released is what is free again, and what is back on the shelf. */
function stockReleased(order: OrderState): Answer[] {
  const open = order.takenBack.length > 0 || order.releases.some((one) => !one.lines && one.owes.includes('stock'));
  return open ? [] : [{ step: 'stock', answer: 'released' }];
}

/** Takes an owed answer off; false when it is not owed (any more). */
function owed(order: OrderState, releaseId: string, who: 'stock' | 'coupons'): boolean {
  const release = order.releases.find((one) => one.id === releaseId);
  if (!release?.owes.includes(who)) return false;
  release.owes = release.owes.filter((one) => one !== who);
  order.releases = order.releases.filter((one) => one.owes.length > 0);
  return true;
}

/** Units are physically gone (S26). What has been handed over or let go meanwhile is not concerned. */
export function promiseBroken(order: OrderState, { lines, incident }: DataOf<typeof reservationBroken>, step: Step): void {
  let lost = 0;
  for (const broken of lines) {
    const places = [order.promised.filter((one) => one.location === broken.location && !one.consumed), ...order.fulfillments.filter((one) => isActive(one) && one.location === broken.location).map((one) => one.lines)];
    let left = broken.quantity;
    for (const place of places) left -= takeUnits(place, broken, left);
    const taken = broken.quantity - left;
    lost += taken;
    if (taken > 0 && !isEnding(order.process)) unplace(order, { ...broken, quantity: taken }, broken.location, false);
  }
  order.promised = order.promised.filter((one) => one.quantity > 0);
  for (const one of order.fulfillments) if (isActive(one)) closeIfEmpty(one, 'incomplete', incident.detail);
  if (lost === 0 || isEnding(order.process)) return advance(order, step);
  if (order.process.outcome === 'confirmed') {
    order.attention = `a promise was broken: ${incident.detail}`;
    moved(step, 'order-changed', order.attention);
  }
  advance(order, step, { step: 'stock', answer: 'broken' });
}

export function goodsConsumed(order: OrderState, { handoverId, stock }: DataOf<typeof stockConsumed>, step: Step): void {
  step.effects.push(...stockEffects(stock));
  order.handovers = order.handovers.filter((one) => one.id !== handoverId);
  resolve(order, `handover:${handoverId}`);
  advance(order, step);
}

export function goodsBooked(order: OrderState, { returnId, stock }: DataOf<typeof stockReturned>, step: Step): void {
  step.effects.push(...stockEffects(stock));
  const back = order.takenBack.some((one) => one.id === returnId);
  order.takenBack = order.takenBack.filter((one) => one.id !== returnId);
  bookReturn(order, returnId, step);
  advance(order, step, ...(back ? stockReleased(order) : []));
}

/** The goods of a return lie where they belong: now the money. */
export function bookReturn(order: OrderState, returnId: string, step: Step): void {
  const record = order.returns.find((one) => one.document.id === returnId);
  if (!record || record.booked) return;
  record.booked = true;
  const asked = order.calls.length;
  settleMoney(order, step);
  const refunds = order.calls.slice(asked).filter((call) => call.kind === 'refund');
  if (record.document.refund.to === 'original') record.refunds = refunds.map((call) => call.id);
  alsoNeeds(order, `returned:${returnId}`, openCallsSince(order, asked));
  resolve(order, `returned:${returnId}`);
}

/** The provider's answer to one call, from the call itself, a webhook or a query: the first definite one counts. */
export function paymentAnswered(order: OrderState, { callId, answer }: { callId: string; answer: CallAnswer }, step: Step): void {
  if (!answerCall(order, step, callId, answer)) return advance(order, step);
  const { outcome, payment } = order.process;
  if (outcome === 'confirmed' && payment === 'authorised') tellPayment(step, order.calls.find((one) => one.id === callId));
  advance(order, step, ...(payment === 'authorising' || payment === 'overdue' || payment === 'voiding' ? paymentAnswer(order, step) : []));
}

export function stockEffects(stock: readonly SkuStock[]): ViewEffect[] {
  return stock.map(({ sku, version }) => ({ view: 'stock', key: sku, version }));
}

function couponEffects(states: readonly { code: string; version: number }[] = []): ViewEffect[] {
  return states.map(({ code, version }) => ({ view: 'coupon', key: code.toUpperCase(), version }));
}
