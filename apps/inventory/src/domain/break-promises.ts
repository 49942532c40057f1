import { isEscrow } from './escrow.js';
import type { ReservationBroken } from './facts.js';
import { isHold } from './holds.js';
import { isLease } from './stock-lease.js';
import type { Incident } from './incident.js';
import type { Physical } from './physical.js';
import type { Reservation } from './reservations.js';
import type { StockBook } from './stock-book.js';

/** Something that happened to units at a place; `orderId` when a sale did it. */
export interface PhysicalFact {
  readonly sku: string;
  readonly location: string;
  readonly reference: string;
  readonly orderId?: string;
  readonly outcome: Physical;
  /** Somebody has counted: what is missing went through tills that have it on lease, as far as they do, and their sales are not here yet. */
  readonly counted?: true;
  /** In words, for the incident: "a carry-out sale". */
  readonly what: string;
}

export interface Aftermath {
  readonly incidents: Incident[];
  readonly broken: ReservationBroken[];
}

/** Books a physical fact with its consequences (S26): found units, the youngest promises broken, incidents that name both sides. */
export function bookPhysical(book: StockBook, fact: PhysicalFact): Aftermath {
  const { sku, location, reference, outcome } = fact;
  for (const one of outcome.changes) book.book({ ...one, sku, location, reference });
  const after: Aftermath = { incidents: [], broken: [] };
  if (outcome.found > 0) after.incidents.push(foundIncident(book, fact));
  breakYoungest(book, fact, after);
  book.incidents.push(...after.incidents);
  return after;
}

function foundIncident(book: StockBook, { sku, location, orderId, outcome, what }: PhysicalFact): Incident {
  const detail = `${what} took units of ${sku} at ${location} that were not on hand: ${outcome.found} booked as found`;
  return { id: book.newId(), kind: 'found-by-sale', detail, sku, location, quantity: outcome.found, ...(orderId ? { orderId } : {}) };
}

function breakYoungest(book: StockBook, fact: PhysicalFact, after: Aftermath): void {
  const { sku, location, orderId, what } = fact;
  let missing = fact.outcome.broken;
  if (missing === 0) return;
  for (const promise of inTurn(book, fact)) {
    const aside = promise.aside;
    const quantity = book.reservations.end(promise, 'broken', missing);
    book.book({ reason: 'break', sku, location, reference: promise.orderId, onHand: 0, unavailable: 0, reserved: -quantity });
    const incident: Incident = {
      id: book.newId(), kind: 'promise-broken', sku, location, quantity, brokenOrderId: promise.orderId, ...(orderId ? { orderId } : {}),
      detail: `${what} left nothing behind ${quantity} of ${sku} promised at ${location} to order ${promise.orderId}`,
    };
    after.incidents.push(incident);
    // Nobody waits for what was only held or leased: whoever orders with it is promised what is left, and a till without a network cannot hear of it.
    const known = quantity - waitAgain(book, promise, aside - promise.aside);
    if (!isHold(promise.orderId) && !isLease(promise.orderId) && !isEscrow(promise.orderId) && known > 0) after.broken.push({ kind: 'reservation-broken', orderId: promise.orderId, breakId: book.newId(), lines: [{ lineId: promise.lineId, sku, quantity: known, location }], incident });
    missing -= quantity;
    if (missing === 0) return;
  }
  throw new Error(`${missing} more units of ${sku} are reserved at ${location} than reservations say`);
}

/** The youngest first; after a count those of tills before all others. */
function inTurn(book: StockBook, { sku, location, counted }: PhysicalFact): Reservation[] {
  const promises = [...book.reservations.youngest(sku, location)];
  return counted ? [...promises.filter((one) => isLease(one.orderId)), ...promises.filter((one) => !isLease(one.orderId))] : promises;
}

/** What was only set aside is waited for again; its order need not hear of it. Returns how many units. */
function waitAgain(book: StockBook, promise: Reservation, units: number): number {
  const waits = units > 0 ? book.backorders.find(promise) : undefined;
  if (!waits) return 0;
  book.backorders.waitAgain(waits, units);
  return units;
}
