import fc from 'fast-check';
import { bookPhysical } from './break-promises.js';
import { placesOf, type Channel } from './network.js';
import { OpenWork } from './open-work.js';
import { counted } from './physical.js';
import { takeStock } from './reserve.js';
import { StockBook } from './stock-book.js';
import { leaseStock, leftOf, reclaimLease } from './stock-lease.js';
import { TillQueue } from './till-queue.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 1, 9, minute));
const place = { id: 'leeds', sellable: true, shipsOrders: true, pickup: true, safetyStock: 0 };
const channel = { id: 'till', locations: ['leeds'], buffer: 0 } as unknown as Channel;

function shop(onHand: number, countedAt?: Date): StockBook {
  let ids = 0;
  return new StockBook({
    now: at(30), newId: () => `id-${++ids}`, network: { locations: new Map([['leeds', place]]), channels: new Map() },
    pages: [{ sku: 'S', version: 1, lastReservedAt: null, levels: new Map([['leeds', { onHand, unavailable: 0, reserved: 0 }]]) }],
    tills: { leases: new OpenWork(), queues: new Map(), countedAt: new Map(countedAt ? [['S\tleeds', countedAt]] : []) },
  });
}
let serials = 0;
const word = (book: StockBook, till: string, quantity: number, more: { sequence?: number; serial?: number; ttlSeconds?: number } = {}) =>
  leaseStock(book, { till, location: 'leeds', channel, serial: ++serials, sequence: book.queueOf(till, 'leeds').last, lines: [{ sku: 'S', quantity }], ttlSeconds: 60, graceSeconds: 0, ...more });
const sell = (book: StockBook, till: string, quantity: number, { sequence = book.queueOf(till, 'leeds').last + 1, soldAt = at(29) } = {}) =>
  takeStock(book, { orderId: `${till}/${sequence}`, attempt: 1, channel, asked: [], gone: [{ lineId: '1', sku: 'S', quantity, location: 'leeds' }], recorded: true, excluded: [], release: [], till: { id: till, sequence, location: 'leeds', soldAt } });
const left = (book: StockBook, till: string) => leftOf(book.leases.get(till)!.lines.get('S')!);
const level = (book: StockBook) => ({ ...book.level('S', 'leeds') });
const refused = (code: string) => expect.objectContaining({ code });

describe('S22 stock lease', () => {
  it('gives all, or what there is, and takes back what is wanted no longer', () => {
    const book = shop(10);
    expect(placesOf(channel).has('leeds')).toBe(true);
    word(book, 'a', 6);
    word(book, 'b', 6);
    expect([left(book, 'a'), left(book, 'b'), level(book)]).toEqual([6, 4, { onHand: 10, unavailable: 0, reserved: 10 }]);
    word(book, 'a', 1);
    word(book, 'b', 6);
    expect([left(book, 'a'), left(book, 'b'), level(book).reserved]).toEqual([1, 6, 7]);
  });

  it('a sale takes from the lease of its till, and what is beyond it from what is there', () => {
    const book = shop(10);
    word(book, 'a', 3);
    const facts = sell(book, 'a', 2);
    expect(facts.map((fact) => fact.kind)).toEqual(['stock-reserved', 'stock-lease-changed']);
    expect([left(book, 'a'), level(book)]).toEqual([1, { onHand: 8, unavailable: 0, reserved: 1 }]);
    sell(book, 'a', 4);
    expect([left(book, 'a'), level(book)]).toEqual([0, { onHand: 4, unavailable: 0, reserved: 0 }]);
    expect(sell(book, 'a', 4, { sequence: 2 })).toEqual([]);
    expect(book.incidents).toEqual([]);
  });

  it('hears each word once, none that is old, and none that does not know of a sale', () => {
    const book = shop(10);
    word(book, 'a', 3, { serial: 500 });
    expect(word(book, 'a', 9, { serial: 500 })).toEqual([]);
    expect(() => word(book, 'a', 9, { serial: 499 })).toThrow(refused('serial-passed'));
    sell(book, 'a', 1);
    expect(() => word(book, 'a', 0, { serial: 501, sequence: 0 })).toThrow(refused('sold-since'));
    expect(left(book, 'a')).toBe(2);
  });

  it('what a till sold before a count is in the count: it is not taken out twice', () => {
    const book = shop(10, at(20));
    const before = sell(book, 'a', 2, { soldAt: at(10) });
    expect(before[0]).toMatchObject({ stock: [{ entries: [{ reason: 'adjustment', onHand: 2 }, { reason: 'sale', onHand: -2 }] }] });
    sell(book, 'a', 3, { soldAt: at(25) });
    expect([level(book).onHand, book.incidents]).toEqual([7, []]);
  });

  it('comes back without the device only when its time is over and its SKU was counted', () => {
    const book = shop(10);
    word(book, 'a', 3, { ttlSeconds: 60 });
    expect(reclaimLease(book, 'a', new Set(['S']))).toEqual([]);
    word(book, 'a', 3, { ttlSeconds: 0 });
    expect(reclaimLease(book, 'a', new Set(['T']))).toEqual([]);
    expect(reclaimLease(book, 'a', new Set(['S']))).toHaveLength(1);
    expect([left(book, 'a'), level(book).reserved]).toEqual([0, 0]);
  });

  it('a queue is acknowledged up to its first gap, in whatever order sales come', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 12 })), fc.integer({ min: 0, max: 12 }), (sequences, cut) => {
      const sale = (sequence: number) => ({ sequence, orderId: `o-${sequence}`, soldAt: at(0) });
      const first = new TillQueue('a', 'leeds');
      for (const one of sequences.slice(0, cut)) first.take(sale(one));
      const beyond = sequences.slice(0, cut).filter((one) => one > first.acknowledged);
      const second = new TillQueue('a', 'leeds', { acknowledged: first.acknowledged, last: first.last, beyond });
      for (const one of [...sequences, ...sequences]) second.take(sale(one));
      let gap = 1;
      while (sequences.includes(gap)) gap++;
      expect([second.acknowledged, second.last, first.fresh.length + second.fresh.length]).toEqual([gap - 1, Math.max(0, ...sequences), sequences.length]);
    }), { numRuns: 10_000 });
  });

  it('within leases nothing is sold twice, whatever happens: promised <= there, leased + sold + returned = granted', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('word' as const), till: fc.constantFrom('a', 'b'), units: fc.nat(12) }),
      fc.record({ kind: fc.constant('sell' as const), till: fc.constantFrom('a', 'b'), units: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ kind: fc.constant('web' as const), till: fc.constant('a'), units: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ kind: fc.constant('count' as const), till: fc.constant('a'), units: fc.nat(12) }),
      fc.record({ kind: fc.constant('reclaim' as const), till: fc.constantFrom('a', 'b'), units: fc.constant(0) }),
    );
    fc.assert(fc.property(fc.nat(12), fc.array(step, { maxLength: 12 }), (onHand, steps) => {
      const book = shop(onHand);
      let orders = 0;
      let facts = 0;
      for (const { kind, till, units } of steps) {
        const before = level(book);
        const own = book.leases.get(till) ? left(book, till) : 0;
        if (kind === 'word') word(book, till, units, { ttlSeconds: 0 });
        else if (kind === 'sell') {
          sell(book, till, units);
          if (units <= own && facts === 0) expect(level(book)).toEqual({ ...before, onHand: before.onHand - units, reserved: before.reserved - units });
          else facts++;
        } else if (kind === 'web') takeStock(book, { orderId: `o-${++orders}`, attempt: 1, channel, asked: [{ lineId: '1', sku: 'S', quantity: units, pickupAt: 'leeds' }], gone: [], recorded: false, excluded: [], release: [] });
        else if (kind === 'count') {
          facts++;
          bookPhysical(book, { sku: 'S', location: 'leeds', reference: 'c', outcome: counted(before, units), what: 'a count' });
          book.closeStep();
        } else reclaimLease(book, till, new Set(['S']));
        const { reserved, onHand: there } = level(book);
        expect(reserved).toBeLessThanOrEqual(there);
        for (const id of ['a', 'b']) {
          const line = book.leases.get(id)?.lines.get('S');
          if (!line) continue;
          const [promise] = book.reservations.ofOrder(`lease-${id}`);
          const { held, broken, released } = promise ?? { held: 0, broken: 0, released: 0 };
          expect(line.granted).toBe(held + broken + released);
          expect(held).toBeLessThanOrEqual(leftOf(line));
          expect(leftOf(line) - held).toBeLessThanOrEqual(broken);
        }
      }
      if (facts === 0) expect(book.incidents).toEqual([]);
    }), { numRuns: 10_000 });
  });
});
