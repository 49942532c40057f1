import type { DataOf, orderPriced } from '@onefront/contracts';
import type { Owner } from '@onefront/testing';
import { verifyPromotions } from '../src/index.js';
import { amountOff, asSold, gbp, line, percentage } from './builders.js';
import { brief, confirmed, couponRow, identified, issue, placed, promotions, put, refused, release } from './house.js';

describe('promotions in a sale', () => {
  let owner: Owner;
  let second: Owner;
  beforeAll(async () => {
    owner = await promotions();
    second = await promotions(owner);
    await owner.deliver(
      put('ten', percentage('10', 'order'), { conditions: [{ type: 'coupon' }] }),
      put('vip', amountOff(50, 'order'), { conditions: [{ type: 'customer-group', in: ['vip'] }] }),
    );
  });
  afterAll(async () => {
    await second?.close();
    await owner?.close();
  });
  afterEach(async () => expect((await verifyPromotions(owner.database)).filter((check) => !check.ok)).toEqual([]));

  /** Deals orders to both processes at once, in batches of ten, and gives what was told of all. */
  async function race(orders: Parameters<Owner['deliver']>[0][]): Promise<string[]> {
    const batches = Array.from({ length: Math.ceil(orders.length / 10) }, (_, index) => orders.slice(index * 10, index * 10 + 10));
    return brief((await Promise.all(batches.map((batch, index) => [owner, second][index % 2]!.deliver(...batch)))).flat());
  }

  it('a coupon of limit 10 under 100 parallel orders at two processes: exactly 10', async () => {
    await owner.settle(issue({ promotion: 'ten', code: 'Limit10', limit: 10 }));
    const told = await race(Array.from({ length: 100 }, (_, index) => placed(`race-${index}`, { coupons: ['LIMIT10'] })));
    expect(told.filter((one) => one === 'order-priced 900')).toHaveLength(10);
    expect(told.filter((one) => one === 'coupon-rejected coupon-exhausted')).toHaveLength(90);
    expect(await couponRow(owner, 'LIMIT10')).toEqual({ used: 0, held: 10, over: 0 });
  });

  it('two coupons taken in opposite orders by two processes: neither deadlock nor overuse', async () => {
    await owner.deliver(put('five', percentage('5', 'order'), { conditions: [{ type: 'coupon' }] }), issue({ promotion: 'ten', code: 'A-1', limit: 7 }), issue({ promotion: 'five', code: 'B-1', limit: 7 }));
    const told = await race(Array.from({ length: 60 }, (_, index) => placed(`both-${index}`, { coupons: index % 2 ? ['A-1', 'B-1'] : ['B-1', 'A-1'] })));
    expect(told.filter((one) => one.startsWith('order-priced'))).toHaveLength(7);
  });

  it('order of arrival decides within a batch, and tells the coupon as it is then', async () => {
    await owner.settle(issue({ promotion: 'ten', code: 'ONCE', limit: 1 }));
    const told = await owner.deliver(placed('first', { coupons: ['once'] }), placed('late', { coupons: ['Once'] }));
    expect(brief(told)).toEqual(['order-priced 900', 'coupon-rejected coupon-exhausted']);
    expect((told[0]!.data as DataOf<typeof orderPriced>).couponStates).toEqual([{ code: 'ONCE', promotion: 'ten', limit: 1, used: 0, held: 1, status: 'active', version: 2 }]);
  });

  it('HELD becomes USED on confirmation and is free again after release; each only once', async () => {
    await owner.deliver(issue({ promotion: 'ten', code: 'LIFE', limit: 1 }), placed('life', { coupons: ['LIFE'] }));
    expect(await couponRow(owner, 'LIFE')).toEqual({ used: 0, held: 1, over: 0 });
    expect(brief(await owner.deliver(confirmed('life'), confirmed('life')))).toEqual(['coupon-changed']);
    expect(await couponRow(owner, 'LIFE')).toEqual({ used: 1, held: 0, over: 0 });
    expect(brief(await owner.deliver(release('life', 'r1'), release('life', 'r2')))).toEqual(['coupons-released', 'coupons-released']);
    expect(await couponRow(owner, 'LIFE')).toEqual({ used: 0, held: 0, over: 0 });
    expect(brief(await owner.deliver(placed('life-2', { coupons: ['LIFE'] })))).toEqual(['order-priced 900']);
    expect(brief(await owner.deliver(refused('life-2')))).toEqual(['coupon-changed']);
    expect(await couponRow(owner, 'LIFE')).toEqual({ used: 0, held: 0, over: 0 });
  });

  it('a message that comes twice, or a question under another id, takes nothing twice', async () => {
    await owner.deliver(issue({ promotion: 'ten', code: 'TWICE', limit: 5 }));
    const twice = { ...placed('twice', { coupons: ['TWICE'] }), id: 'same-id' };
    expect(brief(await owner.deliver(twice, twice, placed('twice', { coupons: ['TWICE'] })))).toEqual(['order-priced 900']);
    expect(await couponRow(owner, 'TWICE')).toMatchObject({ held: 1 });
  });

  it('a release that comes before the take blocks it, and is answered', async () => {
    await owner.deliver(issue({ promotion: 'ten', code: 'TOMB', limit: 1 }));
    expect(brief(await owner.deliver(release('tomb')))).toEqual(['coupons-released']);
    expect(await owner.deliver(placed('tomb', { coupons: ['TOMB'] }), confirmed('tomb'))).toEqual([]);
    await owner.deliver(placed('tomb-2', { coupons: ['TOMB'], unidentified: true }));
    expect(brief(await second.deliver(release('tomb-2')))).toEqual(['coupons-released']);
    expect(await owner.deliver(identified('tomb-2', 'c-tomb'))).toEqual([]);
    expect(await couponRow(owner, 'TOMB')).toMatchObject({ held: 0, used: 0 });
  });

  it('waits for the buyer, whichever comes first, also through another process', async () => {
    expect(await owner.deliver(placed('b1', { unidentified: true }))).toEqual([]);
    expect(brief(await second.deliver(identified('b1', 'c-b', ['vip'])))).toEqual(['order-priced 950']);
    expect(await second.deliver(identified('b2', 'c-b', ['vip']))).toEqual([]);
    expect(brief(await owner.deliver(placed('b2', { unidentified: true })))).toEqual(['order-priced 950']);
    expect(brief(await owner.deliver(identified('b3', 'c-b', ['vip']), placed('b3', { unidentified: true })))).toEqual(['order-priced 950']);
    expect(brief(await owner.deliver(placed('b4', { unidentified: true }), identified('b4', 'c-b')))).toEqual(['order-priced 1000']);
    expect(brief(await owner.deliver(placed('b5', { customer: 'c-b', groups: ['vip'] })))).toEqual(['order-priced 950']);
  });

  it('question and buyer racing through two processes are answered exactly once', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `meet-${index}`);
    const [asks, buyers] = await Promise.all([owner.deliver(...ids.map((id) => placed(id, { unidentified: true }))), second.deliver(...[...ids].reverse().map((id) => identified(id, 'c-m')))]);
    expect([...asks, ...buyers].map((one) => one.key).sort()).toEqual([...ids].sort());
  });

  describe('coupons that do not hold', () => {
    beforeAll(async () => {
      await owner.deliver(
        put('vips', percentage('10', 'order'), { conditions: [{ type: 'coupon' }, { type: 'customer-group', in: ['vip'] }] }),
        issue({ promotion: 'ten', code: 'OLD', expiresAt: '2026-11-01T00:00:00.000Z' }), issue({ promotion: 'ten', code: 'SOON', startsAt: '2027-01-01T00:00:00.000Z' }),
        issue({ promotion: 'ten', code: 'MINE', customer: 'c-1' }), issue({ promotion: 'ten', code: 'PLAIN' }), issue({ promotion: 'vips', code: 'FORVIP' }), issue({ promotion: 'ten', code: 'EACH', perCustomer: 1 }),
      );
    });

    it.each([
      ['unknown', 'NOSUCH', {}, 'coupon-invalid', 'there is no such coupon'],
      ['expired', 'OLD', {}, 'coupon-invalid', 'it expired at 2026-11-01T00:00:00.000Z'],
      ['not yet', 'SOON', {}, 'coupon-invalid', 'it is valid from 2027-01-01T00:00:00.000Z'],
      ['of another customer', 'MINE', { customer: 'c-2' }, 'coupon-invalid', 'it belongs to another customer'],
      ['of another channel', 'PLAIN', { pricing: { channel: { ...asSold, pricing: 'ours' } } }, 'coupon-invalid', 'its promotion is not on the channel market'],
      ['of a group', 'FORVIP', { customer: 'c-2' }, 'coupon-invalid', 'it is not for this customer'],
      ['without a customer', 'EACH', {}, 'coupon-invalid', 'its uses are limited per customer, and the customer is not known'],
    ] as const)('a coupon that is %s is invalid, with its reason and path', async (_what, code, how, type, reason) => {
      const [told] = await owner.deliver(placed(`bad-${code}`, { coupons: ['TWICE', code], ...(how as object) }));
      expect(told!.data).toMatchObject({ problem: { type: `https://onefront.dev/problems/${type}`, status: 422, errors: [...(code === 'PLAIN' ? [{ path: '/coupons/0' }] : []), { path: '/coupons/1', message: reason }] } });
    });

    it('limits a coupon per customer', async () => {
      const told = await race(Array.from({ length: 20 }, (_, index) => placed(`each-${index}`, { coupons: ['EACH'], customer: `c-each-${index % 4}` })));
      expect(told.filter((one) => one === 'order-priced 900')).toHaveLength(4);
      expect(told.filter((one) => one === 'coupon-rejected coupon-exhausted')).toHaveLength(16);
    });
  });

  it('a coupon whose promotion does not apply holds no use', async () => {
    await owner.deliver(put('big', percentage('10', 'order'), { conditions: [{ type: 'coupon' }, { type: 'min-basket', amount: gbp(5000) }] }), issue({ promotion: 'big', code: 'BIG', limit: 1 }));
    expect(brief(await owner.deliver(placed('small', { coupons: ['BIG'] })))).toEqual(['order-priced 1000']);
    expect(await couponRow(owner, 'BIG')).toMatchObject({ held: 0 });
  });

  it('a price that does not stand holds nothing', async () => {
    await owner.deliver(issue({ promotion: 'ten', code: 'SEEN', limit: 1 }));
    expect(brief(await owner.deliver(placed('seen', { coupons: ['SEEN'], pricing: { expectedTotal: gbp(1000) } })))).toEqual(['order-priced 900 price-changed']);
    expect(await couponRow(owner, 'SEEN')).toMatchObject({ held: 0 });
  });

  it('a recorded order is never refused: what it used beyond the limit is kept apart, with an incident', async () => {
    await owner.deliver(issue({ promotion: 'ten', code: 'FULL', limit: 1 }), placed('f1', { coupons: ['FULL'] }));
    const recorded = { recorded: true, lines: [line('1', 1000, { total: gbp(700) })] };
    expect(brief(await owner.deliver(placed('f2', { coupons: ['full', 'UNKNOWN'], pricing: recorded }), confirmed('f2')))).toEqual(['order-priced 700', 'coupon-changed']);
    expect(await couponRow(owner, 'FULL')).toEqual({ used: 0, held: 1, over: 1 });
    const { rows } = await owner.database.pool.query(`select code, reason from promotions.incident where order_id = 'f2' order by id`);
    expect(rows).toEqual([{ code: 'full', reason: 'it has been used 1 of 1 times' }, { code: 'UNKNOWN', reason: 'there is no such coupon' }]);
    await owner.deliver(release('f2'));
    expect(await couponRow(owner, 'FULL')).toEqual({ used: 0, held: 1, over: 0 });
  });
});
