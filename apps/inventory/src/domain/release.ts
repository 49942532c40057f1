import type { PromisedLine, StockFact } from './facts.js';
import type { Reservation } from './reservations.js';
import { letGoAside } from './set-aside.js';
import type { StockBook } from './stock-book.js';

export interface ReleaseStock {
  readonly orderId: string;
  readonly releaseId: string;
  /** These units; without it all that the order holds, and the order takes nothing any more. */
  readonly lines?: readonly PromisedLine[] | undefined;
}

/** Gives promised units back. Giving back what was never taken is a recorded no-op that blocks a later take (S25). */
export function releaseStock(book: StockBook, { orderId, releaseId, lines }: ReleaseStock): StockFact[] {
  const released = lines ? releaseUnits(book, orderId, lines) : releaseAll(book, orderId);
  return [{ kind: 'reservation-released', orderId, releaseId, lines: released, stock: book.closeStep() }];
}

function releaseAll(book: StockBook, orderId: string): PromisedLine[] {
  book.order(orderId).closed = true;
  for (const waiting of book.backorders.ofOrder(orderId)) book.backorders.drop(waiting);
  return book.reservations.ofOrder(orderId).flatMap((one) => release(book, one, one.held));
}

/** Gives back these units as far as they are held; units of a place where the line never held any are those that wait for stock. Returns what was held. */
export function releaseUnits(book: StockBook, orderId: string, lines: readonly PromisedLine[]): PromisedLine[] {
  return lines.flatMap((line) => {
    const reservation = book.reservations.find(orderId, line);
    if (reservation) return release(book, reservation, line.quantity);
    const open = line.quantity - dropWaiting(book, orderId, line);
    const order = book.order(orderId);
    if (open > 0 && order.attempt === 0) order.ahead.push({ lineId: line.lineId, sku: line.sku, quantity: open });
    return [];
  });
}

function dropWaiting(book: StockBook, orderId: string, { lineId, sku, quantity }: PromisedLine): number {
  const waiting = book.backorders.ofOrder(orderId).find((one) => one.lineId === lineId && one.sku === sku);
  const dropped = waiting ? book.backorders.drop(waiting, quantity) : 0;
  // Nothing waits any more where goods have come for all of it; the order may not have heard of them.
  return dropped + letGoAside(book, { orderId, lineId, sku }, quantity - dropped);
}

function release(book: StockBook, reservation: Reservation, units: number): PromisedLine[] {
  const { orderId, lineId, sku, location } = reservation;
  const quantity = book.reservations.end(reservation, 'released', units);
  if (quantity === 0) return [];
  book.book({ reason: 'release', sku, location, reference: orderId, onHand: 0, unavailable: 0, reserved: -quantity });
  return [{ lineId, sku, quantity, location }];
}
