import { isActive, isHandedOver, unitsOf, type OrderLine, type OrderState } from './order.js';

/** Quantities of a line, always counted from fulfillments: ordered = open + shipped + cancelled, returned within shipped (S5). */
export interface Quantities {
  readonly open: number;
  readonly shipped: number;
  readonly cancelled: number;
  readonly returned: number;
}

export function quantitiesOf(order: OrderState, line: OrderLine): Quantities {
  const shipped = shippedUnits(order, line);
  return { open: line.quantity - line.cancelled - shipped, shipped, cancelled: line.cancelled, returned: line.returned };
}

function handedOver(order: OrderState, line: OrderLine, sku: string): number {
  return unitsOf(order.fulfillments.filter(isHandedOver).map((one) => one.lines), line.id, sku);
}

/** Whole units that have left; of a bundle, as many as all its parts make up. */
export function shippedUnits(order: OrderState, line: OrderLine): number {
  return Math.min(...line.parts.map((part) => Math.floor(handedOver(order, line, part.sku) / part.per)));
}

/** How many units can still be cancelled: those of which nothing has left. */
export function cancellableUnits(order: OrderState, line: OrderLine): number {
  const begun = Math.max(...line.parts.map((part) => Math.ceil(handedOver(order, line, part.sku) / part.per)));
  return line.quantity - line.cancelled - begun;
}

/** Units of a part that the order still wants, less those it has, asks for or waits for. Above zero: missing; below: too many. */
export function missingUnits(order: OrderState, line: OrderLine, part: { sku: string; per: number }): number {
  const places = [
    order.promised, order.backordered, order.unplaced, order.question?.lines ?? [],
    ...order.fulfillments.filter((one) => isActive(one) || isHandedOver(one)).map((one) => one.lines),
  ];
  return (line.quantity - line.cancelled) * part.per - unitsOf(places, line.id, part.sku);
}

export function isWhollyCancelled(order: OrderState): boolean {
  return order.lines.every((line) => line.cancelled === line.quantity);
}
