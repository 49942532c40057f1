import { DomainError, type FieldError } from '@onefront/kernel';
import { advance } from './advance.js';
import { chooseLines, type Excess, type LineRef } from './line-choice.js';
import type { OrderState } from './order.js';
import { afterCancelling, openCallsSince } from './outcomes.js';
import { cancellableUnits, handedOver, quantitiesOf, shippedUnits } from './quantities.js';
import { asksForStockOnly } from './sourcing.js';
import { waitFor, type Step } from './step.js';

export interface Cancellation {
  readonly reason?: string | undefined;
  /** Absent: the whole order. */
  readonly lines?: readonly LineRef[] | undefined;
}

/**
 * Cancels an order or units of it. It never sets a status: it is a wish, and the order is `cancelled` when every step is released (S25).
 * Throws `already-shipped`, `already-refused`, `order-undecided` (409), `unknown-line`, `too-many-units` (422). Cancelling again changes nothing.
 */
export function cancel(order: OrderState, cancellation: Cancellation, operationId: string | undefined, step: Step): void {
  const { outcome, wish } = order.process;
  if (outcome === 'refused' || outcome === 'refusing') throw new DomainError('already-refused', 'conflict', 'the order was refused; there is nothing to cancel');
  if (outcome === 'cancelled' || wish === 'cancel') {
    if (operationId) waitFor(order, { operationId, status: 200, answer: 'order', needs: outcome === 'cancelled' ? [] : ['cancelled'] });
    return;
  }
  const whole = cancellation.lines === undefined;
  if (outcome === 'open') {
    if (!whole) throw new DomainError('order-undecided', 'conflict', 'the order is not decided yet: cancel it as a whole, or lines of it once it is confirmed');
    order.process = { ...order.process, wish: 'cancel' };
    order.cancelReason = cancellation.reason ?? 'cancelled on request';
  } else cancelUnits(order, cancellation, step);
  if (operationId) waitFor(order, { operationId, status: 200, answer: 'order', needs: order.process.wish === 'cancel' ? ['cancelled'] : pendingOf(order) });
  const asked = order.calls.length;
  advance(order, step);
  const waiter = order.waiters.find((one) => one.operationId === operationId);
  waiter?.needs.push(...openCallsSince(order, asked));
}

function cancelUnits(order: OrderState, cancellation: Cancellation, step: Step): void {
  const refs = cancellation.lines ?? order.lines.map((line) => ({ lineId: line.id, quantity: line.quantity - line.cancelled }));
  const gone = handedOver(order);
  const { chosen, excess } = chooseLines(order, refs, (line) => cancellableUnits(order, line, gone));
  const tooMany = excess.filter((one) => !isCancelledAlready(order, one));
  if (tooMany.some((one) => one.lines.some((line) => line.quantity - line.cancelled > cancellableUnits(order, line, gone)))) throw refusal('already-shipped', 'conflict', tooMany, order);
  if (tooMany.length > 0) throw refusal('too-many-units', 'invalid', tooMany, order);
  for (const { line, quantity } of chosen) line.cancelled += quantity;
  if (chosen.length === 0) return;
  const reason = cancellation.reason ?? 'cancelled on request';
  order.untold = `${chosen.map(({ line, quantity }) => `${quantity} x ${line.sku}`).join(', ')} cancelled: ${reason}`;
  afterCancelling(order, step, reason);
}

/** Nothing of the line is left: what is asked for has been done before. */
function isCancelledAlready(order: OrderState, { lines }: Excess): boolean {
  return lines.every((line) => quantitiesOf(order, line).open === 0 && shippedUnits(order, line) === 0);
}

/** What the release of part of an order waits for: the releases just asked, and units that are being sourced right now. */
function pendingOf(order: OrderState): string[] {
  return [...order.releases.filter((one) => one.lines).map((one) => `stock:${one.id}`), ...(order.question && !asksForStockOnly(order.question) ? ['sourced'] : [])];
}

function refusal(code: string, kind: 'conflict' | 'invalid', excess: readonly Excess[], order: OrderState): DomainError {
  const errors: FieldError[] = excess.map(({ index, lines, missing }) => {
    const shipped = lines.reduce((sum, line) => sum + shippedUnits(order, line), 0);
    return { path: `/lines/${index}`, message: `${lines[0]!.sku}: ${missing} more than can be cancelled, ${shipped} shipped` };
  });
  return new DomainError(code, kind, errors.map((one) => one.message).join('; '), errors);
}
