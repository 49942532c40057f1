import type { DomainError } from '@onefront/kernel';
import fc from 'fast-check';
import type { Level } from './level.js';
import { unitsIn } from './states.js';
import { StockBook } from './stock-book.js';
import { cancelTransfer, openUnits, receiveTransfer, shipTransfer } from './transfers.js';

const place = (id: string) => ({ id, sellable: true, shipsOrders: true, pickup: true, safetyStock: 0 });

/** One SKU at `leeds`, none at `fair`. */
function bookWith(level: Partial<Level>, skus = ['S']): StockBook {
  let ids = 0;
  const network = { locations: new Map(['leeds', 'fair'].map((id) => [id, place(id)])), channels: new Map() };
  const pages = skus.map((sku) => ({ sku, version: 1, lastReservedAt: null, levels: new Map([['leeds', { onHand: 0, unavailable: 0, reserved: 0, ...level }]]) }));
  return new StockBook({ now: new Date(0), newId: () => `id-${++ids}`, network, pages });
}
const ship = (book: StockBook, quantity: number, sku = 'S') => shipTransfer(book, { transferId: 't', client: 'c', from: 'leeds', to: 'fair', lines: [{ sku, quantity }] });
const receive = (book: StockBook, quantity: number, { damaged = 0, complete = false, sku = 'S' } = {}) => receiveTransfer(book, { transferId: 't', lines: [{ sku, quantity, damaged }], complete });
const seen = (book: StockBook, at: string) => { const { onHand } = book.level('S', at); return [onHand, unitsIn(book.level('S', at), 'sellable'), unitsIn(book.level('S', at), 'in-transit')]; };

describe('transfers', () => {
  it('units on their way can be sold nowhere, and arrive', () => {
    const book = bookWith({ onHand: 10, reserved: 2 });
    ship(book, 5);
    expect([seen(book, 'leeds'), seen(book, 'fair')]).toEqual([[10, 3, 5], [0, 0, 0]]);
    receive(book, 3);
    expect([seen(book, 'leeds'), seen(book, 'fair')]).toEqual([[7, 3, 2], [3, 3, 0]]);
    const [fact] = receive(book, 1, { damaged: 1 });
    expect(fact).toMatchObject({ kind: 'transfer-changed', transfer: { status: 'received', lines: [{ shipped: 5, received: 4, damaged: 1, missing: 0, found: 0 }] }, incidents: [] });
    expect([seen(book, 'leeds'), seen(book, 'fair')]).toEqual([[5, 3, 0], [5, 4, 0]]);
  });

  it('what does not come is missing when somebody says so, what comes beyond is found; both with an incident', () => {
    const short = bookWith({ onHand: 5 });
    ship(short, 5);
    expect(receive(short, 3)[0]).toMatchObject({ transfer: { status: 'shipped' }, incidents: [] });
    expect(receive(short, 0, { complete: true })[0]).toMatchObject({ transfer: { status: 'received', lines: [{ missing: 2 }] }, incidents: [{ kind: 'transfer-variance', quantity: 2, location: 'leeds' }] });
    const over = bookWith({ onHand: 5 });
    ship(over, 2);
    expect(receive(over, 1, { damaged: 3 })[0]).toMatchObject({ transfer: { status: 'received', lines: [{ received: 0, damaged: 2, found: 2 }] }, incidents: [{ quantity: 2, location: 'fair' }] });
    expect([seen(over, 'leeds'), seen(over, 'fair')]).toEqual([[3, 3, 0], [4, 1, 0]]);
  });

  it('is planned: never of what is promised, and comes back only while nothing has arrived', () => {
    const book = bookWith({ onHand: 5, reserved: 3 });
    expect(() => ship(book, 3)).toThrow(expect.objectContaining({ code: 'insufficient-stock', errors: [expect.objectContaining({ path: '/lines/0/quantity' })] }));
    ship(book, 2);
    expect(cancelTransfer(book, 't')[0]).toMatchObject({ transfer: { status: 'cancelled' } });
    expect(seen(book, 'leeds')).toEqual([5, 2, 0]);
    expect(() => receive(book, 1)).toThrow(expect.objectContaining({ code: 'illegal-transition' }));
    expect(() => cancelTransfer(book, 't')).toThrow(expect.objectContaining({ code: 'illegal-transition' }));
    const begun = bookWith({ onHand: 5 });
    ship(begun, 2);
    receive(begun, 1);
    expect(() => cancelTransfer(begun, 't')).toThrow(expect.objectContaining({ code: 'illegal-transition' }));
    expect(() => receive(begun, 1, { sku: 'OTHER' })).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  it('whatever arrives and however it is told: the sum over all places changes by found less missing, and no unit has two ends', () => {
    const arrival = fc.record({ quantity: fc.nat(6), damaged: fc.nat(3), complete: fc.boolean(), cancel: fc.boolean() });
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.array(arrival, { maxLength: 6 }), (onHand, quantity, arrivals) => {
      const book = bookWith({ onHand });
      try {
        ship(book, quantity);
      } catch (error) {
        expect([(error as DomainError).code, quantity > onHand]).toEqual(['insufficient-stock', true]);
        return;
      }
      for (const one of arrivals) {
        try {
          if (one.cancel) cancelTransfer(book, 't');
          else receive(book, one.quantity, one);
        } catch (error) {
          expect((error as DomainError).code).toBe('illegal-transition');
        }
        const { lines: [line], status } = book.transfers.get('t')!;
        const everywhere = book.level('S', 'leeds').onHand + book.level('S', 'fair').onHand;
        expect(everywhere).toBe(onHand + line!.found - line!.missing);
        expect(unitsIn(book.level('S', 'leeds'), 'in-transit')).toBe(status === 'shipped' ? openUnits(line!) : 0);
        expect(openUnits(line!)).toBeGreaterThanOrEqual(0);
        if (line!.found > 0) expect(openUnits(line!)).toBe(0);
        expect(book.level('S', 'fair').onHand).toBe(line!.received + line!.damaged + line!.found);
      }
    }), { numRuns: 10_000 });
  });
});
