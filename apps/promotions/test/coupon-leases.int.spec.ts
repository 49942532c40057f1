import { couponLeaseChanged, couponsReleased, message, orderPriced, tillChanged, type Inbound, type MessageDefinition, type Outbound } from '@onefront/contracts';
import { waitFor, type Owner } from '@onefront/testing';
import { reclaim } from '../src/commands/reclaim-coupons.js';
import { republishPromotions, verifyPromotions } from '../src/index.js';
import { leaseFact } from '../src/messages/published.js';
import { percentage } from './builders.js';
import { brief, confirmed, couponRow, issue, lease, placed, promotions, put, release, tillSale, type Word } from './house.js';

let owner: Owner;
let beside: Owner;
beforeAll(async () => {
  owner = await promotions();
  beside = await promotions(owner);
  await owner.deliver(put('ten', percentage('10', 'order'), { conditions: [{ type: 'coupon' }] }));
}, 60_000);
afterAll(async () => {
  await beside?.close();
  await owner?.close();
});
const broken = async () => (await verifyPromotions(owner.database)).filter((check) => !check.ok);
afterEach(async () => expect(await broken()).toEqual([]));

const coupon = (code: string, limit: number) => owner.deliver(issue({ promotion: 'ten', code, limit }));
const only = <T>(told: readonly Inbound[], { type }: MessageDefinition<T>): T[] => told.filter((one) => one.type === type).map((one) => one.data as T);
const leases = (told: readonly Inbound[]) => only(told, couponLeaseChanged).map((one) => one.lease.coupons);
const row = async <R>(text: string, ...values: unknown[]): Promise<R> => (await owner.database.pool.query(text, values)).rows[0] as R;
const incidents = async (orderId: string) => (await owner.database.pool.query('select code, reason from promotions.incident where order_id = $1 order by id', [orderId])).rows;
const accepted = (till: string, sequence: number): Outbound => message(tillChanged, { key: till, version: sequence + 1, data: { version: sequence + 1, till: { ...tillChanged.sample.till, id: till, accepted: sequence } } }) as Outbound;
const say = async (word: Word): Promise<string | number> => {
  const settled = await owner.settle(lease(word));
  return settled.outcome === 'done' ? settled.status : settled.problem!.type.split('/').at(-1)!;
};

describe('S22 S11 coupon lease of a till', () => {
  it('is part of held: nobody else can have it, a sale takes it once, what goes back can be used', async () => {
    await coupon('A', 4);
    expect(await owner.settle(lease({ till: 't-1', serial: 1, uses: { a: 3 } }))).toMatchObject({
      outcome: 'done', status: 200, resource: { view: 'coupon-lease', key: 't-1' }, effects: [{ view: 'coupon-lease', key: 't-1', version: 1 }, { view: 'coupon', key: 'A', version: 2 }],
    });
    expect(await couponRow(owner, 'A')).toEqual({ used: 0, held: 3, over: 0 });
    expect(brief(await owner.deliver(placed('web-1', { coupons: ['A'] }), placed('web-2', { coupons: ['A'] })))).toEqual(['order-priced 900', 'coupon-rejected coupon-exhausted']);
    const sale = tillSale('t-1', 1, 'A');
    const told = await owner.deliver(sale, sale, { ...sale, id: 'another-id' });
    expect(brief(told)).toEqual(['order-priced 900', 'coupon-lease-changed']);
    expect(only(told, orderPriced)[0]!.couponStates).toMatchObject([{ code: 'A', held: 4 }]);
    expect(leases(told)).toEqual([[{ code: 'A', wanted: 3, granted: 3, used: 1, returned: 0, left: 2 }]]);
    expect(brief(await owner.deliver(confirmed('t-1-1')))).toEqual(['coupon-changed']);
    expect(await couponRow(owner, 'A')).toEqual({ used: 1, held: 3, over: 0 });
    expect(await say({ till: 't-1', serial: 2, sequence: 0, uses: {} })).toBe('sold-since');
    expect(await say({ till: 't-1', serial: 2, sequence: 1, uses: {} })).toBe(200);
    expect(await say({ till: 't-1', serial: 2, sequence: 1, uses: {} })).toBe(200);
    expect(await say({ till: 't-1', serial: 1, sequence: 1, uses: { A: 1 } })).toBe('serial-passed');
    expect(await couponRow(owner, 'A')).toEqual({ used: 1, held: 1, over: 0 });
    expect(brief(await owner.deliver(placed('web-3', { coupons: ['A'] })))).toEqual(['order-priced 900']);
    expect(await incidents('t-1-1')).toEqual([]);
  });

  it('a word that comes twice is heard once, and refused as a whole for a code that nobody has', async () => {
    await coupon('B', 5);
    const word = { ...lease({ till: 't-2', serial: 1, uses: { B: 2 } }), id: 'word-b' };
    expect(brief(await owner.deliver(word, word))).toEqual(['coupon-lease-changed']);
    expect(await owner.deliver(lease({ till: 't-2', serial: 1, uses: { B: 5 } }))).toEqual([]);
    expect(await owner.settle(lease({ till: 't-2', serial: 2, uses: { B: 5, NONE: 1 } }))).toMatchObject({ outcome: 'refused', problem: { status: 422, errors: [{ path: '/coupons/1/code', message: 'there is no such coupon' }] } });
    expect(await couponRow(owner, 'B')).toEqual({ used: 0, held: 2, over: 0 });
  });

  it('waits for sales that are on their way, which could have taken from the lease', async () => {
    await coupon('C', 3);
    await owner.deliver(lease({ till: 't-3', serial: 1, uses: { C: 2 } }), accepted('t-3', 2), accepted('t-3', 2));
    expect(await owner.deliver(lease({ till: 't-3', serial: 2, sequence: 2, uses: {} }))).toEqual([]);
    await owner.deliver(tillSale('t-3', 2, 'C'));
    expect(await couponRow(owner, 'C')).toMatchObject({ held: 2 });
    await owner.deliver(tillSale('t-3', 1));
    await waitFor(async () => (await row<{ serial: string }>('select serial from promotions.coupon_lease where till = $1', 't-3')).serial === '2', { what: 'the word that waited', timeoutMs: 30_000 });
    expect(await couponRow(owner, 'C')).toEqual({ used: 0, held: 1, over: 0 });
  });

  it('what a till takes beyond its lease is never refused, stays beyond the limit, and is for the audit', async () => {
    await coupon('D', 2);
    await owner.deliver(lease({ till: 't-4', serial: 1, uses: { D: 1 } }), placed('web-d', { coupons: ['D'] }));
    expect(brief(await owner.deliver(tillSale('t-4', 1, 'D'), tillSale('t-4', 2, 'D')))).toEqual(['order-priced 900', 'coupon-lease-changed', 'order-priced 900']);
    expect(await couponRow(owner, 'D')).toEqual({ used: 0, held: 2, over: 1 });
    expect([await incidents('t-4-1'), await incidents('t-4-2')]).toEqual([[], [{ code: 'D', reason: 'it has been used 2 of 2 times' }]]);
    const told = await owner.deliver(release('web-d'), tillSale('t-4', 3, 'D'));
    expect(only(told, couponsReleased)).toHaveLength(1);
    expect(await incidents('t-4-3')).toEqual([{ code: 'D', reason: 't-4 had no use of it on lease' }]);
    expect(await couponRow(owner, 'D')).toEqual({ used: 0, held: 2, over: 1 });
  });

  it('a till that does not come back keeps its uses until its grace is over and its queue is heard', async () => {
    await coupon('E', 3);
    const sweep = () => owner.database.transact((tx, emit) => reclaim(tx, emit, { till: 't-5', publish: leaseFact }));
    const due = () => row<{ due: boolean }>(`select due_at > clock_timestamp() as due from messaging.work_item where kind = 'reclaim-coupons' and id = 't-5'`);
    await owner.deliver(lease({ till: 't-5', serial: 1, uses: { E: 3 } }), accepted('t-5', 1));
    expect(await due()).toEqual({ due: true });
    await sweep();
    expect(await couponRow(owner, 'E')).toMatchObject({ held: 3 });
    await owner.database.pool.query(`update promotions.coupon_lease set expires_at = clock_timestamp() - interval '20 seconds', reclaim_from = clock_timestamp() - interval '10 seconds' where till = 't-5'`);
    await owner.database.pool.query(`update messaging.work_item set due_at = clock_timestamp() where id = 't-5'`);
    // Orders has accepted a sale that is not here yet: it may have taken one of them.
    await sweep();
    expect([await couponRow(owner, 'E'), await due()]).toMatchObject([{ held: 3 }, { due: true }]);
    await owner.deliver(tillSale('t-5', 1, 'E'));
    await sweep();
    expect(leases(await owner.deliver())).toEqual([[{ code: 'E', wanted: 3, granted: 3, used: 1, returned: 2, left: 0 }]]);
    expect(await couponRow(owner, 'E')).toEqual({ used: 0, held: 1, over: 0 });
    await sweep();
    expect(await owner.deliver()).toEqual([]);
    // It comes back after all: its sale counts, and is seen.
    await owner.deliver(tillSale('t-5', 2, 'E'));
    expect([await couponRow(owner, 'E'), await incidents('t-5-2')]).toEqual([{ used: 0, held: 2, over: 0 }, [{ code: 'E', reason: 't-5 had no use of it on lease' }]]);
  });

  it('100 redemptions and eight tills that ask, at two processes, limit 10: exactly 10, and what tills have can be used up at once', async () => {
    await coupon('RACE', 10);
    await owner.deliver(lease({ till: 'race-first', serial: 1, uses: { RACE: 2 } }));
    const asking = Array.from({ length: 8 }, (_, index) => lease({ till: `race-${index}`, serial: 1, uses: { RACE: 2 } }));
    const buying = Array.from({ length: 100 }, (_, index) => placed(`race-o-${index}`, { coupons: ['RACE'] }));
    const dealt = [...asking.map((one, index) => ({ one, at: index * 13 })), ...buying.map((one, index) => ({ one, at: index }))].sort((a, b) => a.at - b.at).map(({ one }) => one);
    const batches = Array.from({ length: 12 }, (_, index) => dealt.slice(index * 9, index * 9 + 9));
    const told = (await Promise.all(batches.map((batch, index) => [owner, beside][index % 2]!.deliver(...batch)))).flat();
    const { leased } = await row<{ leased: number }>(`select sum(granted)::int as leased from promotions.coupon_lease_line where key = 'RACE'`);
    expect(brief(told).filter((one) => one === 'order-priced 900').length + leased).toBe(10);
    expect(leased).toBeGreaterThanOrEqual(2);
    expect(await couponRow(owner, 'RACE')).toEqual({ used: 0, held: 10, over: 0 });
    // Every till sells all that it has; each sale is handed over to both processes, the last one first.
    const { rows } = await owner.database.pool.query<{ till: string; uses: number }>(`select till, granted::int as uses from promotions.coupon_lease_line where key = 'RACE' and granted > 0`);
    const sales = rows.flatMap(({ till, uses }) => Array.from({ length: uses }, (_, index) => tillSale(till, uses - index, 'RACE')));
    await Promise.all([owner.deliver(...sales), beside.deliver(...[...sales].reverse())]);
    expect(await couponRow(owner, 'RACE')).toEqual({ used: 0, held: 10, over: 0 });
    expect(await row(`select sum(granted - used)::int as left from promotions.coupon_lease_line where key = 'RACE'`)).toEqual({ left: 0 });
    expect((await owner.database.pool.query(`select 1 from promotions.incident where code = 'RACE'`)).rowCount).toBe(0);
  });

  it('tells its state again; after a restore with a version that overtakes', async () => {
    await republishPromotions(owner.database, { key: 't-1', epoch: 3 });
    const [told] = only(await owner.deliver(), couponLeaseChanged);
    expect(told).toMatchObject({ lease: { id: 't-1', coupons: [] }, couponStates: [] });
    expect(told!.version).toBeGreaterThan(3e12);
  });

  describe('verified', () => {
    beforeAll(async () => {
      await coupon('V', 5);
      await owner.deliver(lease({ till: 'v-1', serial: 1, uses: { V: 3 } }), tillSale('v-1', 1, 'V'));
    });
    it.each([
      ['a use on lease that no counter knows of', 'the counters of every coupon', `update promotions.coupon_lease_line set granted = granted + 1 where till = 'v-1'`],
      ['more on lease than the limit leaves', 'more often than its limits', `update promotions.coupon_lease_line set granted = granted + 5 where till = 'v-1'`],
      ['a use that was taken from a lease and forgotten', 'by its own sales', `update promotions.coupon_lease_line set used = used - 1 where till = 'v-1'`],
      ['a use of a lease that another till has sold', 'by its own sales', `update promotions.till_sale set till = 't-1', sequence = 99 where order_id = 'v-1-1'`],
      ['a use of a lease that is beyond the limit', 'by its own sales', `update promotions.coupon_use set over = true where order_id = 'v-1-1'`],
      ['a sale that is here and not acknowledged', 'first gap', `update promotions.till set acknowledged = 0 where id = 'v-1'`],
    ])('verify finds %s', async (_what, check, corruption) => {
      const client = await owner.database.pool.connect();
      try {
        await client.query('begin');
        await client.query(corruption);
        const found = await verifyPromotions({ read: (statement: { text: string }) => client.query(statement.text) } as never);
        expect(found.filter((one) => !one.ok).map((one) => one.name).join()).toContain(check);
      } finally {
        await client.query('rollback');
        client.release();
      }
    });

    it('is held up by constraints, whatever the code above says', async () => {
      const bad = async (text: string, constraint: RegExp) => expect(owner.database.pool.query(text)).rejects.toThrow(constraint);
      await bad(`update promotions.coupon set held = 6 where key = 'V'`, /check constraint/);
      await bad(`update promotions.coupon_lease_line set returned = granted where till = 'v-1'`, /nothing_is_used_or_returned_that_was_not_granted/);
      await bad(`insert into promotions.coupon_lease_use (key, order_id, till) values ('V', 'v-1-1', 'v-1')`, /duplicate key/);
      await bad(`insert into promotions.till_sale (till, sequence, order_id) values ('v-1', 9, 'v-1-1')`, /one_sale_per_order/);
      await bad(`insert into promotions.coupon_lease_use (key, order_id, till) values ('V', 'web-1', 'v-1')`, /foreign key/);
    });
  });
});
