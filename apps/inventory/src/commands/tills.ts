import { NotYetHere } from '@onefront/outbox';
import type { StockFact } from '../domain/facts.js';
import * as rules from '../domain/stock-lease.js';
import type { Unit } from '../persistence/unit.js';

export interface LeaseStock extends Omit<rules.LeaseWord, 'channel'> {
  readonly channel: string;
}

/** Sets units aside for a till (S22). What the gateway knew and we do not is not yet here: channel, location, and the sales that the device has handed in. */
export function leaseStock({ book }: Unit, word: LeaseStock): StockFact[] {
  const channel = book.network.channels.get(word.channel);
  if (!channel) throw new NotYetHere(`channel ${word.channel}`);
  if (!book.network.locations.has(word.location)) throw new NotYetHere(`location ${word.location}`);
  const { acknowledged } = book.queueOf(word.till, word.location);
  if (acknowledged < word.sequence) throw new NotYetHere(`sale ${acknowledged + 1} of ${word.till}`);
  return rules.leaseStock(book, { ...word, channel });
}

/** Takes back what a device has not returned, of SKUs that were counted since it stopped selling. */
export function reclaimLease({ book }: Unit, till: string, counted: ReadonlySet<string>): StockFact[] {
  return rules.reclaimLease(book, till, counted);
}

/** orders has sales of a till up to this sequence: a pop-up is not closed before they are here. */
export function noteAccepted({ book }: Unit, { till, location, accepted }: { till: string; location: string; accepted: number }): void {
  book.queueOf(till, location).note(accepted);
}
