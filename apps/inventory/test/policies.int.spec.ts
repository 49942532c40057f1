import { deletePolicy, message, policyChanged, putExpectedReceipt, putPolicy, reservationRejected, stockReserved, type Outbound, type SkuPolicy } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { batchOf, type Owner } from '@onefront/testing';
import { verifyInventory } from '../src/verify.js';
import { channel, inventoryUnderTest, location, only, order, receipt } from './house.js';

/** Two processes of inventory on one database, neither owning any partition. */
let one: Owner;
let two: Owner;
beforeAll(async () => {
  one = await inventoryUnderTest();
  two = await inventoryUnderTest(one);
  await one.deliver(location('leeds'), channel('web', ['leeds']), channel('patient', ['leeds'], { oversell: { policy: 'backorder' } }));
});
afterAll(async () => {
  await two?.close();
  await one?.close();
});

const put = (sku: string, policy: SkuPolicy, of = 'web', conditions = {}): Outbound => message(putPolicy, { key: sku, data: { channel: of, sku, policy, conditions } }) as Outbound;
const drop = (sku: string, of = 'web'): Outbound => message(deletePolicy, { key: sku, data: { channel: of, sku, conditions: {} } }) as Outbound;
const waiting = async (sku: string) => (await one.database.pool.query<{ units: number; lines: number }>(
  'select coalesce((select sum(units) from inventory.backorder_total where sku = $1), 0)::int as units, (select count(*) from inventory.backorder where sku = $1)::int as lines', [sku])).rows[0]!;

describe('S3 oversell policy per channel and SKU', () => {
  it('is told with its version, is the same when it is put again, and goes on counting after it was taken away', async () => {
    const told = await one.deliver(put('V', { policy: 'capped', limit: 2 }), put('V', { policy: 'capped', limit: 2 }), drop('V'), put('V', { policy: 'deny' }));
    expect(only(told, policyChanged).map(({ version, policy }) => [version, policy?.policy ?? null])).toEqual([[1, 'capped'], [2, null], [3, 'deny']]);
    const again = put('V', { policy: 'capped', limit: 7 });
    await one.deliver(again);
    expect(only(await one.deliver(again), policyChanged)).toEqual([]);
  });

  it('that lets orders wait and names no day accepts what expected receipts promise; the rest is refused for want of a day', async () => {
    const asked = (quantity: number) => order({ lines: [{ sku: 'DAY', quantity }] });
    const before = await one.deliver(put('DAY', { policy: 'backorder', limit: 9 }), asked(1));
    expect(only(before, reservationRejected).map(({ short }) => short)).toEqual([[{ lineId: '1', sku: 'DAY', requested: 1, available: 0, noDay: true }]]);
    await one.deliver(message(putExpectedReceipt, { key: 'DAY', operationId: newId(), data: { id: 'day-1', sku: 'DAY', receipt: { sku: 'DAY', location: 'leeds', quantity: 4, eta: '2036-01-01T00:00:00Z', confidence: 75, source: 'purchase' }, conditions: {} } }) as Outbound);
    const told = [...(await one.deliver(asked(2))), ...(await two.deliver(asked(2))), ...(await two.deliver(asked(1)))];
    expect([only(told, stockReserved).map(({ backordered }) => backordered?.[0]?.quantity), only(told, reservationRejected).map(({ short }) => short[0]!.requested)]).toEqual([[2, 1], [2]]);
    expect((await one.database.pool.query('select promised::int as promised from inventory.expected_receipt where id = $1', ['day-1'])).rows).toEqual([{ promised: 3 }]);
  });

  it('holds from the next message on, before the policy of the channel and after it', async () => {
    await one.deliver(put('N', { policy: 'deny' }, 'patient'), put('P', { policy: 'preorder', until: '2036-01-01T00:00:00Z', limit: 1 }));
    const told = await one.deliver(
      order({ channel: 'patient', lines: [{ sku: 'N' }] }), order({ lines: [{ sku: 'P' }] }), order({ lines: [{ sku: 'P' }] }), order({ lines: [{ sku: 'Q' }] }),
      drop('N', 'patient'), order({ channel: 'patient', lines: [{ sku: 'N', quantity: 3 }] }),
    );
    expect([only(told, stockReserved).map((one_) => one_.backordered?.[0]), only(told, reservationRejected).flatMap((no) => no.short.map(({ sku }) => sku))])
      .toEqual([[{ lineId: '1', sku: 'P', quantity: 1 }, { lineId: '1', sku: 'N', quantity: 3 }], ['N', 'P', 'Q']]);
  });

  it('takes no preorder once its day is over, and promises nothing by a day that has passed', async () => {
    const told = await one.deliver(put('OLD', { policy: 'preorder', until: '2020-01-01T00:00:00Z' }), put('LATE', { policy: 'backorder', eta: '2020-01-01T00:00:00Z' }), order({ lines: [{ sku: 'OLD' }] }), order({ lines: [{ sku: 'LATE' }] }));
    expect(only(told, reservationRejected)).toHaveLength(2);
  });

  it('40 buyers at two processes on a cap of 7 and 5 units: exactly 12 are accepted, and exactly 7 wait', async () => {
    for (let round = 0; round < 3; round += 1) {
      const sku = `CAP-${round}`;
      await one.deliver(put(sku, { policy: 'capped', limit: 7 }), receipt(sku, 'leeds', 5));
      const buyers = Array.from({ length: 40 }, () => order({ lines: [{ sku }] }));
      await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? one : two).consumer.onBatch(batchOf('inventory', buyers.slice(i * 4, i * 4 + 4)))));
      const told = await one.deliver();
      expect([only(told, stockReserved).length, only(told, reservationRejected).length, await waiting(sku)]).toEqual([12, 28, { units: 7, lines: 7 }]);
    }
    expect((await verifyInventory(one.database)).filter((check) => !check.ok)).toEqual([]);
  });

  it('is kept by the database: more waiting than the cap, a capped policy without a cap', async () => {
    await expect(one.database.pool.query(`update inventory.backorder_total set units = cap + 1 where cap is not null`)).rejects.toThrow('within_cap');
    await expect(one.database.pool.query(`update inventory.channel_policy set cap = null where policy = 'capped'`)).rejects.toThrow('a_cap_when_capped');
    await expect(one.database.pool.query(`update inventory.channel_policy set until = null where policy = 'preorder'`)).rejects.toThrow('a_day_when_preordered');
  });
});
