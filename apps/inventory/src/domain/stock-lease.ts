import { DomainError } from '@onefront/kernel';
import type { StockFact } from './facts.js';
import type { Channel } from './network.js';
import type { Reservation } from './reservations.js';
import type { StockBook } from './stock-book.js';
import { Supply } from './supply.js';

/** Units of one SKU that a till may sell by itself. Always: sold + returned <= granted. Units are whole pieces. */
export interface LeaseLine {
  readonly sku: string;
  /** What the till asked for when it last spoke. */
  wanted: number;
  granted: number;
  sold: number;
  returned: number;
}

/** Units set aside for a till that sells without a network (S22). Its promises are reservations under its own id, so every rule and check of reservations holds for them. */
export interface StockLease {
  /** The till. */
  readonly id: string;
  location: string;
  channel: string;
  /** Of the last word of the device that was heard. */
  serial: number;
  /** The last sale of the device when it spoke. */
  sequence: number;
  expiresAt: Date;
  /** After that time a count takes back what the device has not returned. */
  reclaimFrom: Date;
  version: number;
  readonly lines: Map<string, LeaseLine>;
}

/** What a device says: what it wants to have from now on, all its sales up to `sequence` being in. */
export interface LeaseWord {
  readonly till: string;
  readonly location: string;
  readonly channel: Channel;
  readonly serial: number;
  readonly sequence: number;
  readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
  readonly ttlSeconds: number;
  readonly graceSeconds: number;
}

const LINE = 'lease';

/** The id of the reservations of a till's lease; ids of orders and of holds are never the same. */
export function leaseOf(till: string): string {
  return `lease-${till}`;
}

export function isLease(id: string): boolean {
  return id.startsWith('lease-');
}

/** What the device may still sell by itself. */
export function leftOf({ granted, sold, returned }: LeaseLine): number {
  return granted - sold - returned;
}

/**
 * Gives a till as much of what it wants as can be promised, and takes back what it wants no longer. A word that was heard changes nothing. Throws 409:
 * `serial-passed` for a word older than one that was heard, `sold-since` when sales are here that the device made after it spoke, `lease-elsewhere`.
 */
export function leaseStock(book: StockBook, word: LeaseWord): StockFact[] {
  const { till, location, channel, serial, sequence } = word;
  const before = book.leases.get(till);
  if (before && serial === before.serial) return [];
  refuse(book, word, before);
  const lease: StockLease = before ?? { id: till, location, channel: channel.id, serial, sequence, expiresAt: book.now, reclaimFrom: book.now, version: 0, lines: new Map() };
  const wanted = new Map(word.lines.map((line) => [line.sku, line.quantity]));
  for (const sku of wanted.keys()) if (!lease.lines.has(sku)) lease.lines.set(sku, { sku, wanted: 0, granted: 0, sold: 0, returned: 0 });
  for (const line of lease.lines.values()) takeBack(book, lease, line, wanted.get(line.sku) ?? 0);
  Object.assign(lease, { location, channel: channel.id, serial, sequence, expiresAt: after(book.now, word.ttlSeconds), reclaimFrom: after(book.now, word.ttlSeconds + word.graceSeconds) });
  const supply = new Supply(book, channel, { excluded: new Set(), orderId: leaseOf(till) });
  for (const line of lease.lines.values()) grant(book, lease, line, { wanted: wanted.get(line.sku) ?? 0, supply });
  book.queueOf(till, location).note(sequence);
  return [told(book, lease)];
}

function refuse(book: StockBook, { till, location, serial, sequence }: LeaseWord, before: StockLease | undefined): void {
  if (before && serial < before.serial) throw new DomainError('serial-passed', 'conflict', `${till} has said ${before.serial} about its lease already`);
  const { last } = book.queueOf(till, location);
  if (last > sequence) throw new DomainError('sold-since', 'conflict', `sale ${last} of ${till} was made after ${sequence}: say it again with the last sequence`);
  const elsewhere = before && before.location !== location && [...before.lines.values()].some((line) => leftOf(line) > 0);
  if (elsewhere) throw new DomainError('lease-elsewhere', 'conflict', `${till} has units of ${before.location} on lease: give them back before it moves to ${location}`);
}

/** All sales are in: what is left of a broken promise is left to nobody, and what is beyond what the till wants goes back. */
function takeBack(book: StockBook, lease: StockLease, line: LeaseLine, wanted: number): void {
  const held = promiseOf(book, lease, line.sku)?.held ?? 0;
  line.returned += leftOf(line) - held;
  giveBack(book, lease, line, Math.max(0, held - wanted));
}

/** Never more than can be promised to the till's channel at its location; what cannot be granted is not. */
function grant(book: StockBook, lease: StockLease, line: LeaseLine, { wanted, supply }: { wanted: number; supply: Supply }): void {
  line.wanted = wanted;
  const { sku } = line;
  const more = Math.min(wanted - leftOf(line), supply.at(sku, lease.location), supply.ofChannel(sku));
  if (more <= 0) return;
  supply.take(sku, lease.location, more);
  book.book({ reason: 'reserve', sku, location: lease.location, reference: leaseOf(lease.id), onHand: 0, unavailable: 0, reserved: more });
  book.reservations.take(leaseOf(lease.id), { lineId: LINE, sku, quantity: more, location: lease.location });
  line.granted += more;
}

/** A sale of the till takes its units from the lease of the till, in the step that books the sale; what is beyond the lease is any goods in hand (S26). */
export function sellFromLease(book: StockBook, till: string, { sku, location, quantity }: { sku: string; location: string; quantity: number }): void {
  const lease = book.leases.get(till);
  const line = lease?.location === location ? lease.lines.get(sku) : undefined;
  const units = line ? Math.min(leftOf(line), quantity) : 0;
  if (units === 0) return;
  release(book, lease!, sku, units);
  line!.sold += units;
  book.leasesSold.add(till);
}

/** What sales have taken from leases, told behind them. */
export function tellSold(book: StockBook): StockFact[] {
  const sold = [...book.leasesSold].sort();
  book.leasesSold.clear();
  return sold.map((till) => told(book, book.leases.get(till)!));
}

/** The device has not come back: what was counted since it stopped selling is free again (S22). `counted` are the SKUs. */
export function reclaimLease(book: StockBook, till: string, counted: ReadonlySet<string>): StockFact[] {
  const lease = book.leases.get(till);
  if (!lease || lease.reclaimFrom > book.now) return [];
  const open = [...lease.lines.values()].filter((line) => leftOf(line) > 0 && counted.has(line.sku));
  if (open.length === 0) return [];
  for (const line of open) giveBack(book, lease, line, leftOf(line));
  return [told(book, lease)];
}

function giveBack(book: StockBook, lease: StockLease, line: LeaseLine, units: number): void {
  release(book, lease, line.sku, units);
  line.returned += units;
}

/** Fewer may be promised than the device believes: a promise of a lease breaks like any other. */
function release(book: StockBook, lease: StockLease, sku: string, units: number): void {
  const promise = promiseOf(book, lease, sku);
  const released = promise ? book.reservations.end(promise, 'released', units) : 0;
  if (released > 0) book.book({ reason: 'release', sku, location: lease.location, reference: leaseOf(lease.id), onHand: 0, unavailable: 0, reserved: -released });
}

function promiseOf(book: StockBook, { id, location }: StockLease, sku: string): Reservation | undefined {
  return book.reservations.find(leaseOf(id), { lineId: LINE, sku, location });
}

function told(book: StockBook, lease: StockLease): StockFact {
  book.leases.put(lease);
  return { kind: 'stock-lease-changed', lease: { ...lease, lines: new Map([...lease.lines].map(([sku, line]) => [sku, { ...line }])) }, stock: book.closeStep() };
}

function after(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
