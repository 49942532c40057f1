import { allocate } from '@onefront/kernel';
import type { OrderLine, OrderState } from './order.js';
import { allQuantities, type Quantities } from './quantities.js';

/**
 * The money of an order: each line has its share of the grand total, each unit its share of the line (largest remainder, ties to the
 * earlier unit), so that shipping, cancelling or returning everything, in any portions, adds up to the penny.
 */

/** What the first `count` of `of` units make of `total`. */
export function firstUnits(total: bigint, of: number, count: number): bigint {
  const [units, first] = [BigInt(of), BigInt(count)];
  const extra = total % units;
  return (total / units) * first + (first < extra ? first : extra);
}

/** Spreads the grand total over lines; what no line explains (shipping) stays apart. `owed` = each line's total with its tax where tax comes on top. */
export function shareGrand(grand: bigint, owed: readonly bigint[]): { lines: bigint[]; rest: bigint } {
  const rest = grand - owed.reduce((sum, one) => sum + one, 0n);
  if (rest >= 0n) return { lines: [...owed], rest };
  const lines = allocate(grand, owed);
  return { lines, rest: 0n };
}

export interface OrderMoney {
  readonly grand: bigint;
  /** Of what has left, with shipping once anything has. */
  readonly handedOver: bigint;
  readonly cancelled: bigint;
  /** Of what came back. */
  readonly returned: bigint;
  /** Of what came back and is paid back to where it came from. */
  readonly toRefund: bigint;
}

/** Recomputed from quantities. Zero throughout until the order is priced. */
export function moneyOf(order: OrderState): OrderMoney {
  const grand = BigInt(order.totals?.grand.amount ?? '0');
  const rest = BigInt(order.rest);
  const quantities = allQuantities(order);
  const sum = (share: (line: OrderLine, own: Quantities) => bigint) => order.lines.reduce((total, line, index) => total + share(line, quantities[index]!), 0n);
  const nothingGoes = quantities.every((one) => one.open === 0 && one.shipped === 0);
  return {
    grand,
    handedOver: sum((line, own) => firstUnits(paidFor(line), line.quantity, own.shipped)) + (quantities.some((one) => one.shipped > 0) ? rest : 0n),
    // Cancelled units are the last ones of a line, shipped and returned ones the first: the three never overlap.
    cancelled: sum((line, own) => paidFor(line) - firstUnits(paidFor(line), line.quantity, line.quantity - own.cancelled)) + (nothingGoes ? rest : 0n),
    returned: sum((line, own) => firstUnits(paidFor(line), line.quantity, own.returned)),
    toRefund: order.returns.reduce((total, one) => (one.booked && one.document.refund.to === 'original' ? total + refundOf(one) : total), 0n) + refundedBefore(order),
  };
}

/** What a return is to be refunded with: the value of its goods and its part of shipping, less its fee and what an exchange has taken. Minor units. */
export function refundOf({ document, fee = '0', shipping = '0', exchange }: OrderState['returns'][number]): bigint {
  return BigInt(document.total.amount) + BigInt(shipping) - BigInt(fee) - BigInt(exchange?.taken ?? '0');
}

/** Of goods that are here and whose refund does not wait for the inspection. */
function refundedBefore(order: OrderState): bigint {
  const next = new Map<string, number>();
  let total = 0n;
  for (const one of order.announced ?? []) {
    if (one.stage !== 'received' || one.refundWhen !== 'received' || one.refund !== 'original') continue;
    for (const { lineId, quantity } of one.lines) {
      const line = order.lines.find((known) => known.id === lineId)!;
      const from = next.get(lineId) ?? line.returned;
      next.set(lineId, from + quantity);
      total += firstUnits(paidFor(line), line.quantity, from + quantity) - firstUnits(paidFor(line), line.quantity, from);
    }
    total += BigInt(one.shipping) - BigInt(one.fee);
  }
  return total;
}

/** What the next `count` returned units of a line are worth. */
export function valueOfReturn(line: OrderLine, count: number): bigint {
  const paid = paidFor(line);
  return firstUnits(paid, line.quantity, line.returned + count) - firstUnits(paid, line.quantity, line.returned);
}

/** What these units would be worth if they came next. Minor units. */
export function valueOfNext(order: OrderState, lines: readonly { readonly lineId: string; readonly quantity: number }[]): bigint {
  const came = new Map<string, number>();
  for (const { lineId, quantity } of lines) came.set(lineId, (came.get(lineId) ?? 0) + quantity);
  return [...came].reduce((sum, [lineId, quantity]) => sum + valueOfReturn(order.lines.find((one) => one.id === lineId)!, quantity), 0n);
}

export function paidFor(line: OrderLine): bigint {
  return BigInt(line.paid ?? '0');
}
