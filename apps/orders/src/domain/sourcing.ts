import type { ReservedLine } from '@onefront/contracts';
import { lineOf, type OrderState, type Question, type Units } from './order.js';
import type { Instruction, Step } from './step.js';
import { addUnits } from './units.js';

/**
 * Asks inventory for other locations for all units without one, backordered ones only when there is nothing else: all of a question is
 * answered alike. One question at a time; what comes up meanwhile is asked after the answer.
 */
export function askSourcing(order: OrderState, step: Step): void {
  const again = order.unplaced.every((units) => units.again);
  const asked = order.unplaced.filter((units) => Boolean(units.again) === again);
  order.unplaced = order.unplaced.filter((units) => Boolean(units.again) !== again);
  const lines: Units[] = [];
  for (const units of asked) addUnits(lines, units);
  const release: ReservedLine[] = asked.flatMap(({ lineId, sku, quantity, heldAt }) => (heldAt ? [{ lineId, sku, quantity, location: heldAt }] : []));
  order.question = { attempt: ++order.attempts, lines, release, again };
  step.instructions.push(questionInstruction(order, order.question));
}

/** Backordered units are to be asked for again. */
export function retryBackorders(order: OrderState): void {
  order.unplaced.push(...order.backordered.map((units) => ({ ...units, again: true as const })));
  order.backordered = [];
}

export function questionInstruction(order: OrderState, question: Question): Instruction {
  const lines = question.lines.map(({ lineId, sku, quantity }) => {
    const { method, location } = lineOf(order, lineId)!;
    return { lineId, sku, quantity, method, ...(location ? { location } : {}) };
  });
  const apart = question.lines.map((one) => lineOf(order, one.lineId)?.apart).find((place) => place !== undefined);
  const destination = apart ?? order.destination;
  return {
    kind: 'resourcing-requested', id: `${order.id}-s${question.attempt}`,
    data: {
      orderId: order.id, attempt: question.attempt, lines, excluded: question.again ? [] : [...order.excluded], channel: order.channel,
      ...(destination ? { destination } : {}), release: [...question.release],
    },
  };
}
