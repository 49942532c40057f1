import { advance } from './advance.js';
import { awaitNoLonger, isAwaiting, mayCome, stillAwaited } from './awaited.js';
import { valueOfNext } from './money.js';
import type { AnnouncedReturn, OrderState } from './order.js';
import { ask } from './payments.js';
import { isEnding } from './process.js';
import { moved, resolve, waitFor, type Step } from './step.js';

/**
 * Exchanges in advance (S7): the new goods leave first, against an authorisation of all that they cost, and the old ones come by mail. The order that they come
 * to decides, once, whether they have come or not; one transaction takes that to the new order, which lets its card go for what they pay, or charges it.
 */

type Outcome = 'came' | 'due';
const settling = (returnId: string) => `settled:${returnId}`;

/** The new order stands: its goods leave, and the old ones are awaited. Whoever asked for the exchange can read the return from here. */
export function letCome(order: OrderState, aside: AnnouncedReturn, step: Step): void {
  aside.stage = 'authorised';
  step.effects.push({ view: 'return', key: aside.id, version: 1 });
  tellAnnounced(order, aside, `return ${aside.id} is authorised`);
}

/** They have come, or are not coming: decided once. */
export function decideAwaited(order: OrderState, announced: AnnouncedReturn, decided: Outcome, step: Step): void {
  const awaited = announced.exchange?.advance;
  if (!awaited || awaited.decided) return;
  awaited.decided = decided;
  step.decidesReturn = { returnId: announced.id, by: announced.exchange.order, decided, value: decided === 'came' ? valueOfNext(order, announced.lines).toString() : '0' };
}

/** What a step of such a return waits for: that the new order knows how it has ended. */
export function awaitedNeeds({ id, exchange }: AnnouncedReturn): string[] {
  return exchange?.advance?.decided && exchange.advance.taken === undefined ? [settling(id)] : [];
}

/** The deadline of a return has passed: what has not come is paid by card. If it comes yet, it is refunded as any return is. */
export function notCome(order: OrderState, returnId: string, step: Step): void {
  const announced = order.announced?.find((one) => one.id === returnId);
  if (announced && mayCome(announced)) {
    decideAwaited(order, announced, 'due', step);
    moved(step, 'order-changed', `the goods of return ${returnId} have not come in time: the order that was given for them is charged`);
  }
  advance(order, step);
}

/**
 * The new order hears it. Of the value of goods that came it takes what it still waits for, at once and without asking anybody; the card pays what they do not.
 * Returns what it has taken, in minor units: nothing when it was cancelled meanwhile, or had to charge its card before.
 */
export function closeAdvance(order: OrderState, { decided, value }: { readonly decided: Outcome; readonly value: bigint }, step: Step): bigint {
  if (!isAwaiting(order)) return 0n;
  const stands = order.process.outcome === 'confirmed' && !isEnding(order.process);
  const owed = stands && decided === 'came' ? stillAwaited(order) : 0n;
  const taken = value < owed ? value : owed;
  awaitNoLonger(order, decided);
  if (taken > 0n) {
    order.tenders.unshift({ id: `${order.id}-p${order.tenders.length + 1}`, method: 'exchange', amount: taken.toString(), authorised: '0', captured: '0', refunded: '0', status: 'initiated' });
    ask(order, step, order.tenders[0]!, { kind: 'authorise', amount: taken });
  }
  moved(step, 'order-changed', decided === 'came' ? `the goods that it was given for have come and pay ${taken} ${order.currency} (minor units)` : 'the goods that it was given for are not coming');
  advance(order, step);
  return taken;
}

/** The order that the goods came from notes what was taken. Returns false when that was known. */
export function noteTaken(order: OrderState, returnId: string, taken: bigint, step: Step): void {
  const announced = order.announced!.find((one) => one.id === returnId)!;
  announced.exchange!.advance!.taken = taken.toString();
  resolve(order, settling(returnId));
  tellAnnounced(order, announced, order.untold ?? `return ${returnId}: its exchange is over`);
  advance(order, step);
}

/** Decided, and the new order has not heard it. */
export const isToBeSettled = (order: OrderState, returnId: string): boolean => {
  const awaited = order.announced?.find((one) => one.id === returnId)?.exchange?.advance;
  return awaited?.decided !== undefined && awaited.taken === undefined;
};

/** Tells the return as it is on its way, though nobody may wait for it. */
function tellAnnounced(order: OrderState, { id }: AnnouncedReturn, words: string): void {
  order.untold = words;
  waitFor(order, { operationId: '', status: 200, answer: 'announced', returnId: id, needs: [] });
}
