import type { DataOf, reservationBroken, reservationRejected, reservationReleased, ReservedLine, SkuStock, stockConsumed, stockReserved, stockReturned, ViewEffect } from '@onefront/contracts';
import { advance } from './advance.js';
import { isActive, type OrderState } from './order.js';
import { isEnding, type Answer } from './process.js';
import { countOf, countUnits } from './quantities.js';
import { bookReturn } from './returns.js';
import { retryBackorders } from './sourcing.js';
import { alsoNeeds, moved, resolve, type Step } from './step.js';
import { addUnits, closeIfEmpty, fulfill, takeOwedAnswer, requestRelease, takeUnits, trim, unplace, WAITS_FOR_STOCK } from './units.js';

/** What inventory says. Every one of these may come late, twice, or against what was said before. */

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
  if (outcome === 'confirmed' && !isEnding(order.process)) fulfill(order, lines, step);
  // Copies: units are counted down in place, and a batch that failed is decided again on the same message.
  else order.promised.push(...lines.map((line) => ({ ...line })));
  for (const units of backordered) addUnits(order.backordered, units);
  if (outcome === 'confirmed' && !isEnding(order.process)) afterSourcing(order, answer, step);
  advance(order, step, { step: 'stock', answer: 'reserved' }, ...stillBroken(order));
  askForWhatHasCome(order, step);
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
  askForWhatHasCome(order, step);
  if (!order.question && order.unplaced.length === 0) resolve(order, 'sourced');
}

/** Goods came while a question was open: what it left waiting is asked for now, and not at the deadline. */
function askForWhatHasCome(order: OrderState, step: Step): void {
  if (!order.stockHasCome || order.question || order.process.outcome !== 'confirmed' || order.process.stock !== 'held') return;
  delete order.stockHasCome;
  if (order.backordered.length === 0 || isEnding(order.process)) return;
  retryBackorders(order);
  advance(order, step, { step: 'stock', answer: 'broken' });
}

export function stockFreed(order: OrderState, { releaseId, stock, lines }: DataOf<typeof reservationReleased>, step: Step): void {
  step.effects.push(...stockEffects(stock));
  const asked = order.releases.find((one) => one.id === releaseId)?.lines;
  if (!takeOwedAnswer(order, releaseId, 'stock')) return advance(order, step);
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
  const [wanted, had] = [countUnits([asked.filter((one) => one.location !== WAITS_FOR_STOCK)]), countUnits([freed])];
  return asked.some(({ lineId, sku }) => countOf(wanted, lineId, sku) > countOf(had, lineId, sku)
    && order.backordered.some((one) => one.lineId === lineId && one.sku === sku));
}

/** Released is what is free again, and what is back on the shelf. */
function stockReleased(order: OrderState): Answer[] {
  const open = order.takenBack.length > 0 || order.releases.some((one) => !one.lines && one.owes.includes('stock'));
  return open ? [] : [{ step: 'stock', answer: 'released' }];
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
  for (const one of order.fulfillments) if (isActive(one)) closeIfEmpty(one, 'break', incident.detail);
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

export function stockEffects(stock: readonly SkuStock[]): ViewEffect[] {
  return stock.map(({ sku, version }) => ({ view: 'stock', key: sku, version }));
}
