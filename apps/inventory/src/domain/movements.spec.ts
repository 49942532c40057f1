import { DomainError } from '@onefront/kernel';
import fc from 'fast-check';
import type { Level } from './level.js';
import { recordMovements, type Movement } from './movements.js';
import { counted, damaged, goodsLeft } from './physical.js';
import { Reservations } from './reservations.js';
import { StockBook } from './stock-book.js';

const place = (id: string) => ({ id, sellable: true, shipsOrders: true, pickup: true, safetyStock: 0 });

/** A book with one SKU at `a`, each promised unit held by an order of its own. */
function bookWith(level: Level): StockBook {
  let ids = 0;
  const reservations = new Reservations(Array.from({ length: level.reserved }, (_, i) => ({ orderId: `o-${i}`, lineId: '1', sku: 'S', location: 'a', held: 1, consumed: 0, released: 0, broken: 0 })));
  return new StockBook({
    now: new Date(0), newId: () => `id-${++ids}`, network: { locations: new Map(['a', 'b'].map((id) => [id, place(id)])), channels: new Map() },
    pages: [{ sku: 'S', version: 5, lastReservedAt: null, levels: new Map([['a', level]]) }], reservations,
  });
}

const move = (book: StockBook, ...movements: Array<Partial<Movement>>) =>
  recordMovements(book, { movementId: 'm', movements: movements.map((one) => ({ sku: 'S', location: 'a', quantity: 1, reason: 'receipt', ...one })) });

const levelOf = (book: StockBook, at = 'a') => book.level('S', at);
const anyLevel = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30)).map(([x, y, z]): Level => ({ onHand: x + y + z, unavailable: y, reserved: z }));

describe('physical facts (S26)', () => {
  it('a sale of what is promised breaks as many promises as are missing', () => {
    expect(goodsLeft({ onHand: 50, unavailable: 0, reserved: 50 }, 20)).toMatchObject({ found: 0, broken: 20 });
    expect(goodsLeft({ onHand: 1, unavailable: 1, reserved: 0 }, 2)).toMatchObject({ found: 2, broken: 0 });
  });

  it('leave a level that is sound, whatever it was', () => {
    fc.assert(fc.property(anyLevel, fc.nat(100), fc.constantFrom(goodsLeft, counted, damaged), (level, units, rule) => {
      const { changes, broken, found } = rule(level, units);
      const after = changes.reduce((sum, one) => ({ onHand: sum.onHand + one.onHand, unavailable: sum.unavailable + one.unavailable, reserved: sum.reserved + one.reserved }), level);
      expect(after.onHand).toBeGreaterThanOrEqual(0);
      expect(after.unavailable).toBeGreaterThanOrEqual(0);
      expect(after.reserved - broken).toBeLessThanOrEqual(after.onHand - after.unavailable);
      // No promise is broken, and nothing found, without need.
      if (broken > 0) expect(after.reserved - broken).toBe(after.onHand - after.unavailable);
      if (rule === counted) expect(after.onHand).toBe(units);
      if (rule === goodsLeft) expect(after.onHand - found).toBe(level.onHand - units);
    }));
  });
});

describe('movements', () => {
  it('a planned removal never takes promised units; damaged ones may be written off', () => {
    const book = bookWith({ onHand: 5, unavailable: 1, reserved: 2 });
    move(book, { reason: 'adjustment', quantity: -3 });
    expect(levelOf(book)).toEqual({ onHand: 2, unavailable: 0, reserved: 2 });
    expect(() => move(book, { reason: 'adjustment', quantity: -1 })).toThrow(DomainError);
  });

  it('a refused list leaves the book as it was, and names each movement that asked for too much', () => {
    const book = bookWith({ onHand: 5, unavailable: 0, reserved: 5 });
    const refusal = () => move(book, { quantity: 1 }, { reason: 'adjustment', quantity: -2 }, { reason: 'count', quantity: 0 }, { reason: 'transfer', quantity: 1, toLocation: 'b' });
    expect(refusal).toThrow(expect.objectContaining({ code: 'insufficient-stock', errors: [expect.objectContaining({ path: '/movements/1/quantity' }), expect.objectContaining({ path: '/movements/3/quantity' })] }));
    expect(levelOf(book)).toEqual({ onHand: 5, unavailable: 0, reserved: 5 });
    expect(book.closeStep()).toEqual([]);
    expect(book.reservations.changed.size).toBe(0);
  });

  it('any list of movements either books all, with levels as the sum of entries, or nothing', () => {
    const movement = fc.record({ reason: fc.constantFrom('receipt', 'return', 'adjustment', 'count', 'damage', 'transfer'), quantity: fc.integer({ min: 1, max: 20 }), minus: fc.boolean(), from: fc.constantFrom('a', 'b') })
      .map(({ reason, quantity, minus, from }): Movement => ({ sku: 'S', location: from, reason: reason as Movement['reason'], quantity: reason === 'adjustment' && minus ? -quantity : quantity, ...(reason === 'transfer' ? { toLocation: from === 'a' ? 'b' : 'a' } : {}) }));
    fc.assert(fc.property(anyLevel, fc.array(movement, { minLength: 1, maxLength: 12 }), (level, movements) => {
      const book = bookWith(level);
      try {
        recordMovements(book, { movementId: 'm', movements });
      } catch (error) {
        expect((error as DomainError).code).toBe('insufficient-stock');
        expect(book.ledger).toEqual([]);
        return;
      }
      for (const at of ['a', 'b']) {
        const sum = book.ledger.filter((row) => row.location === at).reduce((total, row) => ({ onHand: total.onHand + row.onHand, unavailable: total.unavailable + row.unavailable, reserved: total.reserved + row.reserved }), at === 'a' ? level : { onHand: 0, unavailable: 0, reserved: 0 });
        expect(levelOf(book, at)).toEqual(sum);
      }
      const held = [...book.reservations.youngest('S', 'a')].reduce((total, one) => total + one.held, 0);
      expect(held).toBe(levelOf(book).reserved);
    }));
  });
});
