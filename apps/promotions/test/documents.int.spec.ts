import { couponChanged, deletePromotion, disableCoupon, message, patchPromotion, promotionChanged, putShippingRate, putTaxRate, quoteAnswer, settlementsOf, type DataOf, type Outbound } from '@onefront/contracts';
import type { Executor } from '@onefront/outbox';
import { waitFor, type Owner } from '@onefront/testing';
import { startBulkIssue } from '../src/commands/issue-in-bulk.js';
import { republishPromotions, verifyPromotions } from '../src/index.js';
import { couponsFact } from '../src/messages/published.js';
import { RulesCache } from '../src/persistence/rules-cache.js';
import { quote } from '../src/queries/quote.js';
import { amountOff, gbp, line, percentage, request } from './builders.js';
import { brief, confirmed, couponRow, issue, placed, promotions, put } from './house.js';

describe('rules and coupons', () => {
  let owner: Owner;
  let executor: Executor;
  beforeAll(async () => {
    owner = await promotions();
    executor = startBulkIssue(owner.database, couponsFact);
  });
  afterAll(async () => {
    await executor?.stop();
    await owner?.close();
  });
  const patch = (id: string, change: Record<string, unknown>) => message(patchPromotion, { key: id, data: { id, patch: change, conditions: {} } }) as Outbound;
  const end = (id: string, conditions = {}) => message(deletePromotion, { key: id, data: { id, conditions } }) as Outbound;
  const disable = (code: string) => message(disableCoupon, { key: code.toUpperCase(), data: { code } }) as Outbound;

  it('puts (201, 200, unchanged), minds the version, patches in the HTTP form, ends and comes back', async () => {
    expect(await owner.settle(put('a', amountOff(100, 'order')))).toMatchObject({ outcome: 'done', status: 201, resource: { view: 'promotion', key: 'a' }, effects: [{ view: 'promotion', key: 'a', version: 1 }] });
    expect(await owner.settle(put('a', amountOff(100, 'order')))).toMatchObject({ status: 200, effects: [{ version: 1 }] });
    expect(await owner.settle(put('a', amountOff(200, 'order'), {}, { ifMatch: '"9"' }))).toMatchObject({ outcome: 'refused', status: 412 });
    expect(await owner.settle(put('a', amountOff(200, 'order'), {}, { ifNoneMatch: '*' }))).toMatchObject({ status: 412 });
    expect(await owner.settle(patch('a', { effects: [{ type: 'fixed-amount', on: 'order', amount: { amount: '3.00', currency: 'GBP' } }] }))).toMatchObject({ status: 200, effects: [{ version: 2 }] });
    expect(brief(await owner.deliver(placed('patched')))).toEqual(['order-priced 700']);
    expect(await owner.settle(patch('a', { effects: [{ type: 'gift' }] }))).toMatchObject({ outcome: 'refused', status: 422, problem: { errors: [{ path: '/effects/0/type' }] } });
    expect(await owner.settle(patch('missing', {}))).toMatchObject({ status: 404 });
    const told = await owner.deliver({ ...end('a'), operationId: 'end' });
    expect(told[0]).toMatchObject({ type: promotionChanged.type, version: 3, data: { promotion: null } });
    expect(settlementsOf(told[0]!)[0]).toMatchObject({ status: 204, effects: [{ version: 3 }] });
    expect(await owner.settle(end('a'))).toMatchObject({ outcome: 'refused', status: 404 });
    expect(await owner.settle(put('a', amountOff(100, 'order')))).toMatchObject({ status: 201, effects: [{ version: 4 }] });
    await owner.settle(end('a'));
  });

  it('settles a command that changed a rule and prices the next order in the same batch with it', async () => {
    expect(brief(await owner.deliver(put('now', amountOff(1, 'order')), placed('now'), end('now'), placed('then')))).toEqual(['promotion-changed', 'order-priced 999', 'promotion-changed', 'order-priced 1000']);
  });

  it('tax and shipping rates', async () => {
    const tax = message(putTaxRate, { key: 'gb', data: { id: 'gb', taxRate: { category: 'standard', country: 'GB', rate: '20' }, conditions: {} } }) as Outbound;
    const ship = message(putShippingRate, { key: 'uk', data: { id: 'uk', shippingRate: { channels: ['web'], method: 'ship', price: gbp(200) }, conditions: {} } }) as Outbound;
    expect(await owner.settle(tax)).toMatchObject({ status: 201, resource: { view: 'tax-rate', key: 'gb' } });
    expect(await owner.settle(ship)).toMatchObject({ status: 201, resource: { view: 'shipping-rate', key: 'uk' } });
    expect(brief(await owner.deliver(placed('taxed')))).toEqual(['order-priced 1200']);
    expect((await owner.settle(ship)).status).toBe(200);
  });

  it('issues a coupon under a code once, without regard to case, or makes a code', async () => {
    await owner.deliver(put('ten', percentage('10', 'order'), { conditions: [{ type: 'coupon' }] }));
    expect(await owner.settle(issue({ promotion: 'ten', code: 'Ten' }))).toMatchObject({ status: 201, resource: { view: 'coupon', key: 'TEN' }, effects: [{ view: 'coupon', key: 'TEN', version: 1 }] });
    expect(await owner.settle(issue({ promotion: 'ten', code: 'tEN' }))).toMatchObject({ outcome: 'refused', status: 409, problem: { type: 'https://onefront.dev/problems/coupon-exists' } });
    expect(await owner.settle(issue({ promotion: 'nothing', code: 'X' }))).toMatchObject({ status: 422, problem: { errors: [{ path: '/promotion' }] } });
    const made = await owner.settle(issue({ promotion: 'ten' }));
    expect(made.resource!.key).toMatch(/^[0-9A-HJKMNP-TV-Z]{13}$/);
  });

  it('the same code at two processes at once is given away once', async () => {
    const second = await promotions(owner);
    await Promise.all(Array.from({ length: 10 }, (_, index) => [owner, second][index % 2]!.deliver({ ...issue({ promotion: 'ten', code: index % 3 ? 'race' : 'RACE' }), operationId: `race-${index}` })));
    const { rows } = await owner.database.pool.query(`select settlement ->> 'status' as status, count(*)::int as n from messaging.settlement where operation_id like 'race-%' group by 1 order by 1`);
    expect(rows).toEqual([{ status: '201', n: 1 }, { status: '409', n: 9 }]);
    await second.close();
  });

  it('disables a coupon; what is held stays', async () => {
    await owner.deliver(placed('held', { coupons: ['ten'] }));
    expect(await owner.settle(disable('tEn'))).toMatchObject({ status: 200, resource: { view: 'coupon', key: 'TEN' } });
    expect(await owner.settle(disable('nosuch'))).toMatchObject({ status: 404 });
    expect(brief(await owner.deliver(placed('after', { coupons: ['TEN'] }), confirmed('held')))).toEqual(['coupon-rejected coupon-invalid', 'coupon-changed']);
    expect(await couponRow(owner, 'TEN')).toEqual({ used: 1, held: 0, over: 0 });
  });

  it('issues many, each once, all told', async () => {
    expect(await owner.settle(issue({ promotion: 'ten', count: 2345, limit: 1 }, 'bulk'))).toMatchObject({ outcome: 'done', status: 202, body: { issueId: 'bulk', promotion: 'ten', count: 2345 } });
    const count = async () => (await owner.database.pool.query(`select count(*)::int as n from promotions.coupon where issue_id = 'bulk'`)).rows[0].n as number;
    await waitFor(async () => (await owner.database.pool.query('select 1 from messaging.work_item')).rowCount === 0 && (await count()) === 2345, { what: 'the bulk' });
    const told = (await owner.deliver()).flatMap((one) => (one.type === couponChanged.type ? (one.data as DataOf<typeof couponChanged>).coupons : []));
    expect(new Set(told.map((coupon) => coupon.code)).size).toBe(2345);
  });

  it('quotes what orders cost, reads only, and never from stale rules', async () => {
    const cache = new RulesCache();
    const asked = request([line('1', 1000)]);
    const grand = async () => (await quote(owner.database, cache, asked)).result!.totals.grand.amount;
    for (const pence of [10, 20, 30]) {
      await owner.settle(put('fresh', amountOff(pence, 'order')));
      expect(await grand()).toBe(String(1200 - pence));
    }
    expect(brief(await owner.deliver(placed('like-quote')))).toEqual(['order-priced 1170']);
    await owner.deliver(issue({ promotion: 'ten', code: 'QUOTED', limit: 1 }));
    const withCoupon = await quote(owner.database, cache, { ...asked, coupons: ['quoted'] });
    expect(quoteAnswer.parse(withCoupon).result!.coupons).toEqual([{ code: 'QUOTED', promotion: 'ten' }]);
    expect(await couponRow(owner, 'QUOTED')).toMatchObject({ held: 0 });
    expect((await quote(owner.database, cache, { ...asked, coupons: ['NOSUCH'] })).problem).toMatchObject({ status: 422, errors: [{ path: '/coupons/0' }] });
    await owner.settle(end('fresh'));
    expect(await grand()).toBe('1200');
  });

  it('tells all of its state again; after a restore with versions that overtake', async () => {
    const { rows } = await owner.database.pool.query('select (select count(*) from promotions.rule) + (select count(*) from promotions.coupon) as n');
    expect(await republishPromotions(owner.database)).toBe(Number(rows[0].n));
    expect(await republishPromotions(owner.database, { key: 'ten', epoch: 2 })).toBe(2);
    expect((await owner.deliver()).at(-1)!.version).toBeGreaterThan(2e12);
    expect(await owner.settle(put('ten', percentage('11', 'order'), { conditions: [{ type: 'coupon' }] }))).toMatchObject({ status: 200, effects: [{ version: 2e12 + 2 }] });
  });

  it('verifies itself, and finds each planted corruption', async () => {
    expect((await verifyPromotions(owner.database)).filter((check) => !check.ok)).toEqual([]);
    await owner.deliver(put('one', amountOff(5, 'order'), { limits: { total: 3, budget: gbp(100) } }), placed('v1', { coupons: ['QUOTED'], customer: 'c-v' }), confirmed('v1', 'c-v'));
    const corrupt = async (name: string, sql: string, undo: string) => {
      await owner.database.pool.query(sql);
      const bad = (await verifyPromotions(owner.database)).filter((check) => !check.ok);
      expect(bad.map((check) => check.name).join()).toContain(name);
      expect(bad[0]!.firstBad).toBeTruthy();
      await owner.database.pool.query(undo);
      expect((await verifyPromotions(owner.database)).filter((check) => !check.ok)).toEqual([]);
    };
    await corrupt('counters of every coupon', `update promotions.coupon set used = 0 where key = 'QUOTED'`, `update promotions.coupon set used = 1 where key = 'QUOTED'`);
    await corrupt('more often than its limits', `insert into promotions.coupon_use (key, order_id, state) values ('QUOTED', 'now', 'held')`, `delete from promotions.coupon_use where order_id = 'now'`);
    await corrupt('beyond a limit has its incident', `insert into promotions.coupon_use (key, order_id, state, over) values ('QUOTED', 'now', 'held', true)`, `delete from promotions.coupon_use where order_id = 'now'`);
    await corrupt('uses and money', `update promotions.promotion_counter set spent = 6 where promotion = 'one'`, `update promotions.promotion_counter set spent = 5 where promotion = 'one'`);
    await corrupt('in the same state', `update promotions.promotion_use set state = 'held' where order_id = 'v1'`, `update promotions.promotion_use set state = 'used' where order_id = 'v1'`);
    await corrupt('as many orders', `update promotions.customer set confirmed = 2 where id = 'c-v'`, `update promotions.customer set confirmed = 1 where id = 'c-v'`);
    await corrupt('last entry of its ledger', `update promotions.rule set version = version + 1 where id = 'gb'`, `update promotions.rule set version = version - 1 where id = 'gb'`);
    await expect(owner.database.pool.query(`update promotions.coupon set held = 5 where key = 'QUOTED'`)).rejects.toThrow('check constraint');
    await expect(owner.database.pool.query(`update promotions.promotion_counter set uses = 4 where promotion = 'one'`)).rejects.toThrow('check constraint');
  });
});
