import fc from 'fast-check';
import { channelAvailability } from './availability.js';
import type { ReservationRejected, StockReserved } from './facts.js';
import type { Level } from './level.js';
import type { Channel, Location } from './network.js';
import { releaseStock } from './release.js';
import { takeStock, type TakeStock } from './reserve.js';
import { StockBook } from './stock-book.js';

const web: Channel = { id: 'web', locations: ['a', 'b', 'c'], buffer: 0 };
const at = (id: string, rest: Partial<Location> = {}): Location => ({ id, sellable: true, shipsOrders: true, pickup: true, safetyStock: 0, ...rest });
type Stock = Record<string, Record<string, number>>;

/** on-hand by SKU and location. */
function bookOf(stock: Stock, locations = ['a', 'b', 'c'].map((id) => at(id))): StockBook {
  let ids = 0;
  return new StockBook({
    now: new Date(1_000_000), newId: () => `id-${++ids}`, network: { locations: new Map(locations.map((one) => [one.id, one])), channels: new Map([['web', web]]) },
    pages: Object.entries(stock).map(([sku, there]) => ({ sku, version: 0, lastReservedAt: null, levels: new Map(Object.entries(there).map(([id, onHand]): [string, Level] => [id, { onHand, unavailable: 0, reserved: 0 }])) })),
  });
}

let orders = 0;
const take = (book: StockBook, asked: TakeStock['asked'], rest: Partial<TakeStock> = {}) =>
  takeStock(book, { orderId: `o-${++orders}`, attempt: 1, channel: web, asked, gone: [], recorded: false, excluded: [], release: [], ...rest })[0] as StockReserved | ReservationRejected;
const line = (sku: string, quantity: number, lineId = '1') => ({ lineId, sku, quantity });

describe('taking stock', () => {
  it('keeps back safety stock per location, and the buffer once for the whole channel (S1)', () => {
    const book = bookOf({ S: { a: 5, b: 5 } }, [at('a', { safetyStock: 2 }), at('b', { safetyStock: 2 })]);
    const buffered = { ...web, buffer: 1 };
    expect(take(book, [line('S', 6)], { channel: buffered })).toMatchObject({ kind: 'reservation-rejected', short: [{ requested: 6, available: 5 }] });
    expect(take(book, [line('S', 5)], { channel: buffered })).toMatchObject({ kind: 'stock-reserved' });
    expect(take(book, [line('S', 1)], { channel: buffered })).toMatchObject({ kind: 'reservation-rejected' });
    expect(take(book, [line('S', 1)])).toMatchObject({ kind: 'stock-reserved' });
  });

  it('S3 what a marketplace sold of the figure it was told is there, as long as no more is sold elsewhere meanwhile than its buffer', () => {
    fc.assert(fc.property(fc.nat(30), fc.nat(10), fc.nat(40), (onHand, buffer, elsewhere) => {
      const book = bookOf({ S: { a: onHand } });
      const market = { ...web, id: 'market', buffer, connector: 'generic' };
      const told = channelAvailability(book.page('S').levels, market, book.network, { waiting: 0 });
      const gone = Math.min(elsewhere, onHand);
      if (gone > 0) take(book, [line('S', gone)]);
      if (told === 0) return;
      expect(take(book, [line('S', told)], { channel: market }).kind).toBe(gone <= buffer ? 'stock-reserved' : 'reservation-rejected');
    }), { numRuns: 10_000 });
  });

  it('counts a unit of the channel once, whether it is collected or shipped', () => {
    const asked = [{ ...line('S', 2), pickupAt: 'a' }, line('S', 2, '2')];
    expect(take(bookOf({ S: { a: 5 } }), asked, { channel: { ...web, buffer: 2 } })).toMatchObject({ short: [{ lineId: '2', requested: 2, available: 1 }] });
    expect(take(bookOf({ S: { a: 3 } }), asked)).toMatchObject({ short: [{ lineId: '2', available: 1 }] });
    const apart = [{ ...line('S', 2), destination: { country: 'NL' } }, { ...line('S', 2, '2'), destination: { country: 'BE' } }];
    expect(take(bookOf({ S: { a: 5 } }), apart, { channel: { ...web, buffer: 2 } })).toMatchObject({ short: [{ lineId: '2', available: 1 }] });
  });

  it('does not see locations outside of the channel, not sellable, or not shipping', () => {
    const book = bookOf({ S: { a: 1, b: 1, c: 1, d: 9 } }, [at('a', { sellable: false }), at('b', { shipsOrders: false }), at('c'), at('d')]);
    expect(take(book, [line('S', 2)])).toMatchObject({ short: [{ available: 1 }] });
    expect(take(book, [{ ...line('S', 1), pickupAt: 'b' }])).toMatchObject({ kind: 'stock-reserved', lines: [{ location: 'b' }] });
  });

  it('excludes the locations that failed', () => {
    const book = bookOf({ S: { a: 5, b: 1 } });
    expect(take(book, [line('S', 1)], { excluded: ['a'] })).toMatchObject({ lines: [{ location: 'b' }] });
  });

  it('a mixed order is a question as a whole: nothing leaves when its other lines are short', () => {
    const book = bookOf({ S: { a: 1 }, T: { a: 0 } });
    expect(take(book, [line('T', 1, '2')], { gone: [{ ...line('S', 1), location: 'a' }] })).toMatchObject({ kind: 'reservation-rejected' });
    expect(book.level('S', 'a')).toMatchObject({ onHand: 1 });
  });

  it('answers an attempt once', () => {
    const book = bookOf({ S: { a: 9 } });
    take(book, [line('S', 1)], { orderId: 'same' });
    expect(take(book, [line('S', 1)], { orderId: 'same' })).toBeUndefined();
    expect(book.level('S', 'a').reserved).toBe(1);
  });

  it('uses the fewest locations: one, two, three, then greedily', () => {
    const locations = Array.from({ length: 8 }, (_, i) => `l${i}`);
    const channel = { ...web, locations };
    const book = (units: number[]) => bookOf({ S: Object.fromEntries(units.map((n, i) => [`l${i}`, n])) }, locations.map((id) => at(id)));
    const chosen = (units: number[], quantity: number) => (take(book(units), [line('S', quantity)], { channel }) as StockReserved).sourcing.chosen;
    expect(chosen([1, 1, 5], 5)).toEqual(['l2']);
    expect(chosen([2, 2, 4, 1], 5)).toEqual(['l0', 'l2']);
    expect(chosen([1, 2, 1, 2, 2], 6)).toEqual(['l1', 'l3', 'l4']);
    expect(chosen([1, 1, 1, 1, 1, 1, 1, 1], 8)).toHaveLength(8);
    expect(chosen([3, 1, 2, 1, 3, 1, 3, 0], 12)).toEqual(['l0', 'l4', 'l6', 'l2', 'l1']);
  });

  it('never promises more than there is, whatever the orders ask and release; refusals take nothing', () => {
    const skus = fc.constantFrom('S', 'T');
    const asked = fc.array(fc.record({ lineId: fc.constantFrom('1', '2', '3'), sku: skus, quantity: fc.integer({ min: 1, max: 6 }), pickupAt: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }) }), { minLength: 1, maxLength: 4 });
    const event = fc.oneof(asked.map((lines) => ({ lines })), fc.nat(12).map((releases) => ({ releases })));
    const units = fc.record({ a: fc.nat(12), b: fc.nat(12), c: fc.nat(12) });
    fc.assert(fc.property(units, units, fc.nat(3), fc.array(event, { maxLength: 14 }), (S, T, buffer, events) => {
      const book = bookOf({ S, T });
      const channel = { ...web, buffer };
      const held = new Map<string, number>();
      events.forEach((one, i) => {
        if ('releases' in one) return void releaseStock(book, { orderId: `p-${one.releases}`, releaseId: 'r' });
        const before = channelAvailability(book.page('S').levels, channel, book.network, { waiting: 0 });
        const told = take(book, one.lines, { orderId: `p-${i}`, channel });
        const wanted = one.lines.reduce((sum, { sku, quantity }) => (sku === 'S' ? sum + quantity : sum), 0);
        const after = channelAvailability(book.page('S').levels, channel, book.network, { waiting: 0 });
        expect(before - after).toBe(told.kind === 'stock-reserved' ? wanted : 0);
      });
      for (const sku of ['S', 'T']) for (const [id, level] of book.page(sku).levels) {
        expect(level.reserved).toBeLessThanOrEqual(level.onHand);
        held.set(`${sku} ${id}`, [...book.reservations.youngest(sku, id)].reduce((sum, reservation) => sum + reservation.held, 0));
        expect(level.reserved).toBe(held.get(`${sku} ${id}`));
      }
    }));
  });

  it('gives equal answers to equal questions', () => {
    const answer = () => JSON.stringify(take(bookOf({ S: { c: 3, a: 3, b: 3 } }), [line('S', 5)], { orderId: 'x' }));
    expect(answer()).toBe(answer());
  });
});

describe('backorders (S3)', () => {
  const patient = { ...web, oversell: { policy: 'backorder' as const, limit: 3 } };

  const arrive = (book: StockBook, units: number): void => {
    book.book({ sku: 'S', location: 'a', reason: 'receipt', reference: 'm', onHand: units, unavailable: 0, reserved: 0 });
    book.closeStep();
  };

  it('accepts all of a shortage up to the limit per SKU, or nothing', () => {
    const book = bookOf({ S: { a: 1 } });
    expect(take(book, [line('S', 5)], { channel: patient })).toMatchObject({ kind: 'reservation-rejected' });
    expect(take(book, [line('S', 4)], { channel: patient })).toMatchObject({ lines: [{ quantity: 1 }], backordered: [{ quantity: 3 }] });
    expect(take(book, [line('S', 1)], { channel: patient })).toMatchObject({ kind: 'reservation-rejected' });
  });

  it('gives what came to the order that waits, when it is asked for again; a "no" leaves it waiting', () => {
    const book = bookOf({ S: { a: 0 } });
    take(book, [line('S', 2)], { channel: patient, orderId: 'x' });
    arrive(book, 2);
    expect(take(book, [line('S', 1)])).toMatchObject({ kind: 'reservation-rejected' });
    expect(take(book, [line('S', 2)], { channel: patient, orderId: 'x', attempt: 2 })).toMatchObject({ lines: [{ quantity: 2 }], backordered: [] });
    expect(book.backorders.waiting('web', 'S')).toBe(0);
    take(book, [line('S', 1)], { recorded: true, orderId: 'y' });
    expect(take(book, [line('S', 1)], { orderId: 'y', attempt: 2 })).toMatchObject({ kind: 'reservation-rejected' });
    expect(book.backorders.waiting('web', 'S')).toBe(1);
  });

  it('only the units that are asked for again stop waiting; a release ends all', () => {
    const book = bookOf({ S: { a: 0 } });
    take(book, [line('S', 3)], { channel: patient, orderId: 'x' });
    arrive(book, 1);
    take(book, [line('S', 1)], { channel: patient, orderId: 'x', attempt: 2 });
    expect(book.backorders.waiting('web', 'S')).toBe(2);
    releaseStock(book, { orderId: 'x', releaseId: 'r' });
    expect(book.backorders.waiting('web', 'S')).toBe(0);
  });

  it('what waits for another line of the order counts towards the limit', () => {
    const book = bookOf({ S: { a: 1 } });
    take(book, [line('S', 1), line('S', 3, '2')], { channel: patient, orderId: 'x' });
    expect(take(book, [line('S', 1)], { channel: patient, orderId: 'x', attempt: 2, excluded: ['a'] })).toMatchObject({ kind: 'reservation-rejected' });
    expect(book.backorders.waiting('web', 'S')).toBe(3);
  });
});

describe('releasing', () => {
  it('a unit given back before it was taken is not taken later, the rest of the line is (S25)', () => {
    const book = bookOf({ S: { a: 9 } });
    releaseStock(book, { orderId: 'x', releaseId: 'r', lines: [{ ...line('S', 1), location: 'a' }] });
    expect(take(book, [line('S', 3)], { orderId: 'x' })).toMatchObject({ lines: [{ quantity: 2 }] });
  });

  it('tells units that wait from units that were held and are broken meanwhile', () => {
    const book = bookOf({ S: { a: 1 } });
    take(book, [line('S', 3)], { orderId: 'x', recorded: true });
    book.reservations.end(book.reservations.find('x', { ...line('S', 1), location: 'a' })!, 'broken');
    releaseStock(book, { orderId: 'x', releaseId: 'r-1', lines: [{ ...line('S', 1), location: 'a' }] });
    expect(book.backorders.waiting('web', 'S')).toBe(2);
    releaseStock(book, { orderId: 'x', releaseId: 'r-2', lines: [{ ...line('S', 1), location: 'backorder' }] });
    expect(book.backorders.waiting('web', 'S')).toBe(1);
  });

  it('a closed order takes nothing any more, not even sourced again', () => {
    const book = bookOf({ S: { a: 9 } });
    take(book, [line('S', 3)], { orderId: 'x' });
    releaseStock(book, { orderId: 'x', releaseId: 'r' });
    expect(take(book, [line('S', 3)], { orderId: 'x', attempt: 2 })).toMatchObject({ kind: 'reservation-rejected' });
    expect(book.level('S', 'a').reserved).toBe(0);
  });
});
