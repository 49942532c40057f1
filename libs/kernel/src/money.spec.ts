import fc from 'fast-check';
import { allocate, currencyDecimals, divideHalfUp, formatDecimal, parseDecimal, percentOf, taxWithin } from './money.js';

describe('money', () => {
  it('has exactly the decimals of its currency', () => {
    expect([currencyDecimals('GBP'), currencyDecimals('JPY'), currencyDecimals('BHD')]).toEqual([2, 0, 3]);
    expect(parseDecimal('12.50', 'GBP')).toBe(1250n);
    for (const wrong of ['12.5', '12', '12.500', '1e3', ' 1.00', '', '-', '١٢.٥٠']) expect(() => parseDecimal(wrong, 'GBP')).toThrow('exactly 2 decimals');
    expect(() => parseDecimal('1.00', 'XXY')).toThrow('not an ISO 4217 currency');
  });

  it('reads back what it writes', () => {
    fc.assert(fc.property(fc.bigInt({ min: 1n - 10n ** 15n, max: 10n ** 15n - 1n }), fc.constantFrom('GBP', 'JPY', 'BHD'), (amount, currency) =>
      parseDecimal(formatDecimal(amount, currency), currency) === amount));
  });

  it('rounds half up', () => {
    expect([divideHalfUp(5n, 2n), divideHalfUp(-5n, 2n), divideHalfUp(4n, 3n)]).toEqual([3n, -3n, 1n]);
    expect(percentOf(105n, '10')).toBe(11n);
    expect(percentOf(1000n, '7.5')).toBe(75n);
    expect(taxWithin(1200n, '20')).toBe(200n);
  });

  it('allocates without losing or making a penny, ties to the earlier part', () => {
    expect(allocate(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(allocate(10n, [0n, 0n])).toEqual([10n, 0n]);
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), fc.array(fc.bigInt({ min: 0n, max: 10n ** 6n }), { minLength: 1, maxLength: 30 }), (amount, weights) =>
      allocate(amount, weights).reduce((sum, part) => sum + part, 0n) === amount), { numRuns: 1000 });
  });
});
