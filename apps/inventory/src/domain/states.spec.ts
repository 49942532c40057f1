import type { DomainError } from '@onefront/kernel';
import fc from 'fast-check';
import { changed, isSound, type Change, type Level } from './level.js';
import { recordMovements, type Movement } from './movements.js';
import { Reservations } from './reservations.js';
import { moved, takenFrom, unitsIn, type StockState } from './states.js';
import { StockBook } from './stock-book.js';

const STATES = ['sellable', 'reserved', 'damaged', 'quality', 'display', 'in-transit'] as const;
const unitsOf = (level: Level): number[] => STATES.map((state) => unitsIn(level, state));
const nothing: Level = { onHand: 0, unavailable: 0, reserved: 0 };

/** A level of so many units in each state. */
const levelOf = (units: readonly number[]): Level => STATES.reduce((level, state, i) => changed(level, moved('receipt', units[i]!, 'outside', state)), nothing);
const anyLevel = fc.array(fc.nat(9), { minLength: 6, maxLength: 6 }).map(levelOf);

/** What each state gained, the outside included. */
function gained(change: Change): Record<StockState, number> {
  const { reason: _reason, ...level } = change;
  return { outside: 0 - change.onHand, ...Object.fromEntries(STATES.map((state) => [state, unitsIn(level, state)])) } as Record<StockState, number>;
}

const place = (id: string) => ({ id, sellable: true, shipsOrders: true, pickup: true, safetyStock: 0 });
function bookWith(level: Level): StockBook {
  let ids = 0;
  const reservations = new Reservations(Array.from({ length: level.reserved }, (_, i) => ({ orderId: `o-${i}`, lineId: '1', sku: 'S', location: 'a', held: 1, consumed: 0, released: 0, broken: 0 })));
  const network = { locations: new Map(['a', 'b'].map((id) => [id, place(id)])), channels: new Map() };
  return new StockBook({ now: new Date(0), newId: () => `id-${++ids}`, network, pages: [{ sku: 'S', version: 5, lastReservedAt: null, levels: new Map([['a', level]]) }], reservations });
}
const move = (book: StockBook, one: Partial<Movement>) => recordMovements(book, { movementId: 'm', movements: [{ sku: 'S', location: 'a', quantity: 1, reason: 'receipt', ...one }] });

describe('S1 units by state', () => {
  it('an entry takes units out of one state and puts them into another', () => {
    const state = fc.constantFrom<StockState>('outside', ...STATES);
    fc.assert(fc.property(fc.nat(1000), state, state, (units, from, to) => {
      const expected = Object.fromEntries(['outside', ...STATES].map((one) => [one, (one === to ? units : 0) - (one === from ? units : 0)]));
      expect(gained(moved('adjustment', units, from, to))).toEqual(expected);
    }), { numRuns: 10_000 });
  });

  it('a level says what lies in each state', () => {
    expect(unitsOf(levelOf([6, 5, 4, 3, 2, 1]))).toEqual([6, 5, 4, 3, 2, 1]);
    expect(levelOf([6, 5, 4, 3, 2, 1])).toEqual({ onHand: 21, unavailable: 10, reserved: 5, quality: 3, display: 2, inTransit: 1 });
  });

  it('a planned removal leaves what is promised and what is in transit', () => {
    expect(takenFrom(levelOf([1, 5, 2, 1, 1, 9]), 4)).toEqual([{ state: 'sellable', units: 1 }, { state: 'damaged', units: 2 }, { state: 'quality', units: 1 }]);
    expect(takenFrom(levelOf([1, 5, 2, 1, 1, 9]), 6)).toBeUndefined();
  });
});

describe('movements by state', () => {
  it.each<[string, Partial<Movement>, number[]]>([
    ['goods that come in for inspection', { reason: 'receipt', state: 'quality', quantity: 2 }, [5, 0, 4, 5, 2, 1]],
    ['goods taken aside', { reason: 'quality', quantity: 2 }, [3, 0, 4, 5, 2, 1]],
    ['goods shown', { reason: 'display', quantity: 2 }, [3, 0, 4, 3, 4, 1]],
    ['goods that passed inspection', { reason: 'release', quantity: 2 }, [7, 0, 4, 1, 2, 1]],
    ['the show is over', { reason: 'release', state: 'display', quantity: 2 }, [7, 0, 4, 3, 0, 1]],
    ['goods that failed inspection', { reason: 'damage', state: 'quality', quantity: 2 }, [5, 0, 6, 1, 2, 1]],
    ['more broken than were aside', { reason: 'damage', state: 'quality', quantity: 4 }, [4, 0, 8, 0, 2, 1]],
    ['what is broken is thrown away', { reason: 'adjustment', state: 'damaged', quantity: -3 }, [5, 0, 1, 3, 2, 1]],
    ['a count finds what is on the shelf', { reason: 'count', quantity: 14 }, [5, 0, 4, 3, 2, 1]],
    ['a count finds less than is aside', { reason: 'count', quantity: 4 }, [0, 0, 0, 2, 2, 1]],
  ])('%s', (_what, movement, after) => {
    const book = bookWith(levelOf([5, 0, 4, 3, 2, 1]));
    move(book, movement);
    expect(unitsOf(book.level('S', 'a'))).toEqual(after);
  });

  it.each<[string, Partial<Movement>]>([
    ['aside what is promised', { reason: 'quality', quantity: 6 }], ['from a state that has fewer', { reason: 'release', quantity: 4 }], ['away what is in transit', { reason: 'adjustment', quantity: -15 }],
    ['to another location what is promised', { reason: 'transfer', toLocation: 'b', state: 'display', quantity: 3 }],
  ])('does not take %s', (_what, movement) => {
    const book = bookWith(levelOf([5, 3, 4, 3, 2, 1]));
    expect(() => move(book, movement)).toThrow(expect.objectContaining({ code: 'insufficient-stock' }));
  });

  it('whatever is booked, each entry is a double one, no state is below zero and units in transit stay', () => {
    const reason = fc.constantFrom<Movement['reason']>('receipt', 'return', 'adjustment', 'count', 'damage', 'transfer', 'quality', 'display', 'release');
    const movement = fc.record({ reason, quantity: fc.integer({ min: 1, max: 12 }), minus: fc.boolean(), state: fc.constantFrom(undefined, 'damaged' as const, 'quality' as const, 'display' as const) })
      .map(({ reason: why, quantity, minus, state }): Movement => ({
        sku: 'S', location: 'a', reason: why, quantity: why === 'adjustment' && minus ? -quantity : quantity, ...(why === 'transfer' ? { toLocation: 'b' } : {}), ...(why === 'count' || why === state ? {} : { state }),
      }));
    fc.assert(fc.property(anyLevel, fc.array(movement, { minLength: 1, maxLength: 8 }), (level, movements) => {
      const book = bookWith(level);
      try {
        recordMovements(book, { movementId: 'm', movements });
      } catch (error) {
        expect((error as DomainError).code).toBe('insufficient-stock');
        expect(book.ledger).toEqual([]);
        return;
      }
      for (const entry of book.ledger) {
        const units = Object.values(gained(entry)).filter((one) => one !== 0);
        expect(units.reduce((sum, one) => sum + one, 0)).toBe(0);
        expect(units.length).toBeLessThanOrEqual(2);
      }
      for (const at of ['a', 'b']) {
        const after = book.level('S', at);
        expect(isSound(after)).toBe(true);
        expect(unitsIn(after, 'sellable')).toBeGreaterThanOrEqual(0);
        expect(book.ledger.filter((row) => row.location === at).reduce<Level>(changed, at === 'a' ? level : nothing)).toEqual(after);
      }
      expect(unitsIn(book.level('S', 'a'), 'in-transit')).toBe(unitsIn(level, 'in-transit'));
    }), { numRuns: 10_000 });
  });
});
