import type { Channel, Location } from '@onefront/contracts';
import fc from 'fast-check';
import { channelAvailableBy, locationAvailableBy } from './expected.js';
import type { Network } from './network.js';
import type { OpenReceipt, SkuLevels, StockRow } from './sku-levels.js';

const policy = { sellable: true, pickup: true, safetyStock: 0 };
const place = (id: string) => [id, { id, location: {} as Location, policy }] as const;
const channel = { locations: ['leeds', 'derby'], buffer: 1 } as unknown as Channel;
const network = { locations: new Map([place('leeds'), place('derby'), place('elsewhere')]), channels: new Map([['web', { channel }]]) } as unknown as Network;

const row = (sku: string, onHand: Readonly<Record<string, number>>, expected: readonly OpenReceipt[], kind = 'simple'): StockRow => ({
  sku, product: { kind, components: [] } as never, version: 1, asOf: new Date(0), network: 1, expected,
  levels: Object.entries(onHand).map(([location, units]) => ({ location, onHand: units, unavailable: 0, reserved: 0 }) as never),
});
const receipt = (location: string, day: number, promisable: number, promised = 0): OpenReceipt => ({ location, eta: new Date(Date.UTC(2026, 0, day)).toISOString(), promisable, promised });
const bundle = (parts: SkuLevels['parts']): SkuLevels => ({ ...row('SET', {}, []), product: { kind: 'bundle' } as never, parts });

describe('S1 what can be promised by a day', () => {
  it('is what is there now and what has come by then, less what is promised of it and the buffer', () => {
    const sku = { ...row('A', { leeds: 2, derby: 1, elsewhere: 50 }, [receipt('leeds', 3, 4, 1), receipt('elsewhere', 3, 9), receipt('derby', 9, 5)]), parts: [] };
    expect(channelAvailableBy(sku, { network, channel: 'web' }).map((step) => step.available)).toEqual([5, 10]);
    expect(locationAvailableBy(sku, { network, location: 'leeds' }).map((step) => step.available)).toEqual([5]);
    expect(channelAvailableBy(sku, { network, channel: 'nowhere' })).toEqual([]);
  });

  it('of a bundle is what the scarcest part allows on each day on which one of its parts comes', () => {
    const sku = bundle([
      { row: row('A', { leeds: 3 }, [receipt('leeds', 5, 10)]), quantity: 2 },
      { row: row('B', { derby: 1 }, [receipt('derby', 7, 3)]), quantity: 1 },
      { row: row('C', {}, [], 'service'), quantity: 1 },
    ]);
    // A: 2 of 3, then 12 of 13; B: none beside the buffer, then 3.
    expect(channelAvailableBy(sku, { network, channel: 'web' }).map((step) => [step.by.slice(8, 10), step.available])).toEqual([['05', 0], ['07', 3]]);
    expect(locationAvailableBy(sku, { network, location: 'leeds' }).map((step) => step.available)).toEqual([0]);
  });

  it('orders days that are written with other offsets, and never falls from one day to the next', () => {
    const early = { ...receipt('leeds', 1, 1), eta: '2026-01-02T01:00:00+09:00' };
    const late = { ...receipt('leeds', 1, 1), eta: '2026-01-01T23:00:00Z' };
    expect(channelAvailableBy({ ...row('A', { leeds: 1 }, [late, early]), parts: [] }, { network, channel: 'web' })).toEqual([{ by: early.eta, available: 1 }, { by: late.eta, available: 2 }]);
    const receipts = fc.array(fc.record({ location: fc.constantFrom('leeds', 'derby', 'elsewhere'), day: fc.integer({ min: 1, max: 28 }), promisable: fc.nat(20), share: fc.nat(100) }), { maxLength: 6 })
      .map((list) => list.map(({ location, day, promisable, share }) => receipt(location, day, promisable, Math.floor((promisable * share) / 100))));
    const part = fc.record({ onHand: fc.nat(9), expected: receipts, quantity: fc.integer({ min: 1, max: 3 }) }).map(({ onHand, expected, quantity }) => ({ row: row('P', { leeds: onHand }, expected), quantity }));
    fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
      const steps = channelAvailableBy(bundle(parts), { network, channel: 'web' }).map((step) => step.available);
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
      for (const one of parts) {
        const alone = channelAvailableBy(bundle([one]), { network, channel: 'web' });
        if (alone.length > 0 && steps.length > 0) expect(steps.at(-1)).toBeLessThanOrEqual(alone.at(-1)!.available);
      }
    }), { numRuns: 10_000 });
  });
});
