import fc from 'fast-check';
import type { Backorder } from './backorders.js';
import { assignExpected, promisableUnits, type ExpectedReceipt } from './expected.js';

const day = (n: number): Date => new Date(Date.UTC(2036, 0, n));
const receipt = (id: string, rest: Partial<ExpectedReceipt> = {}): ExpectedReceipt => ({
  id, sku: 'S', location: 'leeds', quantity: 10, eta: day(1), confidence: 100, source: 'purchase', status: 'expected', received: 0, promised: 0, version: 1, ...rest,
});
const line = (orderId: string, quantity: number, rest: Partial<Backorder> = {}): Backorder => ({ orderId, lineId: '1', sku: 'S', channel: 'web', quantity, placedAt: day(1), ...rest });
/** Asserting by `expect` ten thousand times over takes half a minute. */
function atMost(units: number, limit: number): void {
  if (units > limit) throw new Error(`${units} are more than ${limit}`);
}
const all = { usable: () => true, keptAt: () => 0, keptFor: () => 0 };

describe('S1 what is expected and may be promised', () => {
  it('is what is still to come, rounded down by the confidence, and nothing of a receipt that is over', () => {
    expect([receipt('a', { quantity: 7, confidence: 90 }), receipt('b', { received: 4 }), receipt('c', { received: 12 }), receipt('d', { status: 'cancelled' }), receipt('e', { confidence: 0 })].map(promisableUnits)).toEqual([6, 6, 0, 0, 0]);
  });

  it('goes in turn to who waits, the earliest first, and leaves full what is kept at a location and for a channel', () => {
    const [first, second, third] = [line('first', 4), line('second', 5, { channel: 'phone' }), line('third', 3)];
    const receipts = [receipt('early', { quantity: 6 }), receipt('late', { quantity: 9, location: 'york', eta: day(9) })];
    const found = assignExpected({ ...all, receipts, queue: [first, second, third], keptAt: (id) => (id === 'leeds' ? 1 : 0), keptFor: (id) => (id === 'phone' ? 2 : 0) });
    expect([...found].map(([one, promises]) => [one.orderId, promises])).toEqual([
      ['first', [{ receipt: 'early', quantity: 4 }]], ['second', [{ receipt: 'late', quantity: 5 }]], ['third', [{ receipt: 'early', quantity: 1 }, { receipt: 'late', quantity: 2 }]],
    ]);
  });

  it('is of no use where a line cannot take it', () => {
    const found = assignExpected({ ...all, receipts: [receipt('a'), receipt('b', { location: 'york' })], queue: [line('collected', 2, { pickupAt: 'york' })], usable: (location, { pickupAt }) => location === pickupAt });
    expect([...found.values()]).toEqual([[{ receipt: 'b', quantity: 2 }]]);
  });

  it('is never promised twice: 10,000 queues against receipts', () => {
    const places = fc.constantFrom('leeds', 'york', 'hull');
    const channels = fc.constantFrom('web', 'phone');
    const receipts = fc.array(fc.record({ location: places, quantity: fc.integer({ min: 1, max: 12 }), confidence: fc.integer({ min: 0, max: 100 }), received: fc.integer({ min: 0, max: 14 }) }), { maxLength: 5 });
    const queue = fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 9 }), channel: channels, pickupAt: fc.option(places, { nil: undefined }) }), { maxLength: 8 });
    fc.assert(fc.property(receipts, queue, fc.nat(4), fc.nat(4), (some, waiting, atLeeds, forWeb) => {
      const open = some.map((one, i) => receipt(`r${i}`, { ...one, eta: day(i + 1) }));
      const lines = waiting.map((one, i) => line(`o${i}`, one.quantity, one));
      const found = assignExpected({
        receipts: open, queue: lines, usable: (location, one) => one.pickupAt === undefined || one.pickupAt === location, keptAt: (id) => (id === 'leeds' ? atLeeds : 0), keptFor: (id) => (id === 'web' ? forWeb : 0),
      });
      const promised = (id: string) => [...found.values()].flat().reduce((sum, one) => sum + (one.receipt === id ? one.quantity : 0), 0);
      for (const one of open) atMost(promised(one.id), promisableUnits(one));
      const here = open.filter((one) => one.location === 'leeds');
      atMost(here.reduce((sum, one) => sum + promised(one.id), 0), Math.max(0, here.reduce((sum, one) => sum + promisableUnits(one), 0) - atLeeds));
      for (const [one, promises] of found) atMost(promises.reduce((sum, { quantity }) => sum + quantity, 0), one.quantity);
      // Who waits first, wherever it is sent, is promised all there is for its channel.
      const [head] = lines;
      if (head && head.pickupAt === undefined && head.channel === 'phone' && atLeeds === 0) {
        const there = open.reduce((sum, one) => sum + promisableUnits(one), 0);
        const got = (found.get(head) ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
        if (got !== Math.min(head.quantity, there)) throw new Error(`who waits first is promised ${got} of ${there}`);
      }
    }), { numRuns: 10_000 });
  });
});
