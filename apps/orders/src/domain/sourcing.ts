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
  const waiting = again ? asked.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity })) : takeWaiting(order, asked);
  const lines: Units[] = [];
  for (const units of again ? asked : [...asked, ...waiting]) addUnits(lines, units);
  const release: ReservedLine[] = asked.flatMap(({ lineId, sku, quantity, heldAt }) => (heldAt ? [{ lineId, sku, quantity, location: heldAt }] : []));
  order.question = { attempt: ++order.attempts, lines, release, waiting };
  step.instructions.push(questionInstruction(order, order.question));
}

/** Inventory answers for a line and SKU as a whole: what of it waits for stock is asked for together with the rest. */
function takeWaiting(order: OrderState, asked: readonly Units[]): Units[] {
  const isAsked = (units: Units) => asked.some((one) => one.lineId === units.lineId && one.sku === units.sku);
  const waiting = [...order.backordered, ...order.unplaced].filter(isAsked).map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity }));
  order.backordered = order.backordered.filter((units) => !isAsked(units));
  order.unplaced = order.unplaced.filter((units) => !isAsked(units));
  return waiting;
}

/** Only asks whether there is stock by now. */
export function asksForStockOnly({ lines, waiting }: Question): boolean {
  const sum = (list: readonly Units[]) => list.reduce((total, one) => total + one.quantity, 0);
  return sum(lines) === sum(waiting);
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
      orderId: order.id, attempt: question.attempt, lines, excluded: asksForStockOnly(question) ? [] : [...order.excluded], channel: order.channel,
      ...(destination ? { destination } : {}), release: [...question.release],
    },
  };
}
