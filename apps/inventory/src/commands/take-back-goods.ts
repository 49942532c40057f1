import { NotYetHere } from '@onefront/outbox';
import type { StockFact } from '../domain/facts.js';
import { takeBack, type TakeBack } from '../domain/take-back.js';
import type { Unit } from '../persistence/unit.js';

/** Returned units lie at a location. */
export function takeBackGoods({ book }: Unit, request: TakeBack): StockFact[] {
  if (!book.network.locations.has(request.location)) throw new NotYetHere(`location ${request.location}`);
  return takeBack(book, request);
}
