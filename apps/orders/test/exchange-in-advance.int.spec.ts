import { ownerUnderTest, type Owner } from '@onefront/testing';
import { ordersService, ordersWork, verifyOrders } from '../src/index.js';
import { sweepDeadlines } from '../src/orders.background.js';
import { defaultPolicy } from '../src/orders.subscriptions.js';
import { ExchangeHouse, settled } from './exchange-house.js';
import { of, returned } from './script.js';

const at = (day: number) => ({ now: () => new Date(Date.parse('2026-11-01T09:00:00.000Z') + day * 86_400_000) });
let owner: Owner;
let house: ExchangeHouse;

beforeAll(async () => {
  owner = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(defaultPolicy, at(0)) });
  house = new ExchangeHouse(owner, at(0), 'adv');
}, 240_000);
const broken = async () => (await verifyOrders(owner.database)).filter((check) => !check.ok && !check.name.includes('minutes'));
afterEach(async () => expect(await broken()).toEqual([]));
afterAll(() => owner?.close());

const ends = async (returnId: string) => (await owner.database.pool.query('select old_order, new_order, outcome, taken::int from orders.exchange_end where return_id = $1', [returnId])).rows;
const late = () => ({ ...house.parts(), clock: at(30) });

/** What verify finds of a corruption that is planted, and taken back. */
async function brokenBy(corruption: string, ...values: string[]): Promise<string> {
  const client = await owner.database.pool.connect();
  try {
    await client.query('begin');
    await client.query(corruption, values);
    return (await verifyOrders({ read: (statement: { text: string }) => client.query(statement.text) } as never)).filter((one) => !one.ok).map((one) => one.name).join();
  } finally {
    await client.query('rollback');
    client.release();
  }
}

describe('S7 an exchange in advance on PostgreSQL', () => {
  it('stands against its card until the goods come, which pay in one transaction, however often all of it is done', async () => {
    const { old, fresh, returnId, command, told } = await house.begun();
    expect(settled(told, `op-${fresh}`)).toMatchObject({ outcome: 'done', status: 201, body: { order: fresh, return: returnId } });
    expect(of(await owner.deliver({ ...command, operationId: undefined } as typeof command), 'order-placed')).toEqual([]);
    await house.ship(fresh, 1);
    expect(await house.money(fresh)).toEqual({ open: 1000, captured: 0, refunded: 0, goods: 0 });
    const receive = house.step(old, returnId, 'receive');
    expect(settled(await owner.deliver(receive), `op-${returnId}-receive`)).toBeUndefined();
    expect(settled(await owner.deliver({ ...house.step(old, returnId, 'inspect', { lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }] }), operationId: 'op-too-soon' }), 'op-too-soon')).toMatchObject({ outcome: 'refused', status: 409 });
    const items = (await owner.database.pool.query(`select kind, id, payload from messaging.work_item where kind = 'exchange' and id = $1`, [`${returnId}-settled`])).rows;
    expect(settled(await house.work([fresh]), `op-${returnId}-receive`)).toMatchObject({ outcome: 'done', status: 200 });
    // The same work again, as after a process that died before it could say that it was done.
    for (const { kind, id, payload } of items) await owner.database.pool.query('insert into messaging.work_item (kind, id, payload, due_at) values ($1, $2, $3, now())', [kind, id, payload]);
    await house.work([fresh]);
    expect([await ends(returnId), await house.money(fresh)]).toEqual([[{ old_order: old, new_order: fresh, outcome: 'came', taken: 1000 }], { open: 0, captured: 0, refunded: 0, goods: 1000 }]);
    const done = await owner.deliver({ ...house.step(old, returnId, 'inspect', { lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }] }), operationId: 'op-in-time' });
    done.push(...(await owner.deliver(returned(old, returnId))));
    expect([settled(done, 'op-in-time')?.outcome, (await house.money(old)).refunded]).toEqual(['done', 0]);
  }, 120_000);

  it('is decided once by whoever comes first, its receipt or its deadline', async () => {
    for (let round = 0; round < 6; round++) {
      const { old, fresh, returnId } = await house.begun({ given: 2 });
      await house.ship(fresh, 2);
      await Promise.all([owner.deliver(house.step(old, returnId, 'receive')), sweepDeadlines(late()), sweepDeadlines(late())]);
      await Promise.all([house.work([fresh]), house.work([fresh])]);
      await house.work([fresh]);
      const [end] = await ends(returnId);
      const { goods, captured, open } = await house.money(fresh);
      expect([end.taken, goods + captured, open]).toEqual([end.outcome === 'came' ? 1000 : 0, 2000, 0]);
    }
  }, 240_000);

  it('verify sees goods that stand unpaid, that nobody waits for, and ends that its orders do not know', async () => {
    const { old, fresh, returnId } = await house.begun();
    expect(await brokenBy(`update orders.payment set authorised = authorised - 1 where order_id = $1`, fresh)).toContain('stands against a card, whole');
    expect(await brokenBy(`delete from orders.deadline where kind = $1`, `exchange:${returnId}`)).toContain('are awaited until a day');
    await owner.deliver(house.step(old, returnId, 'receive'));
    expect(await brokenBy(`delete from messaging.work_item where id = $1`, `${returnId}-settled`)).toContain('are awaited until a day');
    await house.work([fresh]);
    expect(await brokenBy(`update orders.exchange_end set taken = 999 where return_id = $1`, returnId)).toContain('has ended once');
    expect(await brokenBy(`delete from orders.exchange_end where return_id = $1`, returnId)).toContain('has ended once');
    expect(await brokenBy(`update orders."order" set state = jsonb_set(state, '{announced,0,exchange,advance,taken}', '"999"') where id = $1`, old)).toContain('goods of an exchange');
    await expect(owner.database.pool.query(`insert into orders.exchange_end select return_id, old_order, new_order, outcome, taken from orders.exchange_end where return_id = $1`, [returnId])).rejects.toThrow(/exchange_end_pkey/);
    await expect(owner.database.pool.query(`update orders.exchange_end set outcome = 'due' where return_id = $1`, [returnId])).rejects.toThrow(/what_does_not_come_pays_nothing/);
  }, 120_000);
});
