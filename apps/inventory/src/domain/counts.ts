import { DomainError, type FieldError } from '@onefront/kernel';
import { bookPhysical, type Aftermath } from './break-promises.js';
import type { StockFact } from './facts.js';
import { changed, onShelf, type LedgerReason, type Level } from './level.js';
import { counted, type Physical } from './physical.js';
import { placeOf } from './reservations.js';
import { moved } from './states.js';
import type { StockBook } from './stock-book.js';

export interface CountLine {
  readonly sku: string;
  /** The book when the count was opened: the version of the SKU, and what lay on the shelf. */
  readonly opened?: { readonly version: number; readonly onShelf: number } | undefined;
  counted?: number | undefined;
  countedAt?: Date | undefined;
  /** What the book says lay there at that time. */
  expected?: number | undefined;
  /** Units booked by this count, signed. */
  difference: number;
  superseded?: boolean | undefined;
}

/** A count of named SKUs, or of all that lies at a location, while the shop goes on selling. */
export interface StockCount {
  readonly id: string;
  readonly client: string;
  readonly location: string;
  readonly whole: boolean;
  readonly reference?: string | undefined;
  readonly lines: CountLine[];
  readonly openedAt: Date;
  status: 'open' | 'closed';
  closedAt?: Date | undefined;
  /** What lay there and was not counted, by SKU; known when it is closed. */
  uncounted: readonly string[];
  version: number;
}

/** An entry of the ledger at a place, as far as a count looks at it. `shelf` is how many units it brought, signed. */
export interface ShelfMove {
  readonly at: Date;
  readonly reason: LedgerReason;
  readonly reference: string;
  readonly shelf: number;
}

export interface OpenCount extends Pick<StockCount, 'client' | 'location' | 'reference'> {
  readonly countId: string;
  readonly skus?: readonly string[] | undefined;
}

export interface CountedUnits { readonly sku: string; readonly quantity: number; readonly countedAt: Date }

/** What a count finds wrong with the book: entries of these reasons say that the book was wrong, not that units moved. */
const CORRECTIONS: readonly LedgerReason[] = ['count', 'cycle-count', 'found-by-sale'];

/** The most lines of one count: the document travels in one message. */
const MOST_LINES = 2000;

export function openCount(book: StockBook, { countId, client, location, skus, reference }: OpenCount): StockFact[] {
  if (book.counts.get(countId)) return [];
  const lines = (skus ?? []).map((sku): CountLine => ({ sku, opened: { version: book.page(sku).version, onShelf: onShelf(book.level(sku, location)) }, difference: 0 }));
  return told(book, { id: countId, client, location, reference, whole: skus === undefined, lines, openedAt: book.now, status: 'open', uncounted: [], version: 0 }, []);
}

/**
 * Books the difference between what was counted and what the book says lay there at that time, so that what was sold since is kept.
 * It is a fact and breaks promises if it must (S26). Throws `count-closed` (409), and 422 for a SKU that is not on the count or was counted before it was opened.
 */
export function recordCount(book: StockBook, { countId, lines }: { countId: string; lines: readonly CountedUnits[] }): StockFact[] {
  const count = open(book, countId);
  const bySku = new Map(count.lines.map((line) => [line.sku, line]));
  check(count, bySku, lines);
  const after: Aftermath[] = [];
  for (const one of lines) {
    let line = bySku.get(one.sku);
    if (!line) count.lines.push((line = { sku: one.sku, difference: 0 }));
    bySku.set(one.sku, line);
    after.push(correct(book, count, line, one));
  }
  return told(book, count, after);
}

/** Ends a count. What lies there and nobody counted is named, and stays as the book has it. */
export function closeCount(book: StockBook, countId: string): StockFact[] {
  const count = open(book, countId);
  const done = new Set(count.lines.filter((line) => line.counted !== undefined).map((line) => line.sku));
  const named = count.whole ? book.lying(count.location).map((one) => one.sku) : count.lines.map((line) => line.sku);
  count.uncounted = named.filter((sku) => !done.has(sku));
  count.status = 'closed';
  count.closedAt = book.now;
  return told(book, count, []);
}

function check(count: StockCount, bySku: ReadonlyMap<string, CountLine>, lines: readonly CountedUnits[]): void {
  const errors: FieldError[] = [];
  lines.forEach(({ sku, countedAt }, i) => {
    if (!count.whole && !bySku.has(sku)) errors.push({ path: `/lines/${i}/sku`, message: `${sku} is not on this count` });
    if (countedAt < count.openedAt) errors.push({ path: `/lines/${i}/countedAt`, message: `the count was opened at ${count.openedAt.toISOString()}` });
  });
  if (new Set([...bySku.keys(), ...lines.map((line) => line.sku)]).size > MOST_LINES) errors.push({ path: '/lines', message: `a count has at most ${MOST_LINES} SKUs: open another` });
  if (errors.length > 0) throw new DomainError('invalid-request', 'invalid', errors[0]!.message, errors.slice(0, 100));
}

function correct(book: StockBook, count: StockCount, line: CountLine, { sku, quantity, countedAt }: CountedUnits): Aftermath {
  const { id, location } = count;
  const moves = movesSince(book, { sku, location, at: countedAt });
  const level = book.level(sku, location);
  const before = line.countedAt;
  // A later count knows better, whoever made it: what this one saw is over.
  const superseded = (before !== undefined && before > countedAt) || moves.some((move) => (move.reason === 'count' || move.reason === 'cycle-count') && move.reference !== id);
  if (superseded) {
    if (line.counted === undefined) Object.assign(line, { counted: quantity, countedAt, superseded });
    return NOTHING;
  }
  const expected = expectedAt(level, moves);
  const difference = quantity - expected;
  Object.assign(line, { counted: quantity, countedAt, expected, difference: line.difference + difference, superseded: undefined });
  return difference === 0 ? NOTHING : bookPhysical(book, { sku, location, reference: id, outcome: corrected(level, difference), counted: true, what: `count ${id}` });
}

const NOTHING: Aftermath = { incidents: [], broken: [] };

/** What lay on the shelf then, by all that is known now: what lies there, without the units that have moved since. Corrections of the book since then moved nothing. */
export function expectedAt(now: Level, since: readonly ShelfMove[]): number {
  return since.reduce((shelf, move) => (CORRECTIONS.includes(move.reason) ? shelf : shelf - move.shelf), onShelf(now));
}

/** So many units more or fewer lie here than the book says. More gone than there are were sold since: they must have been there. */
export function corrected(level: Level, difference: number): Physical {
  const found = Math.max(0, -(onShelf(level) + difference));
  if (found === 0) return counted(level, onShelf(level) + difference, 'cycle-count');
  const first = moved('found-by-sale', found, 'outside', 'sellable');
  const rest = counted(changed(level, first), 0, 'cycle-count');
  return { changes: [first, ...rest.changes], found, broken: rest.broken };
}

/** Of before this batch, and of it. */
function movesSince(book: StockBook, { sku, location, at }: { sku: string; location: string; at: Date }): ShelfMove[] {
  const stored = (book.since.get(placeOf(sku, location)) ?? []).filter((move) => move.at > at);
  const own = book.ledger.filter((row) => row.sku === sku && row.location === location && book.now > at)
    .map((row): ShelfMove => ({ at: book.now, reason: row.reason, reference: row.reference, shelf: row.onHand - (row.inTransit ?? 0) }));
  return [...stored, ...own];
}

function open(book: StockBook, id: string): StockCount {
  const count = book.counts.get(id);
  if (!count) throw new DomainError('not-found', 'not-found', 'There is nothing here.');
  if (count.status !== 'open') throw new DomainError('count-closed', 'conflict', 'the count is closed: open another');
  return count;
}

function told(book: StockBook, count: StockCount, after: readonly Aftermath[]): StockFact[] {
  book.counts.put(count);
  const copy: StockCount = { ...count, lines: count.lines.map((line) => ({ ...line })) };
  return [{ kind: 'count-changed', count: copy, stock: book.closeStep(), incidents: after.flatMap((one) => one.incidents) }, ...after.flatMap((one) => one.broken)];
}
