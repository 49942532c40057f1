import { reservationRejected, stockReserved, type Outbound } from '@onefront/contracts';
import { batchOf, type Owner } from '@onefront/testing';
import { channel, inventoryUnderTest, levels, location, order, receipt } from './house.js';

/** Two processes of inventory on one database, neither owning any partition. */
let one: Owner;
let two: Owner;
beforeAll(async () => {
  one = await inventoryUnderTest();
  two = await inventoryUnderTest(one);
  await one.deliver(location('leeds'), location('york'), channel('web', ['leeds', 'york']), channel('till', ['leeds'], { kind: 'store' }));
});
afterAll(async () => {
  await two.close();
  await one.close();
});

/** Deals the messages to both processes in small batches that run at the same time. */
async function race(messages: readonly Outbound[], size: number): Promise<Map<string, number>> {
  const batches: Outbound[][] = [];
  for (let i = 0; i < messages.length; i += size) batches.push(messages.slice(i, i + size));
  await Promise.all(batches.map((batch, i) => eventually(i % 2 === 0 ? one : two, batch)));
  const { rows } = await one.database.pool.query<{ type: string; n: number }>(`with taken as (delete from messaging.outbox returning headers) select headers->>'ce_type' as type, count(*)::int as n from taken group by 1`);
  return new Map(rows.map(({ type, n }) => [type, n]));
}

/** A transient failure delivers the batch again, as a driver does; a deadlock would show as one, so they are counted. */
let failures = 0;
async function eventually(owner: Owner, batch: readonly Outbound[]): Promise<void> {
  const records = batchOf('inventory', batch);
  for (;;) {
    try {
      return await owner.consumer.onBatch(records);
    } catch (error) {
      failures++;
      if (failures > 20) throw error;
    }
  }
}

describe('two processes at once', () => {
  it('200 buyers of 50 units: exactly 50 are served, ten times over', async () => {
    for (let round = 0; round < 10; round++) {
      const sku = `HOT-${round}`;
      await one.deliver(receipt(sku, 'leeds', 30), receipt(sku, 'york', 20));
      const answers = await race(Array.from({ length: 200 }, () => order({ lines: [{ sku }] })), 7);
      expect([answers.get(stockReserved.type), answers.get(reservationRejected.type)]).toEqual([50, 150]);
      expect(await levels(one, sku)).toEqual([['leeds', 30, 0, 30], ['york', 20, 0, 20]]);
    }
  });

  it('with 20 carry-out sales mixed in: on-hand 30, reserved at most 30, nothing below zero', async () => {
    await one.deliver(receipt('MIX', 'leeds', 50));
    const buyers = Array.from({ length: 200 }, () => order({ lines: [{ sku: 'MIX', method: 'pickup', location: 'leeds' }] }));
    const sales = Array.from({ length: 20 }, () => order({ channel: 'till', lines: [{ sku: 'MIX', method: 'carry-out', location: 'leeds' }] }));
    await race([...buyers.slice(0, 100), ...sales, ...buyers.slice(100)], 11);
    expect(await levels(one, 'MIX')).toEqual([['leeds', 30, 0, 30]]);
  });

  it('orders of several SKUs in any order of lines never deadlock', async () => {
    const skus = Array.from({ length: 20 }, (_, i) => `M-${i}`);
    await one.deliver(...skus.map((sku) => receipt(sku, 'leeds', 1_000)));
    failures = 0;
    const orders = Array.from({ length: 400 }, (_, i) => order({ lines: [0, 7, 13].map((step) => ({ sku: skus[(i * 11 + step * (i % 3 === 0 ? -1 : 1) + 40) % 20]! })) }));
    const answers = await race(orders, 5);
    expect(answers.get(stockReserved.type)).toBe(400);
    expect(failures).toBe(0);
  });

  it('one message delivered to both processes at once takes effect once', async () => {
    await one.deliver(receipt('DUP', 'leeds', 100));
    const orders = Array.from({ length: 30 }, (_, i) => ({ ...order({ lines: [{ sku: 'DUP' }] }), id: `dup-${i}` }));
    await Promise.all([eventually(one, orders), eventually(two, [...orders].reverse())]);
    expect(await levels(one, 'DUP')).toEqual([['leeds', 100, 0, 30]]);
  });
});
