import { moneyOf, type OrderMoney } from './money.js';
import type { AnnouncedReturn, OrderState } from './order.js';

/** The money of an order that has left before the goods that pay for it came (S7): what they are to pay is not asked of the card while they may come. */

export const isAwaiting = (order: OrderState): boolean => order.exchange?.advance?.state === 'open';

/** Goods of the old order that others have left for, and that have until a day to come. */
export const mayCome = ({ stage, exchange }: AnnouncedReturn): boolean => exchange?.advance !== undefined && !exchange.advance.decided && (stage === 'authorised' || stage === 'in-transit');

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** What goods are to pay at most. Minor units. */
const share = (order: OrderState, grand: bigint): bigint => min(BigInt(order.exchange?.advance?.value ?? '0'), grand);

/** What of the order is not asked of its tenders: the value of goods that are awaited, or what was given up with them. Minor units. */
export function notAskedFor(order: OrderState, { grand }: OrderMoney): bigint {
  return isAwaiting(order) ? share(order, grand) : BigInt(order.exchange?.advance?.forgiven ?? '0');
}

/** What of the order the awaited goods are still to pay: less when part of it was cancelled or came back meanwhile. Minor units; 0 when nothing is awaited. */
export function stillAwaited(order: OrderState): bigint {
  if (!isAwaiting(order)) return 0n;
  const money = moneyOf(order);
  const captured = order.tenders.reduce((sum, one) => sum + BigInt(one.captured), 0n) + asked(order, 'capture', true) - asked(order, 'refund', false);
  const owed = money.grand - money.cancelled - money.toRefund - captured;
  return owed <= 0n ? 0n : min(owed, share(order, money.grand));
}

/** The goods are awaited no longer. What came back of this order and was not refunded in money had not been paid either. */
export function awaitNoLonger(order: OrderState, outcome: 'came' | 'due'): void {
  const advance = order.exchange?.advance;
  if (!advance) return;
  const forgiven = moneyOf(order).toRefund - asked(order, 'refund', false);
  advance.forgiven = (forgiven > 0n ? forgiven : 0n).toString();
  advance.state = outcome;
}

function asked(order: OrderState, kind: 'capture' | 'refund', onlyOpen: boolean): bigint {
  return order.calls.reduce((sum, call) => (call.kind === kind && (!onlyOpen || call.state === 'asked' || call.state === 'unknown') ? sum + BigInt(call.amount) : sum), 0n);
}
