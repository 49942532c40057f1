import fc from 'fast-check';
import { Backorders } from './backorders.js';
import { bookPhysical } from './break-promises.js';
import type { BackorderServed, StockReserved } from './facts.js';
import { change } from './level.js';
import type { Channel } from './network.js';
import { counted } from './physical.js';
import { releaseStock } from './release.js';
import { takeStock, type TakeStock } from './reserve.js';
import { serveWaiting } from './serve-waiting.js';
import { StockBook } from './stock-book.js';

const T0 = Date.parse('2026-11-01T09:00:00Z');
const minute = (n: number) => new Date(T0 + n * 60_000);
const channels: Channel[] = [
  { id: 'web', locations: ['a', 'b'], buffer: 0, oversell: { policy: 'backorder' } },
  { id: 'phone', locations: ['b'], buffer: 1, oversell: { policy: 'backorder', eta: minute(600) } },
  { id: 'market', locations: ['a', 'b'], buffer: 0 },
];
const channel = (id: string): Channel => channels.find((one) => one.id === id)!;

function bookOf(): StockBook {
  let ids = 0;
  const at = (id: string) => ({ id, sellable: true, shipsOrders: true, pickup: true, safetyStock: 0 });
  return new StockBook({
    now: minute(0), newId: () => `id-${++ids}`, backorders: new Backorders(),
    network: { locations: new Map([['a', at('a')], ['b', at('b')]]), channels: new Map(channels.map((one) => [one.id, one])) },
    pages: [{ sku: 'S', version: 0, lastReservedAt: null, levels: new Map() }],
  });
}

const ask = (book: StockBook, of: string, orderId: string, more: Partial<TakeStock> & { quantity: number; pickupAt?: string }) => {
  const { quantity, pickupAt, ...rest } = more;
  return takeStock(book, { orderId, attempt: 1, channel: channel(of), asked: [{ lineId: '1', sku: 'S', quantity, ...(pickupAt ? { pickupAt } : {}) }], gone: [], recorded: false, excluded: [], release: [], ...rest })[0]!;
};
const arrive = (book: StockBook, location: string, units: number): BackorderServed[] => {
  book.book({ ...change('receipt', { onHand: units }), sku: 'S', location, reference: 'm' });
  book.closeStep();
  return serveWaiting(book) as BackorderServed[];
};
const served = (facts: readonly BackorderServed[]) => facts.map(({ orderId, lines }) => [orderId, ...lines.map((line) => `${line.quantity} at ${line.location}`)]);

describe('N14 goods that come', () => {
  it('the customer waiting first is allocated first', () => {
    const book = bookOf();
    ask(book, 'web', 'third', { quantity: 2, placedAt: minute(-1) });
    ask(book, 'phone', 'promised', { quantity: 1, placedAt: minute(-2) });
    ask(book, 'web', 'second', { quantity: 2, placedAt: minute(-9) });
    // A promised day comes before none; then whoever ordered first, in whatever channel. The phone keeps one unit back.
    expect(served(arrive(book, 'b', 4))).toEqual([['promised', '1 at b'], ['second', '2 at b'], ['third', '1 at b']]);
    expect(served(arrive(book, 'a', 5))).toEqual([['third', '1 at a']]);
  });

  it('are held for who waits before anybody else can ask for them', () => {
    const book = bookOf();
    ask(book, 'web', 'waits', { quantity: 3 });
    arrive(book, 'a', 3);
    expect(ask(book, 'market', 'late', { quantity: 1 })).toMatchObject({ kind: 'reservation-rejected' });
    expect(ask(book, 'web', 'waits', { quantity: 3, attempt: 2 })).toMatchObject({ lines: [{ quantity: 3, location: 'a' }], backordered: [] });
    expect([book.level('S', 'a'), book.reservations.ofOrder('waits')]).toMatchObject([{ onHand: 3, reserved: 3 }, [{ held: 3, aside: 0 }]]);
  });

  it('are given in part, and the rest goes on waiting in its place, also when the channel accepts no more', () => {
    const book = bookOf();
    ask(book, 'web', 'waits', { quantity: 3, placedAt: minute(-5) });
    arrive(book, 'a', 2);
    const denied = { ...channel('web'), oversell: { policy: 'deny' as const } };
    expect(ask(book, 'web', 'waits', { quantity: 3, attempt: 2, channel: denied })).toMatchObject({ kind: 'stock-reserved', lines: [{ quantity: 2 }], backordered: [{ quantity: 1 }] });
    ask(book, 'web', 'younger', { quantity: 1, placedAt: minute(-4) });
    expect(served(arrive(book, 'b', 1))).toEqual([['waits', '1 at b']]);
  });

  it('are of no use elsewhere to who collects them', () => {
    const book = bookOf();
    ask(book, 'web', 'collects', { quantity: 1, pickupAt: 'b' });
    expect(served(arrive(book, 'a', 1))).toEqual([]);
    expect(served(arrive(book, 'b', 1))).toEqual([['collects', '1 at b']]);
  });

  it('that are gone again before the order asked for them are waited for again, and the order is not troubled', () => {
    const book = bookOf();
    ask(book, 'web', 'waits', { quantity: 2 });
    arrive(book, 'a', 2);
    const after = bookPhysical(book, { sku: 'S', location: 'a', reference: 'count', outcome: counted(book.level('S', 'a'), 1), what: 'a count' });
    book.closeStep();
    expect([after.broken, after.incidents.length, book.backorders.waiting('web', 'S')]).toEqual([[], 1, 1]);
    expect(served(arrive(book, 'a', 1))).toEqual([['waits', '1 at a']]);
  });

  it('are free again when the order is given up or asks for less', () => {
    const book = bookOf();
    ask(book, 'web', 'given-up', { quantity: 1 });
    ask(book, 'web', 'less', { quantity: 2 });
    arrive(book, 'a', 3);
    releaseStock(book, { orderId: 'given-up', releaseId: 'r' });
    releaseStock(book, { orderId: 'less', releaseId: 'r', lines: [{ lineId: '1', sku: 'S', quantity: 1, location: 'backorder' }] });
    expect(book.level('S', 'a').reserved).toBe(1);
    expect(ask(book, 'web', 'less', { quantity: 1, attempt: 2 })).toMatchObject({ lines: [{ quantity: 1 }] });
    expect(book.level('S', 'a').reserved).toBe(1);
  });

  it('never go to who waits later while who waits earlier could use them, and no unit is held twice or lost, whatever happens', () => {
    const order = fc.record({ by: fc.constantFrom('web', 'phone'), quantity: fc.integer({ min: 1, max: 4 }), placed: fc.integer({ min: -20, max: 20 }) });
    const event = fc.oneof(order.map((places) => ({ places })), fc.record({ comes: fc.integer({ min: 1, max: 5 }), to: fc.constantFrom('a', 'b') }), fc.nat(9).map((asks) => ({ asks })), fc.nat(9).map((gives) => ({ gives })));
    fc.assert(fc.property(fc.array(event, { maxLength: 12 }), (events) => {
      const book = bookOf();
      const open: { id: string; by: string; quantity: number; attempt: number }[] = [];
      events.forEach((one, i) => {
        if ('places' in one) {
          const { by, quantity, placed } = one.places;
          ask(book, by, `o-${i}`, { quantity, placedAt: minute(placed) });
          open.push({ id: `o-${i}`, by, quantity, attempt: 1 });
        } else if ('comes' in one) {
          book.book({ ...change('receipt', { onHand: one.comes }), sku: 'S', location: one.to, reference: 'm' });
          book.closeStep();
        } else if ('asks' in one) {
          const who = open[one.asks];
          const waits = who ? book.backorders.ofOrder(who.id).reduce((sum, line) => sum + line.quantity, 0) + book.reservations.ofOrder(who.id).reduce((sum, row) => sum + row.aside, 0) : 0;
          if (who && waits > 0) expect((ask(book, who.by, who.id, { quantity: waits, attempt: ++who.attempt }) as StockReserved).kind).toBe('stock-reserved');
        } else if (open[one.gives]) releaseStock(book, { orderId: open[one.gives]!.id, releaseId: 'r' });
        serveWaiting(book);
        for (const [location, level] of book.page('S').levels) {
          const held = [...book.reservations.youngest('S', location)].reduce((sum, row) => sum + row.held, 0);
          expect([level.reserved, level.reserved <= level.onHand]).toEqual([held, true]);
        }
        // Whoever waits for the web could be served from anywhere: while one does, nothing is free.
        const waits = book.backorders.queue('S').filter((line) => line.channel === 'web').length > 0;
        const free = [...book.page('S').levels.values()].reduce((sum, level) => sum + level.onHand - level.reserved, 0);
        if (waits) expect(free).toBe(0);
      });
      for (const who of open) {
        const rows = book.reservations.ofOrder(who.id);
        const kept = rows.reduce((sum, row) => sum + row.held, 0) + book.backorders.ofOrder(who.id).reduce((sum, line) => sum + line.quantity, 0);
        expect(kept).toBe(book.orders.get(who.id)?.closed ? 0 : who.quantity);
      }
    }), { numRuns: 10_000 });
  });
});
