import fc from 'fast-check';
import { Confirmations, confirmQuantities, laterOf, type Confirmation } from './confirmations.js';

const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 9, 0, second));
const readings = fc.array(fc.record({ readAt: fc.nat(4), ordersUpTo: fc.option(fc.nat(4), { nil: undefined }) }), { minLength: 1, maxLength: 6 })
  // One reading has one quantity, however often it is told.
  .map((all) => all.map(({ readAt, ordersUpTo }): Confirmation => ({ quantity: readAt * 10, version: readAt + 1, readAt: at(readAt), ...(ordersUpTo === undefined ? {} : { ordersUpTo: at(ordersUpTo) }) })));

describe('S3 what a channel was seen to offer', () => {
  it('is the same whatever the order in which readings come and however often: the latest, with the most that is said of its orders', () => {
    fc.assert(fc.property(readings, fc.array(fc.nat(5), { maxLength: 6 }), (all, again) => {
      const told = [...all, ...again.map((i) => all[i % all.length]!)];
      const [forwards, backwards] = [told, [...told].reverse()].map((some) => some.reduce<Confirmation | undefined>(laterOf, undefined)!);
      const last = Math.max(...all.map((one) => one.readAt.getTime()));
      const upTo = all.filter((one) => one.readAt.getTime() === last).flatMap((one) => one.ordersUpTo?.getTime() ?? []);
      for (const known of [forwards, backwards]) {
        expect([known!.readAt.getTime(), known!.quantity]).toEqual([last, all.find((one) => one.readAt.getTime() === last)!.quantity]);
        expect(known!.ordersUpTo?.getTime()).toBe(upTo.length > 0 ? Math.max(...upTo) : undefined);
      }
    }), { numRuns: 10_000 });
  });

  it('is refused as a whole when it names what was never told, and says what was news', () => {
    const pairs = new Confirmations([{ channel: 'market', sku: 'A', version: 2 }]);
    const reading = { sku: 'A', quantity: 5, version: 2, readAt: at(1) };
    expect(() => confirmQuantities(pairs, { channel: 'market', confirmations: [reading, { ...reading, sku: 'B' }, { ...reading, version: 3 }] }))
      .toThrow(expect.objectContaining({ errors: [{ path: '/confirmations/1/sku', message: 'market was told nothing of B' }, { path: '/confirmations/2/version', message: 'version 3 was never told: the last is 2' }] }));
    expect(pairs.changed.size).toBe(0);
    expect(confirmQuantities(pairs, { channel: 'market', confirmations: [reading] })).toEqual([reading]);
    expect(confirmQuantities(pairs, { channel: 'market', confirmations: [reading, { ...reading, quantity: 9, readAt: at(0) }] })).toEqual([]);
    expect(confirmQuantities(pairs, { channel: 'market', ordersUpTo: at(1), confirmations: [reading] })).toEqual([reading]);
  });
});
