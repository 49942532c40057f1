import fc from 'fast-check';
import { Backorders } from './backorders.js';
import { bookPhysical } from './break-promises.js';
import { handOver } from './hand-over.js';
import { change } from './level.js';
import type { Channel } from './network.js';
import { counted } from './physical.js';
import { releaseStock } from './release.js';
import { takeStock } from './reserve.js';
import { StockBook } from './stock-book.js';

const web: Channel = { id: 'web', locations: ['a', 'b'], buffer: 0 };
const places = ['a', 'b'] as const;

function bookOf(): StockBook {
  let ids = 0;
  const at = (id: string) => ({ id, sellable: true, shipsOrders: true, pickup: true, safetyStock: 0 });
  const book = new StockBook({
    now: new Date(1_000_000), newId: () => `id-${++ids}`, backorders: new Backorders(), network: { locations: new Map(places.map((id) => [id, at(id)])), channels: new Map([['web', web]]) },
    pages: [{ sku: 'S', version: 0, lastReservedAt: null, levels: new Map() }],
  });
  for (const location of places) book.book({ ...change('receipt', { onHand: 6 }), sku: 'S', location, reference: 'opening' });
  book.closeStep();
  return book;
}

type Place = (typeof places)[number];
type Event =
  | { readonly does: 'take' | 'give-up'; readonly order: number; readonly quantity: number }
  | { readonly does: 'release' | 'hand-over'; readonly order: number; readonly quantity: number; readonly location: Place }
  | { readonly does: 'count'; readonly quantity: number; readonly location: Place };

const order = fc.nat(3);
const location = fc.constantFrom(...places);
const quantity = fc.integer({ min: 1, max: 4 });
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ does: fc.constantFrom('take' as const, 'take' as const, 'give-up' as const), order, quantity }),
  fc.record({ does: fc.constantFrom('release' as const, 'hand-over' as const), order, quantity, location }),
  fc.record({ does: fc.constant('count' as const), quantity: fc.nat(6), location }),
);

/** Lets one thing happen, as the messages bring it: orders ask again with the next attempt, releases name whatever they like. */
function happen(book: StockBook, one: Event, n: number): void {
  if (one.does === 'count') {
    bookPhysical(book, { sku: 'S', location: one.location, reference: `c-${n}`, outcome: counted(book.level('S', one.location), one.quantity), what: 'a count' });
    book.closeStep();
    return;
  }
  const orderId = `o-${one.order}`;
  const lines = 'location' in one ? [{ lineId: '1', sku: 'S', quantity: one.quantity, location: one.location }] : [];
  if (one.does === 'release') releaseStock(book, { orderId, releaseId: `r-${n}`, lines });
  else if (one.does === 'hand-over') handOver(book, { orderId, handoverId: `h-${n}`, lines });
  else if (one.does === 'give-up') releaseStock(book, { orderId, releaseId: `r-${n}` });
  else takeStock(book, { orderId, attempt: book.order(orderId).attempt + 1, channel: web, asked: [{ lineId: '1', sku: 'S', quantity: one.quantity }], gone: [], recorded: false, excluded: [], release: [] });
}

const sum = <T>(all: Iterable<T>, of: (one: T) => number): number => [...all].reduce((total, one) => total + of(one), 0);

/** What does not add up; nothing when all does. Plain comparisons: an assertion per step and place would take a minute. */
function wrongWith(book: StockBook, endedBefore: Map<string, number>): string | undefined {
  for (const id of places) {
    const { onHand, reserved } = book.level('S', id);
    const there = book.ledger.filter((row) => row.location === id);
    if (reserved > onHand) return `${id} has promised ${reserved} of ${onHand}`;
    if (reserved !== sum(book.reservations.youngest('S', id), (row) => row.held)) return `${id}: reserved is not what is held`;
    if (onHand !== sum(there, (row) => row.onHand) || reserved !== sum(there, (row) => row.reserved)) return `${id}: the level is not the sum of its ledger`;
  }
  const rows = [0, 1, 2, 3].flatMap((i) => book.reservations.ofOrder(`o-${i}`));
  for (const row of rows) {
    const key = `${row.orderId}/${row.location}`;
    const ended = row.consumed + row.released + row.broken;
    if (Math.min(row.held, row.consumed, row.released, row.broken) < 0 || ended < (endedBefore.get(key) ?? 0)) return `${key}: units came back to a reservation that had let them go`;
    if (row.held > 0 && book.orders.get(row.orderId)?.closed) return `${key}: a closed order holds units`;
    endedBefore.set(key, ended);
  }
  const taken = sum(book.ledger, (row) => (row.reason === 'reserve' ? row.reserved : 0));
  return taken === sum(rows, (row) => row.held + row.consumed + row.released + row.broken) ? undefined : 'what was promised is not what is held and what has ended';
}

describe('S2 giving back', () => {
  it('what was never taken takes nothing from anybody, and blocks the order that takes it later (S25)', () => {
    const book = bookOf();
    happen(book, { does: 'take', order: 1, quantity: 2 }, 0);
    happen(book, { does: 'give-up', order: 2, quantity: 1 }, 1);
    happen(book, { does: 'take', order: 2, quantity: 2 }, 2);
    expect([sum(places, (id) => book.level('S', id).reserved), book.reservations.ofOrder('o-2')]).toEqual([2, []]);
  });

  it('releases no unit twice and loses none, whatever is taken, given back, handed over and counted in whatever order', () => {
    fc.assert(fc.property(fc.array(event, { maxLength: 14 }), (events) => {
      const book = bookOf();
      const ended = new Map<string, number>();
      events.forEach((one, n) => {
        happen(book, one, n);
        const wrong = wrongWith(book, ended);
        if (wrong) throw new Error(`${wrong} after ${JSON.stringify(one)}`);
      });
    }), { numRuns: 10_000 });
  });
});

it('gives back what was set aside also when nothing of the line waits any more', () => {
  const book = bookOf();
  const came = { lineId: '1', sku: 'S', quantity: 2, location: 'a' };
  book.book({ ...change('reserve', { reserved: 2 }), sku: 'S', location: 'a', reference: 'o-0' });
  book.reservations.setAside('o-0', came);
  for (const releaseId of ['r-1', 'r-2']) releaseStock(book, { orderId: 'o-0', releaseId, lines: [{ ...came, quantity: 1, location: 'backorder' }] });
  expect([book.level('S', 'a').reserved, book.reservations.find('o-0', came)]).toMatchObject([0, { held: 0, aside: 0, released: 2 }]);
});
