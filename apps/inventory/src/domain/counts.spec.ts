import fc from 'fast-check';
import { bookPhysical } from './break-promises.js';
import { closeCount, corrected, expectedAt, openCount, recordCount, type ShelfMove } from './counts.js';
import { changed, isSound, onShelf, type Entry, type Level } from './level.js';
import { OpenWork } from './open-work.js';
import { goodsLeft } from './physical.js';
import { Reservations } from './reservations.js';
import { moved, unitsIn } from './states.js';
import { StockBook } from './stock-book.js';

const t = (minute: number): Date => new Date(Date.UTC(2026, 10, 1, 9, minute));
const place = { id: 'leeds', sellable: true, shipsOrders: true, pickup: true, safetyStock: 0 };

interface World { level: Level; ledger: ShelfMove[]; version: number; counts: OpenWork<never> }
const newWorld = (onHand: number): World => ({ level: { onHand, unavailable: 0, reserved: 0 }, ledger: [], version: 1, counts: new OpenWork<never>() });

/** Each step is a batch of its own, as at a service: what was booked is in the ledger. */
function at(world: World, minute: number, what: (book: StockBook) => void): StockBook {
  let ids = 0;
  const reservations = new Reservations(Array.from({ length: world.level.reserved }, (_, i) => ({ orderId: `o-${i}`, lineId: '1', sku: 'S', location: 'leeds', held: 1, consumed: 0, released: 0, broken: 0 })));
  const book = new StockBook({
    now: t(minute), newId: () => `id-${++ids}`, network: { locations: new Map([['leeds', place]]), channels: new Map() },
    pages: [{ sku: 'S', version: world.version, lastReservedAt: null, levels: new Map([['leeds', world.level]]) }], reservations,
    work: { transfers: new OpenWork(), counts: world.counts, since: new Map([['S\tleeds', world.ledger]]), lying: new Map([['leeds', [{ sku: 'S', onShelf: onShelf(world.level) }]]]), popups: new Map() },
  });
  what(book);
  world.ledger.push(...book.ledger.map((row: Entry) => ({ at: t(minute), reason: row.reason, reference: row.reference, shelf: row.onHand - (row.inTransit ?? 0) })));
  world.level = { ...book.level('S', 'leeds') };
  world.version = book.page('S').version;
  return book;
}
const sale = (units: number) => (book: StockBook): void => {
  bookPhysical(book, { sku: 'S', location: 'leeds', reference: 'o', outcome: goodsLeft(book.level('S', 'leeds'), units), what: 'a sale' });
  book.closeStep();
};
const arrives = (units: number) => (book: StockBook): void => {
  book.book({ ...moved('receipt', units, 'outside', 'sellable'), sku: 'S', location: 'leeds', reference: 'r' });
  book.closeStep();
};
const open = (skus?: string[]) => (book: StockBook): void => void openCount(book, { countId: 'count-1', client: 'c', location: 'leeds', ...(skus ? { skus } : {}) });
const counts = (quantity: number, minute: number) => (book: StockBook): void => void recordCount(book, { countId: 'count-1', lines: [{ sku: 'S', quantity, countedAt: t(minute) }] });

describe('counts while the shop sells (S26)', () => {
  it('what was sold after the time of counting is kept', () => {
    const world = newWorld(10);
    at(world, 0, open(['S']));
    at(world, 5, sale(2));
    // Counted at 3 minutes, before the sale, and told at 9: one is missing of the 10 that the book had then.
    at(world, 9, counts(9, 3));
    expect(world.level.onHand).toBe(7);
    const book = at(world, 10, (one) => void closeCount(one, 'count-1'));
    expect([...book.counts.changed]).toMatchObject([{ status: 'closed', uncounted: [], lines: [{ opened: { version: 1, onShelf: 10 }, counted: 9, expected: 10, difference: -1 }] }]);
  });

  it('a second look at a later time is compared with what the first has found', () => {
    const world = newWorld(10);
    at(world, 0, open());
    at(world, 5, counts(8, 1));
    at(world, 6, counts(9, 3));
    expect(world.level.onHand).toBe(9);
    // The older of two looks comes last: it is over.
    at(world, 7, counts(4, 2));
    expect(world.level.onHand).toBe(9);
  });

  it('a later count of somebody else stands', () => {
    const world = newWorld(10);
    at(world, 0, open());
    at(world, 5, (book) => {
      book.book({ ...moved('count', 4, 'sellable', 'outside'), sku: 'S', location: 'leeds', reference: 'other' });
      book.closeStep();
    });
    const book = at(world, 6, counts(10, 2));
    expect(world.level.onHand).toBe(6);
    expect([...book.counts.changed]).toMatchObject([{ lines: [{ counted: 10, superseded: true, difference: 0 }] }]);
  });

  it('breaks the youngest promises when it must, and names what nobody counted', () => {
    const world = newWorld(3);
    world.level = { onHand: 3, unavailable: 0, reserved: 3 };
    at(world, 0, open());
    const book = at(world, 2, counts(1, 1));
    expect(book.level('S', 'leeds')).toMatchObject({ onHand: 1, reserved: 1 });
    expect(book.incidents).toHaveLength(2);
    const other = newWorld(3);
    at(other, 0, open());
    expect([...at(other, 1, (one) => void closeCount(one, 'count-1')).counts.changed]).toMatchObject([{ uncounted: ['S'] }]);
    expect(() => at(other, 2, counts(1, 1))).toThrow(expect.objectContaining({ code: 'count-closed' }));
  });

  it('names a SKU that is not on it, and a time before it was opened', () => {
    const world = newWorld(3);
    at(world, 5, open(['S']));
    expect(() => at(world, 7, counts(1, 4))).toThrow(expect.objectContaining({ code: 'invalid-request', errors: [expect.objectContaining({ path: '/lines/0/countedAt' })] }));
    expect(() => at(world, 7, (book) => void recordCount(book, { countId: 'count-1', lines: [{ sku: 'OTHER', quantity: 1, countedAt: t(6) }] }))).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ path: '/lines/0/sku' })] }));
  });

  it('the book is right after a count, whatever was wrong with it before, whenever it is told and whatever is sold meanwhile', () => {
    const step = fc.oneof(fc.record({ kind: fc.constant('sale' as const), units: fc.integer({ min: 1, max: 4 }) }), fc.record({ kind: fc.constant('arrival' as const), units: fc.integer({ min: 1, max: 4 }) }), fc.record({ kind: fc.constant('look' as const), units: fc.integer({ min: 0, max: 6 }) }));
    fc.assert(fc.property(fc.nat(20), fc.nat(20), fc.array(step, { maxLength: 8 }), (book, truth, steps) => {
      const world = newWorld(book);
      at(world, 0, open());
      let shelf = truth;
      let looked = false;
      const waiting: Array<{ tell: number; units: number; minute: number }> = [];
      steps.forEach((one, i) => {
        // Odd minutes: things happen. Even minutes: what was seen is told, late and in the order in which it was seen.
        const minute = 2 * i + 1;
        if (one.kind === 'look') waiting.push({ tell: i + one.units, units: shelf, minute });
        const gone = one.kind === 'sale' ? Math.min(one.units, shelf) : 0;
        if (gone > 0) at(world, minute, sale(gone));
        if (one.kind === 'arrival') at(world, minute, arrives(one.units));
        shelf += one.kind === 'arrival' ? one.units : -gone;
        while (waiting[0] && waiting[0].tell <= i) {
          const { units, minute: seenAt } = waiting.shift()!;
          at(world, minute + 1, counts(units, seenAt));
          looked = true;
        }
      });
      for (const one of waiting) {
        at(world, 59, counts(one.units, one.minute));
        looked = true;
      }
      if (looked) expect(onShelf(world.level)).toBe(shelf);
      expect(isSound(world.level)).toBe(true);
    }), { numRuns: 10_000 });
  });

  it('a difference leaves a sound level that is larger or smaller by it, and none below nothing', () => {
    const level = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9)).map(([sellable, reserved, damaged, quality, inTransit]): Level =>
      [moved('receipt', sellable, 'outside', 'sellable'), moved('receipt', reserved, 'outside', 'reserved'), moved('receipt', damaged, 'outside', 'damaged'), moved('receipt', quality, 'outside', 'quality'), moved('receipt', inTransit, 'outside', 'in-transit')]
        .reduce<Level>(changed, { onHand: 0, unavailable: 0, reserved: 0 }));
    fc.assert(fc.property(level, fc.integer({ min: -50, max: 50 }), (before, difference) => {
      const { changes, found, broken } = corrected(before, difference);
      const after = changes.reduce<Level>(changed, before);
      expect(onShelf(after)).toBe(Math.max(0, onShelf(before) + difference));
      expect(found).toBe(Math.max(0, -(onShelf(before) + difference)));
      expect(unitsIn(after, 'in-transit')).toBe(unitsIn(before, 'in-transit'));
      expect(after.reserved - broken).toBeLessThanOrEqual(after.onHand - after.unavailable);
      expect(changes.filter((one) => one.reason === 'cycle-count').reduce((sum, one) => sum + one.onHand, 0)).toBe(difference);
      expect(expectedAt(after, changes.map((one) => ({ at: t(1), reason: one.reason, reference: 'x', shelf: one.onHand })))).toBe(onShelf(after));
    }), { numRuns: 10_000 });
  });
});
