import { NotYetHere } from '@onefront/outbox';
import type { StockFact } from '../domain/facts.js';
import { handOver, type HandOver } from '../domain/hand-over.js';
import type { Unit } from '../persistence/unit.js';

/** Promised units have left their location. */
export function handOverGoods({ book }: Unit, request: HandOver): StockFact[] {
  for (const { location } of request.lines) if (!book.network.locations.has(location)) throw new NotYetHere(`location ${location}`);
  return handOver(book, request);
}
