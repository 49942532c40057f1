import type { Owner } from '@onefront/testing';
import { recallPromotions, republishPromotions, verifyPromotions } from '../src/index.js';
import { percentage } from './builders.js';
import { brief, couponRow, issue, placed, promotions, put } from './house.js';

/** After a restore, orders are heard again, the other way round: who was refused is refused again, and leaves the use to who had it. */
describe('promotions after a restore', () => {
  let before: Owner;
  let after: Owner;
  const rules = () => [put('ten', percentage('10', 'order'), { conditions: [{ type: 'coupon' }] }), issue({ promotion: 'ten', code: 'ONCE', limit: 1 })];
  beforeAll(async () => {
    [before, after] = [await promotions(), await promotions()];
    for (const one of [before, after]) for (const rule of rules()) await one.deliver(rule);
  });
  afterAll(async () => {
    await before?.close();
    await after?.close();
  });

  it('refuses again whom it had refused', async () => {
    const told = await before.deliver(placed('first', { coupons: ['ONCE'] }), placed('second', { coupons: ['ONCE'] }));
    expect(brief(told)).toEqual(['order-priced 900', 'coupon-rejected coupon-exhausted']);
    expect(await recallPromotions(after.database, told)).toBe(2);
    expect(await recallPromotions(after.database, told)).toBe(2);
    const again = await after.deliver(placed('second', { coupons: ['ONCE'] }), placed('first', { coupons: ['ONCE'] }));
    expect(brief(again)).toEqual(['coupon-rejected coupon-exhausted', 'order-priced 900']);
    expect(await couponRow(after, 'ONCE')).toEqual({ used: 0, held: 1, over: 0 });
    // What is known already stays.
    await recallPromotions(after.database, [{ ...told[1]!, data: { ...(told[1]!.data as object), orderId: 'first' } }]);
    await republishPromotions(after.database, { epoch: 1 });
    expect((await verifyPromotions(after.database)).filter((check) => !check.ok)).toEqual([]);
  });

  it('waits for a coupon that comes behind the order that had it', async () => {
    await before.deliver(issue({ promotion: 'ten', code: 'LATE', limit: 1 }));
    await recallPromotions(after.database, await before.deliver(placed('early', { coupons: ['LATE'] })));
    await after.deliver();
    expect(await after.deliver(placed('early', { coupons: ['LATE'] }))).toEqual([]);
    expect((await after.database.read({ text: 'select reason from messaging.parked_key' })).rows).toEqual([{ reason: 'waiting' }]);
  });
});
