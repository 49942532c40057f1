import { NotYetHere } from '@onefront/outbox';
import * as counts from '../domain/counts.js';
import type { StockFact } from '../domain/facts.js';
import * as transfers from '../domain/transfers.js';
import type { Unit } from '../persistence/unit.js';

/** Sends units off to another location. A location that the gateway knew and we do not is not yet here. */
export function shipTransfer({ book }: Unit, request: transfers.ShipTransfer): StockFact[] {
  for (const id of [request.from, request.to]) if (!book.network.locations.has(id)) throw new NotYetHere(`location ${id}`);
  return transfers.shipTransfer(book, request);
}

export function receiveTransfer({ book }: Unit, request: transfers.ReceiveTransfer): StockFact[] {
  return transfers.receiveTransfer(book, request);
}

export function cancelTransfer({ book }: Unit, transferId: string): StockFact[] {
  return transfers.cancelTransfer(book, transferId);
}

/** Begins to count at a location. One that the gateway knew and we do not is not yet here. */
export function openCount({ book }: Unit, request: counts.OpenCount): StockFact[] {
  if (!book.network.locations.has(request.location)) throw new NotYetHere(`location ${request.location}`);
  return counts.openCount(book, request);
}

export function recordCount({ book }: Unit, request: { countId: string; lines: readonly counts.CountedUnits[] }): StockFact[] {
  return counts.recordCount(book, request);
}

export function closeCount({ book }: Unit, countId: string): StockFact[] {
  return counts.closeCount(book, countId);
}
