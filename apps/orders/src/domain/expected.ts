import type { backorderPromised, DataOf } from '@onefront/contracts';
import { advance } from './advance.js';
import type { OrderState } from './order.js';
import { isEnding } from './process.js';
import { moved, type Step } from './step.js';

/**
 * Units that wait are promised of expected receipts, other ones than before, or none any more: the customer is told when the day has moved. What inventory says
 * replaces what it said of these lines before, so that a repeat changes nothing. While the order is undecided, it is told with its confirmation.
 */
export function unitsExpected(order: OrderState, { lines }: DataOf<typeof backorderPromised>, step: Step): void {
  const others = (order.expected ?? []).filter((one) => !lines.some(({ lineId, sku }) => lineId === one.lineId && sku === one.sku));
  const before = order.expected ?? [];
  order.expected = [...others, ...lines.flatMap(({ lineId, sku, expected }) => expected.map((one) => ({ lineId, sku, ...one })))];
  if (order.process.outcome === 'confirmed' && !isEnding(order.process)) {
    const words = lines.flatMap(({ lineId, sku, expected }) => wordsOf(before.filter((one) => one.lineId === lineId && one.sku === sku), expected, sku) ?? []);
    if (words.length > 0) moved(step, 'order-changed', words.join('; '));
  }
  advance(order, step);
}

type Units = ReadonlyArray<{ readonly quantity: number; readonly receipt: string; readonly eta: string }>;

/** Undefined when the same is expected as before. */
function wordsOf(before: Units, now: Units, sku: string): string | undefined {
  const said = (units: Units) => units.map(({ quantity, receipt, eta }) => `${quantity} ${receipt} ${eta}`).join();
  if (said(before) === said(now)) return undefined;
  if (now.length === 0) return `${sku} is no longer expected`;
  const was = before.at(-1)?.eta;
  const day = now.at(-1)!.eta.slice(0, 10);
  return was === undefined || was.slice(0, 10) === day ? `${sku} is expected by ${day}` : `${sku} is expected by ${day}, not by ${was.slice(0, 10)}`;
}
