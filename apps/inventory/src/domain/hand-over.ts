import { bookPhysical, type Aftermath } from './break-promises.js';
import type { PromisedLine, StockFact } from './facts.js';
import { goodsLeft } from './physical.js';
import type { StockBook } from './stock-book.js';

export interface HandOver {
  readonly orderId: string;
  readonly handoverId: string;
  readonly lines: readonly PromisedLine[];
}

/** Promised units have left (shipped or collected, S5). Units that were no longer held have left all the same (S26). */
export function handOver(book: StockBook, { orderId, handoverId, lines }: HandOver): StockFact[] {
  const after = lines.map((line) => consume(book, orderId, line));
  return [
    { kind: 'stock-consumed', orderId, handoverId, lines, stock: book.closeStep() },
    ...after.flatMap((one) => one.broken),
  ];
}

function consume(book: StockBook, orderId: string, line: PromisedLine): Aftermath {
  const { sku, location } = line;
  const reservation = book.reservations.find(orderId, line);
  const held = reservation ? book.reservations.end(reservation, 'consumed', line.quantity) : 0;
  if (held > 0) book.book({ reason: 'sale', sku, location, reference: orderId, onHand: -held, unavailable: 0, reserved: -held });
  const unpromised = line.quantity - held;
  if (unpromised === 0) return { incidents: [], broken: [] };
  const outcome = goodsLeft(book.level(sku, location), unpromised);
  return bookPhysical(book, { sku, location, reference: orderId, orderId, outcome, what: `the handover of order ${orderId}` });
}
