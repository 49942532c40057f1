import { DomainError, type FieldError } from '@onefront/kernel';
import type { StockFact } from './facts.js';
import type { Channel } from './network.js';
import { plan, type Demand } from './plan.js';
import type { StockBook } from './stock-book.js';
import { Supply } from './supply.js';

/** Units kept for somebody who has not ordered yet (S2). Its promises are reservations under its own id. */
export interface Hold {
  readonly id: string;
  readonly client: string;
  readonly channel: string;
  readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
  readonly location?: string | undefined;
  readonly reference?: string | undefined;
  status: 'held' | 'taken' | 'released' | 'expired';
  expiresAt: Date;
  extended: boolean;
  orderId?: string | undefined;
  version: number;
}

/** Ids of holds and of orders can never be the same: orders are never told of what happens to a hold. */
export function isHold(id: string): boolean {
  return id.startsWith('hold-');
}

/** Does it count at this moment? Expiry is true when it is read; sweeping only tidies (S2). */
export function isActive(hold: Hold, now: Date): boolean {
  return hold.status === 'held' && hold.expiresAt > now;
}

export interface PlaceHold extends Pick<Hold, 'client' | 'lines' | 'location' | 'reference'> {
  readonly holdId: string;
  readonly channel: Channel;
  /** What the lines take of stock. */
  readonly parts: readonly Demand[];
  readonly ttlSeconds: number;
  /** Open holds that the client may have. */
  readonly limit: number;
}

/** Keeps all units or none. Throws `too-many-holds` and `out-of-stock` (409), which names each short line. */
export function placeHold(book: StockBook, { holdId, client, channel, lines, location, reference, parts, ttlSeconds, limit }: PlaceHold): StockFact[] {
  if (book.holds.get(holdId)) return [];
  if (book.holds.openOf(client) >= limit) throw new DomainError('too-many-holds', 'conflict', `${limit} holds are open, which is as many as one client may have: release some, or let them expire`);
  const { lines: planned, short } = plan(new Supply(book, channel, { excluded: new Set(), orderId: holdId }), parts);
  if (short.length > 0) {
    const errors = short.map(({ demand: { lineId, sku, quantity }, available }): FieldError => ({ path: `/lines/${Number(lineId) - 1}`, message: `${available} of ${quantity} ${sku} available` }));
    throw new DomainError('out-of-stock', 'conflict', errors.map(({ message }) => message).join('; ').slice(0, 1000), errors);
  }
  for (const line of planned) {
    book.book({ reason: 'reserve', sku: line.sku, location: line.location, reference: holdId, onHand: 0, unavailable: 0, reserved: line.quantity });
    book.reservations.take(holdId, line);
  }
  book.order(holdId).attempt = 1;
  const hold: Hold = { id: holdId, client, channel: channel.id, lines, location, reference, status: 'held', expiresAt: after(book.now, ttlSeconds), extended: false, version: 0 };
  return [told(book, hold)];
}

/** Keeps a hold longer, once. Throws `hold-ended` and `already-extended` (409). */
export function extendHold(book: StockBook, { holdId, ttlSeconds }: { holdId: string; ttlSeconds: number }): StockFact[] {
  const hold = known(book, holdId);
  if (!isActive(hold, book.now)) throw new DomainError('hold-ended', 'conflict', `the hold is ${hold.status === 'held' ? 'expired' : hold.status}`);
  if (hold.extended) throw new DomainError('already-extended', 'conflict', 'a hold is extended once');
  const until = after(book.now, ttlSeconds);
  if (until > hold.expiresAt) hold.expiresAt = until;
  hold.extended = true;
  return [told(book, hold)];
}

/** Gives a hold up. One that has ended stays as it ended. */
export function releaseHold(book: StockBook, holdId: string): StockFact[] {
  const hold = known(book, holdId);
  if (hold.status !== 'held') return [];
  return end(book, hold, isActive(hold, book.now) ? 'released' : 'expired');
}

/** What the sweeper does when a hold is due; nothing when it has ended, or lives longer by now. */
export function expireHold(book: StockBook, holdId: string): StockFact[] {
  const hold = book.holds.get(holdId);
  return hold?.status === 'held' && !isActive(hold, book.now) ? end(book, hold, 'expired') : [];
}

/** Units of locked SKUs whose hold has expired are free from this moment, whether or not it has been swept. */
export function freeExpired(book: StockBook): StockFact[] {
  return [...book.holds.due].flatMap((holdId): StockFact[] => {
    giveBack(book, holdId);
    const stock = book.closeStep();
    return stock.length === 0 ? [] : [{ kind: 'stock-adjusted', key: holdId, movementId: `${holdId}/expired`, stock, incidents: [] }];
  });
}

function end(book: StockBook, hold: Hold, status: 'released' | 'expired'): StockFact[] {
  giveBack(book, hold.id);
  book.order(hold.id).closed = true;
  hold.status = status;
  return [told(book, hold)];
}

/** Ends the promises of a hold; the caller closes the step. */
export function giveBack(book: StockBook, holdId: string): void {
  for (const one of book.reservations.ofOrder(holdId)) {
    const units = book.reservations.end(one, 'released');
    if (units > 0) book.book({ reason: 'release', sku: one.sku, location: one.location, reference: holdId, onHand: 0, unavailable: 0, reserved: -units });
  }
}

function told(book: StockBook, hold: Hold): StockFact {
  hold.version += 1;
  book.holds.put(hold);
  return { kind: 'hold-changed', hold: { ...hold }, stock: book.closeStep() };
}

function known(book: StockBook, holdId: string): Hold {
  const hold = book.holds.get(holdId);
  if (!hold) throw new DomainError('not-found', 'not-found', 'There is nothing here.');
  return hold;
}

function after(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
