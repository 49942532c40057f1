import type { Owner } from '@onefront/testing';
import { verifyPromotions } from '../src/index.js';
import { amountOff, gbp } from './builders.js';
import { brief, confirmed, issue, placed, promotions, put, refused, release } from './house.js';

describe('limits of promotions, and first orders', () => {
  let owner: Owner;
  let second: Owner;
  beforeEach(async () => {
    owner = await promotions();
    second = await promotions(owner);
  });
  afterEach(async () => {
    expect((await verifyPromotions(owner.database)).filter((check) => !check.ok)).toEqual([]);
    await second.close();
    await owner.close();
  });
  async function race(orders: Parameters<Owner['deliver']>[0][]): Promise<string[]> {
    const half = orders.length / 2;
    const told = await Promise.all([0, 1, 2, 3].map((part) => [owner, second][part % 2]!.deliver(...orders.slice((part * half) / 2, ((part + 1) * half) / 2))));
    return brief(told.flat());
  }
  const orders = (n: number, customer?: (index: number) => string) => Array.from({ length: n }, (_, index) => placed(`o-${index}`, customer ? { customer: customer(index) } : {}));

  it('total: as many orders as there are uses get it, the others pay in full', async () => {
    await owner.deliver(put('p', amountOff(100, 'order'), { limits: { total: 5 } }));
    expect((await race(orders(40))).filter((one) => one === 'order-priced 900')).toHaveLength(5);
  });

  it('budget: never a penny more', async () => {
    await owner.deliver(put('p', amountOff(100, 'order'), { limits: { budget: gbp(750) } }));
    expect((await race(orders(40))).filter((one) => one === 'order-priced 900')).toHaveLength(7);
    expect((await owner.database.pool.query('select spent, max_spent from promotions.promotion_counter')).rows).toEqual([{ spent: '700', max_spent: '750' }]);
  });

  it('perCustomer: counted per customer, not at all without one', async () => {
    await owner.deliver(put('p', amountOff(100, 'order'), { limits: { perCustomer: 2 } }));
    expect((await race(orders(40, (index) => `c-${index % 5}`))).filter((one) => one === 'order-priced 900')).toHaveLength(10);
    expect(brief(await owner.deliver(placed('anonymous')))).toEqual(['order-priced 1000']);
  });

  it('a limit that is reached makes its coupons exhausted, and what is given back can be used again', async () => {
    await owner.deliver(put('p', amountOff(100, 'order'), { conditions: [{ type: 'coupon' }], limits: { total: 1 } }), issue({ promotion: 'p', code: 'C' }));
    expect(brief(await owner.deliver(placed('a', { coupons: ['C'] }), placed('b', { coupons: ['C'] }), refused('a'), placed('c', { coupons: ['C'] })))).toEqual(['order-priced 900', 'coupon-rejected coupon-exhausted', 'coupon-changed', 'order-priced 900']);
  });

  it('a coupon whose promotion has too little budget left is exhausted', async () => {
    await owner.deliver(put('p', amountOff(100, 'order'), { conditions: [{ type: 'coupon' }], limits: { budget: gbp(150) } }), issue({ promotion: 'p', code: 'C' }));
    expect(brief(await owner.deliver(placed('a', { coupons: ['C'] }), placed('b', { coupons: ['C'] })))).toEqual(['order-priced 900', 'coupon-rejected coupon-exhausted']);
  });

  it('a limit that is lowered below what was used gives nothing more', async () => {
    await owner.deliver(put('p', amountOff(100, 'order'), { limits: { total: 10 } }), placed('a'), placed('b'), placed('c'));
    await owner.deliver(put('p', amountOff(100, 'order'), { limits: { total: 2 } }));
    expect(brief(await second.deliver(placed('d')))).toEqual(['order-priced 1000']);
  });

  it('first-order: of parallel first orders one has it; a held use counts, a released one is free again, a confirmed order ends it', async () => {
    await owner.deliver(put('first', amountOff(100, 'order'), { conditions: [{ type: 'first-order' }] }));
    expect((await race(orders(20, () => 'c-new'))).filter((one) => one === 'order-priced 900')).toHaveLength(1);
    const { rows } = await owner.database.pool.query(`select first_order from promotions.customer where id = 'c-new'`);
    await owner.deliver(release(rows[0].first_order));
    expect(brief(await owner.deliver(placed('again', { customer: 'c-new' })))).toEqual(['order-priced 900']);
    await owner.deliver(confirmed('again', 'c-new'));
    expect(brief(await second.deliver(placed('late', { customer: 'c-new' })))).toEqual(['order-priced 1000']);
    expect(brief(await owner.deliver(placed('nobody')))).toEqual(['order-priced 1000']);
  });

  it('first-order counts orders that were priced before there was such a promotion', async () => {
    await owner.deliver(placed('old', { customer: 'c-old' }), confirmed('old', 'c-old'));
    await owner.deliver(put('first', amountOff(100, 'order'), { conditions: [{ type: 'coupon' }, { type: 'first-order' }] }), issue({ promotion: 'first', code: 'WELCOME' }));
    expect(brief(await owner.deliver(placed('next', { customer: 'c-old', coupons: ['WELCOME'] }), placed('new', { customer: 'c-2', coupons: ['WELCOME'] })))).toEqual(['coupon-rejected coupon-invalid', 'order-priced 900']);
  });
});
