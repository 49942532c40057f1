import { NotYetHere } from '@onefront/outbox';
import type { StockFact } from '../domain/facts.js';
import { missingUnits } from '../domain/recalled.js';
import { recalledAnswer, takeStock, type TakeStock } from '../domain/reserve.js';
import type { Unit } from '../persistence/unit.js';

export interface ReserveStock extends Omit<TakeStock, 'channel'> {
  readonly channel: string;
}

/** Promises an order its units, or refuses all of it. A channel or location that the gateway knew and we do not is not yet here. */
export function reserveStock({ book }: Unit, request: ReserveStock): StockFact[] {
  const channel = book.network.channels.get(request.channel);
  if (!channel) throw new NotYetHere(`channel ${request.channel}`);
  for (const { location } of request.gone) if (!book.network.locations.has(location)) throw new NotYetHere(`location ${location}`);
  for (const { pickupAt } of request.asked) if (pickupAt !== undefined && !book.network.locations.has(pickupAt)) throw new NotYetHere(`location ${pickupAt}`);
  const missing = missingOfRecalled(book, request);
  if (missing) throw new NotYetHere(`what was promised of ${missing.sku} at ${missing.location}`);
  return takeStock(book, { ...request, channel });
}

function missingOfRecalled(book: Unit['book'], request: ReserveStock): ReturnType<typeof missingUnits> {
  const before = request.attempt > book.order(request.orderId).attempt && !book.order(request.orderId).closed ? recalledAnswer(book, request) : undefined;
  return before && missingUnits(book, before);
}
