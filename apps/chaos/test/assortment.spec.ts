import { httpCouponIssue, httpMovement } from '@onefront/contracts';
import { assortmentOf } from '../src/load/assortment.js';
import { tiers } from '../src/tiers.js';

/** A run that takes an hour must not end at its first request because its tier asks for more than the contract takes. */
describe.each(Object.values(tiers))('what a run of tier $name sells', ({ orders }) => {
  const { received, coupons } = assortmentOf(orders);

  it('is received and issued in requests that the contract takes', () => {
    for (const row of received) expect(httpMovement.safeParse({ ...row, reason: 'receipt' }).error).toBeUndefined();
    for (const coupon of coupons) expect(httpCouponIssue.safeParse(coupon).error).toBeUndefined();
  });

  it('is enough for everybody', () => {
    const units = received.filter(({ sku }) => sku.startsWith('SHOP-')).reduce((sum, { quantity }) => sum + quantity, 0);
    expect(units).toBeGreaterThan(10 * orders);
    expect(coupons[0]!.limit).toBeGreaterThanOrEqual(orders);
  });
});
