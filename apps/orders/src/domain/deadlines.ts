import { mayCome } from './awaited.js';
import type { OrderState } from './order.js';
import { debtors } from './process.js';
import type { Step } from './step.js';
import { cardQuestions } from './tenders.js';

/** Deadlines are rows, made from the state after every step: whoever owes an answer, or may keep us waiting, has one (S25). */

const LONGEST_PAUSE_MS = 600_000;

/** What is awaited from services of our own. */
export function isAnswerOwed(order: OrderState): boolean {
  return debtors(order.process).some((debtor) => debtor !== 'payment provider')
    || order.question !== null || order.releases.length > 0 || order.handovers.length > 0 || order.takenBack.length > 0 || order.returns.some((one) => !one.booked)
    || cardQuestions(order).length > 0;
}

export function isProviderOwing(order: OrderState): boolean {
  return order.calls.some((call) => !call.by && (call.state === 'asked' || call.state === 'unknown'));
}

/** Keeps what still runs, ends what has been answered, starts what is new. */
export function planDeadlines(order: OrderState, step: Step): void {
  const wanted: Record<string, number> = {};
  if (isAnswerOwed(order)) wanted['answer'] = step.policy.answerMs;
  if (order.process.payment === 'authorising') wanted['payment'] = step.policy.paymentMs;
  else if (isProviderOwing(order)) wanted['provider'] = step.policy.answerMs;
  for (const one of order.fulfillments) if (one.status === 'ready') wanted[`pickup:${one.id}`] = step.policy.pickupMs;
  for (const one of order.announced ?? []) if (mayCome(one)) wanted[`exchange:${one.id}`] = step.policy.exchangeMs;
  const begins: Record<string, string> = {};
  for (const one of order.fulfillments) if (one.status === 'scheduled' && one.notBefore) begins[`begin:${one.id}`] = one.notBefore;
  if (order.process.outcome === 'confirmed' && order.backordered.length > 0) wanted['backorder'] = step.policy.backorderMs;
  const kept: OrderState['deadlines'] = {};
  for (const [kind, pause] of Object.entries(wanted)) kept[kind] = order.deadlines[kind] ?? { due: after(step.now, pause), attempt: 0 };
  for (const [kind, due] of Object.entries(begins)) kept[kind] = { due, attempt: 0 };
  order.deadlines = kept;
}

/** Sets a deadline that has passed anew, later each time. */
export function renew(order: OrderState, step: Step, kind: string, pause: number): void {
  const attempt = (order.deadlines[kind]?.attempt ?? 0) + 1;
  order.deadlines = { ...order.deadlines, [kind]: { due: after(step.now, Math.min(LONGEST_PAUSE_MS, pause * 2 ** Math.min(attempt, 10))), attempt } };
}

function after(now: Date, pause: number): string {
  return new Date(now.getTime() + pause).toISOString();
}
