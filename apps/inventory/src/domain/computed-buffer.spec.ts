import fc from 'fast-check';
import { computedBuffer, poissonQuantile, type SalesElsewhere } from './computed-buffer.js';

/** The distribution added up from zero, term by term; for small means. */
function chanceUpTo(mean: number, k: number): number {
  let [term, sum] = [Math.exp(-mean), Math.exp(-mean)];
  for (let i = 1; i <= k; i += 1) sum += term *= mean / i;
  return k < 0 ? 0 : sum;
}

const target = fc.double({ min: 0.5, max: 0.9999, noNaN: true });
const sale: fc.Arbitrary<SalesElsewhere> = fc.record({ channel: fc.constantFrom('web', 'store', 'phone'), unitsPerSecond: fc.double({ min: 0, max: 0.05, noNaN: true }), intakeSeconds: fc.double({ min: 0, max: 300, noNaN: true }) });

describe('S3 computed buffer', () => {
  it('is the least number that sales elsewhere stay at or below with the target probability', () => {
    fc.assert(fc.property(target, fc.double({ min: 0, max: 120, noNaN: true }), fc.array(sale, { maxLength: 4 }), (p, push, sales) => {
      const { units, expected } = computedBuffer({ target: p }, push, sales);
      let mean = 0;
      for (const { unitsPerSecond, intakeSeconds } of sales) mean += unitsPerSecond * intakeSeconds + unitsPerSecond * push;
      expect(Math.abs(expected - mean)).toBeLessThan(1e-9);
      expect(chanceUpTo(mean, units)).toBeGreaterThanOrEqual(p - 1e-12);
      expect(chanceUpTo(mean, units - 1)).toBeLessThan(p + 1e-12);
    }), { numRuns: 10_000 });
  });

  it('never falls when more is sold, when a lag grows or when less risk is taken, and never exceeds its maximum', () => {
    fc.assert(fc.property(target, target, fc.double({ min: 0, max: 120, noNaN: true }), fc.array(sale, { maxLength: 4 }), sale, fc.nat(20), (p, q, push, sales, more, maximum) => {
      const units = computedBuffer({ target: Math.min(p, q) }, push, sales).units;
      expect(computedBuffer({ target: Math.max(p, q) }, push, sales).units).toBeGreaterThanOrEqual(units);
      expect(computedBuffer({ target: Math.min(p, q) }, push, [...sales, more]).units).toBeGreaterThanOrEqual(units);
      expect(computedBuffer({ target: Math.min(p, q) }, push + 60, sales).units).toBeGreaterThanOrEqual(units);
      expect(computedBuffer({ target: Math.min(p, q), maximum }, push, sales).units).toBe(Math.min(units, maximum));
    }), { numRuns: 10_000 });
  });

  it.each([[0, 0.99, 0], [1e-9, 0.99, 0], [1, 0.99, 4], [2, 0.95, 5], [10, 0.999, 21], [2_000_000, 0.9, 1_000_000]])('a mean of %d at %d keeps %d units back', (mean, p, units) => {
    expect(poissonQuantile(mean, p)).toBe(units);
  });

  it('follows the normal distribution where means are large', () => {
    for (const mean of [1_000, 50_000, 900_000]) expect(Math.abs(poissonQuantile(mean, 0.975) - (mean + 1.96 * Math.sqrt(mean)))).toBeLessThan(3);
  });
});
