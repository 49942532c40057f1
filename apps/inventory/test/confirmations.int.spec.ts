import { availabilityChanged, confirmQuantities, message, quantitiesConfirmed, stockAdjusted, type Confirmation, type Outbound } from '@onefront/contracts';
import { batchOf, type Owner } from '@onefront/testing';
import { verifyInventory } from '../src/verify.js';
import { channel, inventoryUnderTest, location, only, order, receipt } from './house.js';

let one: Owner;
let two: Owner;
beforeAll(async () => {
  one = await inventoryUnderTest();
  two = await inventoryUnderTest(one);
  await one.deliver(location('leeds'), channel('web', ['leeds']), channel('market', ['leeds'], { kind: 'marketplace', connector: 'generic' }));
});
afterAll(async () => {
  await two?.close();
  await one?.close();
});

const second = (n: number) => new Date(Date.UTC(2026, 10, 1, 9, 0, n)).toISOString();
const confirm = (confirmations: Confirmation[], ordersUpTo?: string, of = 'market'): Outbound => message(confirmQuantities, { key: of, data: { channel: of, ...(ordersUpTo ? { ordersUpTo } : {}), confirmations } }) as Outbound;
const seen = async (sku: string) => (await one.database.pool.query<{ quantity: string; version: string; read_at: Date; orders_up_to: Date | null }>('select quantity, version, read_at, orders_up_to from inventory.channel_confirmation where sku = $1', [sku])).rows
  .map((row) => [Number(row.quantity), Number(row.version), row.read_at.toISOString(), row.orders_up_to?.toISOString() ?? null]);

describe('S3 what channels were told and confirm', () => {
  it('a figure names the version of the stock that it was computed from', async () => {
    const told = await one.deliver(receipt('A', 'leeds', 5), order({ lines: [{ sku: 'A' }] }));
    const [figure] = only(told, availabilityChanged);
    expect([figure?.available, figure?.version, figure?.stock]).toEqual([4, 1, 2]);
    expect(Math.max(...only(told, stockAdjusted).flatMap((fact) => fact.stock.map((stock) => stock.version)))).toBeLessThanOrEqual(2);
  });

  it('readings come late, twice and in any order, and the latest stands', async () => {
    await one.deliver(receipt('L', 'leeds', 5));
    const late = confirm([{ sku: 'L', quantity: 5, version: 1, readAt: second(9) }]);
    expect(only(await one.deliver(late), quantitiesConfirmed)).toMatchObject([{ channel: 'market', confirmations: [{ sku: 'L', quantity: 5, version: 1, readAt: second(9) }] }]);
    expect(only(await one.deliver(late, confirm([{ sku: 'L', quantity: 7, version: 1, readAt: second(3) }])), quantitiesConfirmed)).toEqual([]);
    expect(await one.settle(confirm([{ sku: 'L', quantity: 5, version: 1, readAt: second(9) }], second(9)))).toMatchObject({ outcome: 'done', status: 200, body: { channel: 'market', confirmed: 1 } });
    expect(await one.settle(confirm([{ sku: 'L', quantity: 5, version: 1, readAt: second(9) }], second(8)))).toMatchObject({ status: 200, body: { confirmed: 0 } });
    expect(await seen('L')).toEqual([[5, 1, second(9), second(9)]]);
  });

  it('nobody confirms what was never told', async () => {
    await one.deliver(receipt('N', 'leeds', 5));
    expect(await one.settle(confirm([{ sku: 'N', quantity: 5, version: 2, readAt: second(1) }, { sku: 'NONE', quantity: 1, version: 1, readAt: second(1) }])))
      .toMatchObject({ outcome: 'refused', status: 422, problem: { errors: [{ path: '/confirmations/0/version' }, { path: '/confirmations/1/sku' }] } });
    expect(await one.settle(confirm([{ sku: 'N', quantity: 5, version: 1, readAt: second(1) }], undefined, 'web'))).toMatchObject({ status: 422 });
    expect(await seen('N')).toEqual([]);
  });

  it('30 readings at two processes at once: the latest stands, and the database lets none go back', async () => {
    await one.deliver(receipt('R', 'leeds', 50));
    const all = Array.from({ length: 30 }, (_, i) => confirm([{ sku: 'R', quantity: i, version: 1, readAt: second((i * 7) % 30) }]));
    await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? one : two).consumer.onBatch(batchOf('inventory', all.slice(i * 3, i * 3 + 3)))));
    expect((await seen('R'))[0]![2]).toBe(second(29));
    await expect(one.database.pool.query(`update inventory.channel_confirmation set read_at = read_at - interval '1 second' where sku = 'R'`)).rejects.toThrow('gives way to an older one');
    expect((await verifyInventory(one.database)).filter((check) => !check.ok)).toEqual([]);
  });
});
