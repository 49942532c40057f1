import fc from 'fast-check';
import { autoBuffer, type MeasuredLag, type MeasuredLags, type MeasuredSales } from './auto-buffer.js';
import { bufferOf } from './availability.js';
import { computedBuffer } from './computed-buffer.js';
import type { AutoBuffer, Channel } from './network.js';

const lag: fc.Arbitrary<MeasuredLag> = fc.record({ seconds: fc.double({ min: 0, max: 600, noNaN: true }), samples: fc.nat(60) });
const lags: fc.Arbitrary<MeasuredLags> = fc.record({ push: fc.option(lag, { nil: undefined }), intake: fc.dictionary(fc.constantFrom('web', 'store'), lag).map((all) => new Map(Object.entries(all))) });
const sale: fc.Arbitrary<MeasuredSales> = fc.tuple(fc.constantFrom('web', 'store', 'phone'), fc.nat(40), fc.nat(40)).map(([channel, units, recent]) => ({ channel, units, recent: Math.min(units, recent) }));
const asked: fc.Arbitrary<AutoBuffer> = fc.record({
  target: fc.double({ min: 0.5, max: 0.9999, noNaN: true }), minimum: fc.nat(5), maximum: fc.integer({ min: 5, max: 100 }), assumedLagSeconds: fc.integer({ min: 1, max: 900 }), windowSeconds: fc.integer({ min: 3_600, max: 1_209_600 }),
});
const sales = fc.array(sale, { maxLength: 3 });

describe('S3 a buffer that follows from what is measured', () => {
  it('says all that it is made of: whoever computes again from the record comes to the same number', () => {
    fc.assert(fc.property(asked, lags, sales, (of, measured, sold) => {
      const record = autoBuffer(of, measured, sold);
      const again = record.elsewhere.map((one) => ({ channel: one.channel, unitsPerSecond: one.perDay / 86_400, intakeSeconds: one.intake.seconds }));
      const { units, expected } = computedBuffer({ target: record.target, maximum: record.maximum }, record.push.seconds, again);
      expect([record.units, record.expected]).toEqual([Math.max(record.minimum, units), expected]);
      expect(record.units).toBeGreaterThanOrEqual(of.minimum);
      expect(record.units).toBeLessThanOrEqual(of.maximum);
    }), { numRuns: 10_000 });
  });

  it('takes a lag as it was measured, or as assumed where too little was measured, and says which', () => {
    fc.assert(fc.property(asked, lags, sales, (of, measured, sold) => {
      const record = autoBuffer(of, measured, sold);
      const pairs = [[record.push, measured.push] as const, ...record.elsewhere.map((one) => [one.intake, measured.intake.get(one.channel)] as const)];
      for (const [taken, was] of pairs) {
        const enough = was !== undefined && was.samples >= 30;
        expect(taken).toEqual(enough ? was : { seconds: of.assumedLagSeconds, samples: was?.samples ?? 0, assumed: true });
      }
    }), { numRuns: 10_000 });
  });

  it('never falls when more is sold, also of late, and is never less than the buffer that is typed in', () => {
    const channel: Channel = { id: 'market', locations: [], buffer: 0, connector: 'generic' };
    fc.assert(fc.property(asked, lags, sales, sale, fc.nat(20), (of, measured, sold, more, typed) => {
      const { units } = autoBuffer(of, measured, sold);
      expect(autoBuffer(of, measured, [...sold, more]).units).toBeGreaterThanOrEqual(units);
      expect(autoBuffer(of, measured, sold.map((one) => ({ ...one, recent: one.units }))).units).toBeGreaterThanOrEqual(units);
      expect(bufferOf({ ...channel, buffer: typed, autoBuffer: of }, units)).toBe(Math.max(typed, units));
      expect(bufferOf({ ...channel, buffer: typed }, units)).toBe(typed);
    }), { numRuns: 10_000 });
  });

  it('a rush of the last hours counts as it comes: 24 units in the last hour of a day are a rate of 576 a day', () => {
    const of: AutoBuffer = { target: 0.99, minimum: 0, maximum: 100, assumedLagSeconds: 60, windowSeconds: 86_400 };
    const record = autoBuffer(of, { push: { seconds: 90, samples: 30 }, intake: new Map() }, [{ channel: 'web', units: 30, recent: 24 }]);
    expect(record).toMatchObject({ expected: 1, units: 4, elsewhere: [{ perDay: 576, intake: { seconds: 60, samples: 0, assumed: true } }] });
  });
});
