import { message, putTill, settlementsOf, syncTillSales, type Inbound, type Outbound, type Settlement, type TillSyncAnswer } from '@onefront/contracts';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import { ordersService, ordersWork, republishOrders, verifyOrders } from '../src/index.js';
import { placementOf } from './orders.js';
import { of, priced, reserved } from './script.js';

const till = { name: 'Till 1', location: 'leeds', channel: 'web', publicKey: 'A'.repeat(43) };
let first: Owner;
let second: Owner;

const register = (id: string, more: Partial<typeof till> = {}): Outbound => message(putTill, { key: id, data: { id, till: { ...till, ...more }, conditions: {} } });
const saleOf = (id: string, sequence: number) => {
  const saleId = `${id}-sale-${sequence}`;
  const placement = { ...placementOf({ externalId: saleId, method: 'carry-out', location: 'leeds', recorded: true, payments: [{ method: 'cash' }] }), till: { id, sequence, priceBook: '1' } };
  return { saleId, sequence, fingerprint: `f-${sequence}`, placement };
};
const sync = (id: string, ...sequences: number[]): Outbound => message(syncTillSales, { key: id, data: { id, sales: sequences.map((sequence) => saleOf(id, sequence)) } });
const answer = (settlement: Settlement) => settlement.body as TillSyncAnswer;
const rows = async (id: string) => (await first.database.pool.query<{ sequence: number; order_id: string }>('select sequence, order_id from orders.till_sale where till = $1 order by sequence', [id])).rows;
const red = async () => (await verifyOrders(first.database)).filter((check) => !check.ok).map(({ name }) => name);

beforeAll(async () => {
  first = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork() });
  second = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(), beside: first });
}, 60_000);
afterAll(async () => {
  await second?.close();
  await first?.close();
});

describe('S22 sales of a till', () => {
  it('are ordinary recorded orders once accepted, settled with what became of each', async () => {
    expect(await first.settle(register('t-1'))).toMatchObject({ status: 201, resource: { view: 'till', key: 't-1' }, effects: [{ view: 'till', key: 't-1', version: 1 }] });
    const told = await first.deliver({ ...sync('t-1', 1, 2, 4), operationId: 'op-sync' });
    const settled = told.flatMap(settlementsOf).find((one) => one.operationId === 'op-sync')!;
    expect(answer(settled)).toMatchObject({ accepted: 2, awaited: 3, sales: [{ status: 'accepted' }, { status: 'accepted' }, { status: 'waiting' }] });
    const placed = of<{ placement: { orderId: string } }>(told, 'order-placed');
    expect(placed.map(({ key }) => key)).toEqual((await rows('t-1')).map((row) => row.order_id));
    expect(settled.effects).toEqual([{ view: 'till', key: 't-1', version: 2 }, ...placed.map(({ key }) => ({ view: 'order', key, version: 1 }))]);
    const [one] = placed as [Inbound & { data: { placement: ReturnType<typeof placementOf> } }];
    const lines = one.data.placement.lines.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity, location: 'leeds', consumed: true }));
    const confirmed = await first.deliver(reserved(one.key, lines), priced(one.data.placement));
    expect(of<{ order: { status: string } }>(confirmed, 'order-confirmed')[0]?.data.order.status).toBe('fulfilled');
  });

  it('come once, however often: the same message, the same sales in another, and in two processes at once', async () => {
    await first.settle(register('t-2'));
    const command = { ...sync('t-2', 1, 2, 3), id: '0198c0de-0000-7000-8000-00000000aaaa' };
    await first.deliver(command);
    await first.deliver(command);
    const both = await Promise.all([first.settle(sync('t-2', 2, 3, 4, 5)), second.settle(sync('t-2', 3, 4, 5, 6)).catch(() => undefined)]);
    const known = await rows('t-2');
    expect(known.map((row) => row.sequence)).toEqual(known.map((_row, index) => index + 1));
    expect(known.length).toBeGreaterThanOrEqual(5);
    for (const settled of both) for (const sale of settled ? answer(settled).sales : []) if (sale.order) expect(sale.order).toBe(known[sale.sequence - 1]!.order_id);
    expect(answer(await first.settle(sync('t-2', 1))).sales).toEqual([{ id: 't-2-sale-1', sequence: 1, status: 'known', order: known[0]!.order_id }]);
  });

  it('are refused as a batch where a sequence has another sale, or where another order has the id of a sale', async () => {
    await first.settle(register('t-3'));
    await first.settle(sync('t-3', 1));
    const other = message(syncTillSales, { key: 't-3', data: { id: 't-3', sales: [{ ...saleOf('t-3', 1), fingerprint: 'other' }, saleOf('t-3', 2)] } });
    expect(await first.settle(other)).toMatchObject({ outcome: 'refused', problem: { status: 409, type: expect.stringMatching(/\/sequence-reused$/), errors: [{ path: '/sales/0/sequence' }] } });
    const stolen = message(syncTillSales, { key: 't-3', data: { id: 't-3', sales: [{ ...saleOf('t-3', 2), placement: { ...saleOf('t-3', 2).placement, externalId: 't-2-sale-1' } }] } });
    expect(await first.settle(stolen)).toMatchObject({ outcome: 'refused', problem: { status: 409, type: expect.stringMatching(/\/external-id-reused$/) } });
    expect(await rows('t-3')).toHaveLength(1);
    expect(await first.settle(sync('t-none', 1))).toMatchObject({ outcome: 'refused', problem: { status: 404 } });
  });

  it('leave no gap that the database would take, and verify sees what is planted', async () => {
    expect(await red()).toEqual([]);
    await expect(first.database.pool.query(`insert into orders.till_sale (till, sequence, sale_id, fingerprint, order_id) select till, 9, 'x', 'f', (select id from orders."order" where id not in (select order_id from orders.till_sale) limit 1) from orders.till_sale limit 1`)).rejects.toThrow();
    const name = 'orders: the sales of every till are accepted in its order without a gap, each as one order';
    await first.database.pool.query(`update orders.till set accepted = accepted + 1 where id = 't-3'`);
    expect(await red()).toEqual([name]);
    await first.database.pool.query(`update orders.till set accepted = accepted - 1 where id = 't-3'`);
    await first.database.pool.query(`update orders."order" set placement = jsonb_set(placement, '{till,sequence}', '7') where id = (select order_id from orders.till_sale where till = 't-3')`);
    expect(await red()).toEqual([name]);
    await first.database.pool.query(`update orders."order" set placement = jsonb_set(placement, '{till,sequence}', '1') where id = (select order_id from orders.till_sale where till = 't-3')`);
    expect(await red()).toEqual([]);
  });

  it('are told again with their till', async () => {
    await republishOrders(first.database, { key: 't-1' });
    expect((await first.deliver(register('t-9'))).filter((one) => one.type === 'orders.till-changed.v1').map(({ data }) => (data as { till: { id: string; accepted: number } }).till.id)).toEqual(['t-1', 't-9']);
  });
});
