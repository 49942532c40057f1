import type { Settlement } from '@onefront/contracts';
import { toldReturn } from './announced-return.js';
import { isAnswerOwed, isProviderOwing } from './deadlines.js';
import { documentOf } from './document.js';
import type { OrderState, Waiter } from './order.js';
import { NO_ANSWER } from './overdue.js';
import { returnDocumentOf } from './returns.js';
import { moved, type Fact, type Step } from './step.js';

const TIMELINE = 200;

/** Ends a step: what is told of it, and the answers that are due. Versions step by one with each lifecycle fact, instructions do not step them. */
export function finish(order: OrderState, step: Step): Fact[] {
  for (const waiter of order.waiters) for (const effect of step.effects) addEffect(waiter, effect);
  clearAttention(order, step);
  const facts: Fact[] = [];
  const ready = order.waiters.filter((waiter) => waiter.needs.length === 0);
  order.waiters = order.waiters.filter((waiter) => waiter.needs.length > 0);
  if (order.untold && (ready.length > 0 || order.waiters.length === 0)) moved(step, 'order-changed', order.untold);
  const returns = ready.filter((waiter) => waiter.answer === 'return');
  const others = ready.filter((waiter) => waiter.answer !== 'return');
  const onItsWay = others.find((waiter) => waiter.answer === 'announced')?.returnId;
  // Whoever waits for the order is answered with its last version of this step: a return that is told after it is part of what was asked for.
  const [atLifecycle, atReturn] = returns.length === 0 ? [others, []] : [[], others];
  if (step.lifecycle) facts.push(tell(order, step, { settled: atLifecycle, onItsWay }));
  else facts.push(...settlements(order, atLifecycle).map((settlement): Fact => ({ kind: 'settled', settlement })));
  returns.forEach((waiter, index) => facts.push(tellReturn(order, step, { waiter, with: index === returns.length - 1 ? atReturn : [] })));
  return [...facts, ...step.instructions];
}

function addEffect(waiter: Waiter, effect: Settlement['effects'][number]): void {
  const key = `${effect.view}/${effect.key}`;
  if ((waiter.effects[key]?.version ?? 0) < effect.version) waiter.effects[key] = effect;
}

/** What was missing has come. */
function clearAttention(order: OrderState, step: Step): void {
  if (!order.attention?.startsWith(NO_ANSWER) || isAnswerOwed(order) || isProviderOwing(order)) return;
  order.attention = null;
  moved(step, 'order-changed', 'all answers have come');
}

function tell(order: OrderState, step: Step, { settled, onItsWay }: { readonly settled: readonly Waiter[]; readonly onItsWay: string | undefined }): Fact {
  const { type, detail, placement } = step.lifecycle!;
  note(order, step, type, detail);
  order.untold = null;
  const announced = toldReturn(order, onItsWay);
  return {
    kind: 'lifecycle', type, version: order.version, order: documentOf(order), detail, settles: settlements(order, settled), ...(announced ? { return: announced } : {}),
    ...(placement ? { placement } : {}), ...(type === 'order-refused' && order.problem ? { problem: order.problem } : {}),
  };
}

function tellReturn(order: OrderState, step: Step, { waiter, with: others }: { readonly waiter: Waiter; readonly with: readonly Waiter[] }): Fact {
  const record = order.returns.find((one) => one.document.id === waiter.returnId)!;
  note(order, step, 'order-returned', `return ${record.document.id} at ${record.document.location}`);
  const document = returnDocumentOf(order, record);
  return {
    kind: 'lifecycle', type: 'order-returned', version: order.version, order: documentOf(order), detail: 'goods came back', return: document,
    settles: settlements(order, [waiter, ...others]),
  };
}

function note(order: OrderState, step: Step, type: string, detail: string): void {
  order.version++;
  order.timeline = [...order.timeline, { at: step.now.toISOString(), type, detail }].slice(-TIMELINE);
}

const settlements = (order: OrderState, waiters: readonly Waiter[]): Settlement[] => waiters.filter((one) => one.operationId).map((waiter) => settle(order, waiter));

function settle(order: OrderState, waiter: Waiter): Settlement {
  const { operationId, status, answer, body } = waiter;
  const effects = [...Object.values(waiter.effects), { view: 'order' as const, key: order.id, version: order.version }];
  if (answer === 'return' || answer === 'announced') {
    const key = waiter.returnId!;
    return { operationId, outcome: 'done', status, resource: { view: 'return', key }, effects: [...effects, { view: 'return', key, version: 1 }] };
  }
  if (waiter.problem) return { operationId, outcome: 'refused', status: waiter.problem.status, problem: waiter.problem, effects };
  const refused = answer === 'place' && order.process.outcome !== 'confirmed' && order.problem;
  if (refused) return { operationId, outcome: 'refused', status: refused.status, problem: refused, effects };
  return { operationId, outcome: 'done', status, ...(body === undefined ? { resource: { view: 'order', key: order.id } } : { body }), effects };
}
