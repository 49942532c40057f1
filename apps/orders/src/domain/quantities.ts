import { isActive, isHandedOver, type OrderLine, type OrderState, type Units } from './order.js';

/** Quantities of a line, always counted from fulfillments: ordered = open + shipped + cancelled, returned within shipped (S5). */
export interface Quantities {
  readonly open: number;
  readonly shipped: number;
  readonly cancelled: number;
  readonly returned: number;
}

/** Units by line and SKU, counted once for all lines: an order may have thousands. */
export type UnitCounts = ReadonlyMap<string, number>;

export function countUnits(lists: readonly (readonly Units[])[]): UnitCounts {
  const counts = new Map<string, number>();
  for (const list of lists) {
    for (const { lineId, sku, quantity } of list) {
      const key = `${lineId}\n${sku}`;
      counts.set(key, (counts.get(key) ?? 0) + quantity);
    }
  }
  return counts;
}

export const countOf = (counts: UnitCounts, lineId: string, sku: string): number => counts.get(`${lineId}\n${sku}`) ?? 0;

/** What has left. Whoever looks at many lines counts once and hands it on. */
export function handedOver(order: OrderState): UnitCounts {
  return countUnits(order.fulfillments.filter(isHandedOver).map((one) => one.lines));
}

/** What the order has anywhere, asks for or waits for. */
export function placedUnits(order: OrderState): UnitCounts {
  return countUnits([
    order.promised, order.backordered, order.unplaced, order.question?.lines ?? [],
    ...order.fulfillments.filter((one) => isActive(one) || isHandedOver(one)).map((one) => one.lines),
  ]);
}

export function quantitiesOf(order: OrderState, line: OrderLine, gone: UnitCounts = handedOver(order)): Quantities {
  const shipped = shippedUnits(order, line, gone);
  return { open: line.quantity - line.cancelled - shipped, shipped, cancelled: line.cancelled, returned: line.returned };
}

/** Of all lines, in their order. */
export function allQuantities(order: OrderState): Quantities[] {
  const gone = handedOver(order);
  return order.lines.map((line) => quantitiesOf(order, line, gone));
}

/** Whole units that have left; of a bundle, as many as all its parts make up. */
export function shippedUnits(order: OrderState, line: OrderLine, gone: UnitCounts = handedOver(order)): number {
  return Math.min(...line.parts.map((part) => Math.floor(countOf(gone, line.id, part.sku) / part.per)));
}

/** How many units can still be cancelled: those of which nothing has left. */
export function cancellableUnits(order: OrderState, line: OrderLine, gone: UnitCounts = handedOver(order)): number {
  const begun = Math.max(...line.parts.map((part) => Math.ceil(countOf(gone, line.id, part.sku) / part.per)));
  return line.quantity - line.cancelled - begun;
}

/** Units of a part that the order still wants, less those it has. Above zero: missing; below: too many. */
export function missingUnits(line: OrderLine, part: { sku: string; per: number }, placed: UnitCounts): number {
  return (line.quantity - line.cancelled) * part.per - countOf(placed, line.id, part.sku);
}

/** Units of a line that are announced to come back and have not become a return. */
export function announcedUnits(order: OrderState, line: OrderLine): number {
  return (order.announced ?? []).filter((one) => one.stage !== 'declined').flatMap((one) => one.lines).reduce((sum, one) => (one.lineId === line.id ? sum + one.quantity : sum), 0);
}

export function isWhollyCancelled(order: OrderState): boolean {
  return order.lines.every((line) => line.cancelled === line.quantity);
}
