import { NotYetHere } from '@onefront/outbox';
import type { StockFact } from '../domain/facts.js';
import * as rules from '../domain/holds.js';
import type { Unit } from '../persistence/unit.js';

export interface PlaceHold extends Omit<rules.PlaceHold, 'channel'> {
  readonly channel: string;
}

/** Keeps units for a client, all of them or none. A channel or location that the gateway knew and we do not is not yet here. */
export function placeHold({ book }: Unit, request: PlaceHold): StockFact[] {
  const channel = book.network.channels.get(request.channel);
  if (!channel) throw new NotYetHere(`channel ${request.channel}`);
  if (request.location !== undefined && !book.network.locations.has(request.location)) throw new NotYetHere(`location ${request.location}`);
  return rules.placeHold(book, { ...request, channel });
}

export function extendHold({ book }: Unit, request: { holdId: string; ttlSeconds: number }): StockFact[] {
  return rules.extendHold(book, request);
}

export function releaseHold({ book }: Unit, holdId: string): StockFact[] {
  return rules.releaseHold(book, holdId);
}

/** For the sweeper: ends a hold that is due. */
export function expireHold({ book }: Unit, holdId: string): StockFact[] {
  return rules.expireHold(book, holdId);
}
