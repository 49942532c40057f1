import fc from 'fast-check';
import { fromStripeAmount, toStripeAmount } from './amount.js';

describe('S14 amounts in the units of Stripe', () => {
  it('knows currencies without decimals, with two that are zero, and with three', () => {
    expect([toStripeAmount(1250n, 'GBP'), toStripeAmount(500n, 'JPY'), toStripeAmount(500n, 'ISK'), toStripeAmount(500n, 'UGX'), toStripeAmount(5120n, 'KWD'), toStripeAmount(1200n, 'MGA')]).toEqual([1250, 500, 50_000, 50_000, 5120, 1200]);
    expect(() => toStripeAmount(5123n, 'KWD')).toThrow('must be zero');
    expect(() => toStripeAmount(100_000_000n, 'USD')).toThrow('more than can be charged');
  });

  it('comes back as it went (10,000 cases)', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 99_999n }), fc.constantFrom('GBP', 'USD', 'JPY', 'KRW', 'ISK', 'UGX', 'CLP', 'XAF', 'EUR', 'HUF', 'IDR'), (amount, currency) =>
      fromStripeAmount(toStripeAmount(amount, currency), currency.toLowerCase()) === amount), { numRuns: 10_000 });
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 99_999n }), (tens) => fromStripeAmount(toStripeAmount(tens * 10n, 'BHD'), 'BHD') === tens * 10n), { numRuns: 10_000 });
  });
});
