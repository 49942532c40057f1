import type { Placement } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { firstUnits, paidFor } from './money.js';
import type { AnnouncedReturn, OrderLine, OrderState } from './order.js';

type NewLine = Placement['lines'][number];
/** Units of a line that come back and nobody has taken the place of yet, after `from` that came before. */
interface Room { from: number; units: number }

/**
 * Price lock (S7): a unit that takes the place of one that came back costs what that one cost, promotions of then included; the others of the same exchange
 * cost what they cost today. Where tax comes on top of prices it is part of what was paid, so it is kept as well, at the rate of then (S13): even is even
 * whatever the rate is today. `insteadOf` = by line of the new order, the line of the old one. Throws `too-many-units` (422).
 */
export function priceLocked(order: OrderState, aside: AnnouncedReturn, placement: Placement, insteadOf: Readonly<Record<string, string>>): Placement {
  if (!placement.lines.some((line) => insteadOf[line.lineId] !== undefined)) return placement;
  const room = roomOf(order, aside);
  const lines = placement.lines.map((line, index) => {
    const of = insteadOf[line.lineId];
    return of === undefined ? line : keep(order, line, { index, old: order.lines.find((one) => one.id === of), room: room.get(of) }, placement.channel.taxIncluded);
  });
  // Nothing is left that a coupon could lower.
  return { ...placement, lines, ...(lines.every((line) => line.kept) ? { coupons: [] } : {}) };
}

function roomOf(order: OrderState, { lines }: AnnouncedReturn): Map<string, Room> {
  const room = new Map<string, Room>();
  for (const { lineId, quantity } of lines) room.set(lineId, { from: order.lines.find((one) => one.id === lineId)!.returned, units: (room.get(lineId)?.units ?? 0) + quantity });
  return room;
}

function keep(order: OrderState, line: NewLine, { index, old, room }: { index: number; old: OrderLine | undefined; room: Room | undefined }, taxIncluded: boolean): NewLine {
  if (!old || !room || room.units < line.quantity) throw new DomainError('too-many-units', 'invalid', `line ${index + 1} takes the place of more than comes back`, [{ path: `/newLines/${index}/insteadOf`, message: `of that line ${room?.units ?? 0} units come back` }]);
  const shareOf = (sum: bigint) => firstUnits(sum, old.quantity, room.from + line.quantity) - firstUnits(sum, old.quantity, room.from);
  const paid = shareOf(paidFor(old));
  // What was tax then is tax now, unless prices contain it by now: what is paid stays the same either way.
  const goods = taxIncluded || BigInt(old.total.amount) > paidFor(old) ? paid : shareOf(BigInt(old.total.amount));
  room.from += line.quantity;
  room.units -= line.quantity;
  const money = (amount: bigint) => ({ amount: amount.toString(), currency: order.currency });
  const { unitPrice: _unitPrice, total: _total, discounts: _discounts, ...rest } = line;
  return { ...rest, kept: { total: money(goods), ...(taxIncluded ? {} : { tax: money(paid - goods) }) } };
}
