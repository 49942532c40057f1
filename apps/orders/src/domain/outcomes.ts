import { happen } from './fulfillment-step.js';
import { isActive, type OrderLine, type OrderState } from './order.js';
import type { Answer } from './process.js';
import { cancellableUnits, handedOver, isWhollyCancelled, missingUnits, placedUnits } from './quantities.js';
import { refusalOf } from './refusal.js';
import { retryBackorders } from './sourcing.js';
import { alsoNeeds, moved, resolve, type Step } from './step.js';
import { settleMoney } from './payments.js';
import { fulfill, requestRelease, trim, unstockedUnits } from './units.js';

/** How the process of a sale ends. */

export function confirm(order: OrderState, step: Step): Answer[] {
  fulfill(order, [...order.promised, ...unstockedUnits(order)], step);
  order.promised = [];
  moved(step, 'order-confirmed', 'the order stands');
  const asked = order.calls.length;
  settleMoney(order, step);
  // A sale on the spot is answered with its money taken.
  alsoNeeds(order, 'outcome', openCallsSince(order, asked));
  resolve(order, 'outcome');
  return whatHasCome(order);
}

function whatHasCome(order: OrderState): Answer[] {
  if (!order.stockHasCome) return [];
  delete order.stockHasCome;
  retryBackorders(order);
  return [{ step: 'stock', answer: 'broken' }];
}

export function openCallsSince(order: OrderState, count: number): string[] {
  return order.calls.slice(count).filter((call) => call.state === 'asked').map((call) => call.id);
}

export function refuse(order: OrderState, step: Step): void {
  moved(step, 'order-refused', order.problem?.detail ?? 'the order is refused');
  resolve(order, 'outcome');
}

/** Decides why an order is refused, once; later answers add nothing to it. */
export function decideRefusal(order: OrderState): void {
  if (order.problem || (order.process.outcome !== 'refusing' && order.process.outcome !== 'refused')) return;
  const { problem, refusal } = refusalOf(order);
  order.problem = problem;
  order.refusal = refusal;
}

/** Every step is released: what remained is cancelled, and with it the order. */
export function cancelRemaining(order: OrderState, step: Step): void {
  for (const line of order.lines) line.cancelled = line.quantity;
  for (const one of order.fulfillments) if (isActive(one)) happen(one, 'cancel');
  order.problem ??= { type: 'https://onefront.dev/problems/order-cancelled', title: 'Order cancelled', status: 409, detail: 'the order was cancelled before it was confirmed' };
  moved(step, 'order-cancelled', order.cancelReason ?? 'cancelled');
  resolve(order, 'outcome');
  resolve(order, 'cancelled');
  resolve(order, 'sourced');
}

/** No location can serve what lost its own: those units are cancelled with their reason; a bundle loses whole units. */
export function dropShort(order: OrderState, step: Step): Answer[] {
  const placed = placedUnits(order);
  const gone = handedOver(order);
  const missing = (line: OrderLine): number => Math.max(0, ...line.parts.map((part) => Math.ceil(missingUnits(line, part, placed) / part.per)));
  const dropped = order.lines.filter((line) => line.stocked && missing(line) > 0).map((line) => {
    const units = Math.min(missing(line), Math.max(0, cancellableUnits(order, line, gone)));
    line.cancelled += units;
    return `${units} x ${line.sku}`;
  });
  // Without any, those asked for wait for stock anyway.
  if (dropped.length > 0) {
    const detail = `no location can serve ${dropped.join(', ')} any more: cancelled`;
    order.attention = detail;
    moved(step, 'order-changed', detail);
    afterCancelling(order, step, detail);
  }
  return order.unplaced.length > 0 ? [{ step: 'stock', answer: 'broken' }] : [];
}

/** Frees what cancelled units held; an order of which nothing is left is cancelled as a whole. Answers are awaited by who waits for `cancelled`. */
export function afterCancelling(order: OrderState, step: Step, reason: string): void {
  if (isWhollyCancelled(order)) {
    order.cancelReason ??= reason;
    for (const one of order.fulfillments) if (isActive(one)) happen(one, 'cancel');
    order.process = { ...order.process, wish: 'cancel' };
    return;
  }
  tellGoneLines(order, step);
  const lines = trim(order);
  if (lines.length > 0) alsoNeeds(order, 'cancelled', requestRelease(order, step, { lines, stock: true, coupons: false, awaitCoupons: false }));
  resolve(order, 'cancelled');
}

/** Once per line of which nothing stands any more: by an order that is cancelled as a whole this is said by its end. */
function tellGoneLines(order: OrderState, step: Step): void {
  const lines = order.lines.filter((line) => line.cancelled === line.quantity && !order.goneLines?.includes(line.id)).map((line) => line.id);
  if (lines.length === 0) return;
  order.goneLines = [...(order.goneLines ?? []), ...lines];
  step.instructions.push({ kind: 'lines-cancelled', id: `${order.id}-gone-${order.goneLines.length}`, data: { orderId: order.id, lines } });
}
