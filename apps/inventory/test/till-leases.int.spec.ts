import { closeCount, message, openCount, operationSettled, recordCount, reservationBroken, settlementsOf, stockLeaseChanged, stockReserved, type Inbound, type Outbound } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { batchOf, type Owner } from '@onefront/testing';
import { reclaim } from '../src/inventory.background.js';
import { NetworkMemory } from '../src/persistence/network.repository.js';
import { verifyInventory } from '../src/verify.js';
import { channel, inventoryUnderTest, lease, levels, location, move, only, order, receipt, tillSale, type LeaseOf } from './house.js';

let owner: Owner;
let beside: Owner;
beforeAll(async () => {
  owner = await inventoryUnderTest();
  beside = await inventoryUnderTest(owner);
  await owner.deliver(location('leeds', { pickup: true }), location('york', { safetyStock: 2 }), channel('web', ['leeds', 'york']), channel('till', ['leeds', 'york'], { kind: 'store' }));
}, 60_000);
afterAll(async () => {
  await beside.close();
  await owner.close();
});

const leases = (told: readonly Inbound[]) => only(told, stockLeaseChanged).map(({ lease: { lines } }) => lines);
const answer = async (asked: LeaseOf): Promise<string | number> => {
  const told = await owner.deliver(lease(asked));
  const [settled] = told.flatMap(settlementsOf);
  return settled!.outcome === 'done' ? settled!.status : only(told, operationSettled('inventory')).map((one) => (one.problem?.type ?? '').split('/').at(-1)!)[0]!;
};
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
async function count(sku: string, quantity: number, { at = 'leeds', countedAt = new Date(Date.now() + 1000).toISOString() } = {}): Promise<void> {
  const countId = `count-${newId()}`;
  await owner.deliver(message(openCount, { key: countId, data: { countId, client: 'c', location: at, skus: [sku] } }) as Outbound);
  await owner.database.pool.query(`update inventory.stock_count set opened_at = opened_at - interval '1 hour' where id = $1`, [countId]);
  await owner.deliver(message(recordCount, { key: countId, data: { countId, lines: [{ sku, quantity, countedAt }] } }) as Outbound, message(closeCount, { key: countId, data: { countId } }) as Outbound);
}
const broken = async () => (await verifyInventory(owner.database)).filter((check) => !check.ok);

describe('S22 stock lease of a till', () => {
  it('is part of reserved: nobody else can have it, a sale takes from it, what goes back can be sold', async () => {
    await owner.deliver(receipt('A', 'leeds', 5), receipt('A', 'york', 3));
    const told = await owner.deliver(lease({ till: 't-1', serial: 1, lines: { A: 4 } }));
    expect(told.flatMap(settlementsOf)).toMatchObject([{ outcome: 'done', status: 200, resource: { view: 'stock-lease', key: 't-1' } }]);
    expect(leases(told)).toEqual([[{ sku: 'A', wanted: 4, granted: 4, sold: 0, returned: 0, left: 4 }]]);
    expect(await levels(owner, 'A')).toEqual([['leeds', 5, 0, 4], ['york', 3, 0, 0]]);
    expect(only(await owner.deliver(order({ lines: [{ sku: 'A', quantity: 2, method: 'pickup', location: 'leeds' }] })), stockReserved)).toEqual([]);
    const sale = tillSale({ till: 't-1', sequence: 1, sku: 'A', quantity: 3 });
    expect(leases(await owner.deliver(sale))).toEqual([[{ sku: 'A', wanted: 4, granted: 4, sold: 3, returned: 0, left: 1 }]]);
    expect(await owner.deliver(sale)).toEqual([]);
    expect(await levels(owner, 'A')).toEqual([['leeds', 2, 0, 1], ['york', 3, 0, 0]]);
    expect(await answer({ till: 't-1', serial: 2, sequence: 0, lines: {} })).toBe('sold-since');
    expect(await answer({ till: 't-1', serial: 2, sequence: 1, lines: {} })).toBe(200);
    expect(await answer({ till: 't-1', serial: 2, sequence: 1, lines: {} })).toBe(200);
    expect(await answer({ till: 't-1', serial: 1, sequence: 1, lines: { A: 1 } })).toBe('serial-passed');
    expect(await levels(owner, 'A')).toEqual([['leeds', 2, 0, 0], ['york', 3, 0, 0]]);
    expect(await broken()).toEqual([]);
  });

  it('grants what there is beyond safety stock, and waits for sales that are on their way', async () => {
    await owner.deliver(receipt('B', 'york', 5));
    expect(leases(await owner.deliver(lease({ till: 't-2', serial: 1, at: 'york', lines: { B: 9, NONE: 2 } })))).toMatchObject([[{ sku: 'B', wanted: 9, left: 3 }, { sku: 'NONE', wanted: 2, left: 0 }]]);
    await expect(owner.deliver(lease({ till: 't-2', serial: 2, sequence: 1, at: 'york', lines: {} }))).resolves.toEqual([]);
    expect(await levels(owner, 'B')).toEqual([['york', 5, 0, 3]]);
    await owner.deliver(tillSale({ till: 't-2', sequence: 1, sku: 'B', at: 'york' }));
    await owner.database.pool.query('delete from messaging.parked_key').catch(() => undefined);
    expect(await broken()).toEqual([]);
  });

  it('what a till sells beyond it is goods in hand: found, and the youngest promise gives way', async () => {
    await owner.deliver(receipt('C', 'leeds', 3), lease({ till: 't-3', serial: 1, lines: { C: 1 } }), order({ id: 'o-c', lines: [{ sku: 'C', quantity: 2, method: 'pickup', location: 'leeds' }] }));
    const told = await owner.deliver(tillSale({ till: 't-3', sequence: 1, sku: 'C', quantity: 2 }));
    expect(only(told, reservationBroken)).toMatchObject([{ orderId: 'o-c', lines: [{ quantity: 1 }] }]);
    expect(await levels(owner, 'C')).toEqual([['leeds', 1, 0, 1]]);
    expect(await broken()).toEqual([]);
  });

  it('a till that does not come back keeps its units until its time is over and somebody has counted', async () => {
    await owner.deliver(receipt('D', 'leeds', 4), lease({ till: 't-4', serial: 1, lines: { D: 3 }, ttlSeconds: 60 }));
    const sweep = () => owner.database.transact((tx, emit) => reclaim(tx, emit, { till: 't-4', memory: new NetworkMemory() }));
    await count('D', 4);
    await sweep();
    expect(await levels(owner, 'D')).toEqual([['leeds', 4, 0, 3]]);
    await owner.database.pool.query(`update inventory.stock_lease set expires_at = clock_timestamp() - interval '20 seconds', reclaim_from = clock_timestamp() - interval '20 seconds' where till = 't-4'`);
    await owner.database.pool.query(`update inventory.stock_count_line set counted_at = clock_timestamp() - interval '1 minute' where sku = 'D'`);
    await sweep();
    expect(await levels(owner, 'D')).toEqual([['leeds', 4, 0, 3]]);
    // One was sold meanwhile; nobody has heard of it, and the count misses it.
    await count('D', 3);
    expect((await owner.database.pool.query(`select id from messaging.work_item where kind = 'reclaim-lease' and due_at <= clock_timestamp()`)).rows).toEqual([{ id: 't-4' }]);
    await sweep();
    expect(leases(await owner.deliver())).toEqual([[{ sku: 'D', wanted: 3, granted: 3, sold: 0, returned: 3, left: 0 }]]);
    expect(await levels(owner, 'D')).toEqual([['leeds', 3, 0, 0]]);
    await owner.deliver(tillSale({ till: 't-4', sequence: 1, sku: 'D', soldAt: ago(30) }));
    expect(await levels(owner, 'D')).toEqual([['leeds', 3, 0, 0]]);
    expect(await broken()).toEqual([]);
  });

  it('tills asking at once, beside web orders: as many as there are, once each', async () => {
    for (let round = 0; round < 3; round++) {
      const sku = `HOT-${round}`;
      await owner.deliver(receipt(sku, 'leeds', 20));
      const tills = Array.from({ length: 8 }, (_, i) => lease({ till: `race-${round}-${i}`, serial: 1, lines: { [sku]: 3 } }));
      const shops = Array.from({ length: 16 }, () => order({ lines: [{ sku, method: 'pickup', location: 'leeds' }] }));
      const dealt = [...tills, ...shops].map((one, i) => ({ one, at: (i * 7) % 24 })).sort((a, b) => a.at - b.at).map(({ one }) => one);
      const batches = Array.from({ length: 8 }, (_, i) => dealt.slice(i * 3, i * 3 + 3));
      await Promise.all(batches.map((batch, i) => eventually(i % 2 === 0 ? owner : beside, batch)));
      const { rows: [sum] } = await owner.database.pool.query<{ leased: number; promised: number }>(
        `select coalesce(sum(held) filter (where order_id like 'lease-%'), 0)::int as leased, coalesce(sum(held) filter (where order_id not like 'lease-%'), 0)::int as promised from inventory.reservation where sku = $1`, [sku]);
      expect(sum!.leased + sum!.promised).toBe(20);
      expect(await levels(owner, sku)).toEqual([['leeds', 20, 0, 20]]);
      // All sell what they have at once, each sale handed over twice.
      const { rows } = await owner.database.pool.query<{ till: string; units: number }>('select till, granted::int as units from inventory.stock_lease_line where sku = $1 and granted > 0', [sku]);
      const sales = rows.flatMap(({ till, units }) => Array.from({ length: units }, (_, i) => tillSale({ till, sequence: units - i, sku })));
      await Promise.all([owner, beside].map((one) => eventually(one, sales)));
      expect(await levels(owner, sku)).toEqual([['leeds', 20 - sum!.leased, 0, sum!.promised]]);
    }
    expect((await owner.database.pool.query(`select kind from inventory.incident where sku like 'HOT-%'`)).rows).toEqual([]);
    expect(await broken()).toEqual([]);
  });
});

describe('S22 a sale that is handed in after a count', () => {
  it('is in the count that came after it, whichever of them is heard first', async () => {
    await owner.deliver(receipt('E', 'leeds', 10), receipt('F', 'leeds', 10));
    await owner.database.pool.query(`alter table inventory.stock_ledger disable trigger user; update inventory.stock_ledger set at = at - interval '60 seconds' where sku in ('E', 'F') and reason = 'receipt'; alter table inventory.stock_ledger enable trigger user`);
    await count('E', 8, { countedAt: ago(10) });
    await owner.deliver(tillSale({ till: 't-5', sequence: 1, sku: 'E', quantity: 2, soldAt: ago(20) }));
    expect(await levels(owner, 'E')).toEqual([['leeds', 8, 0, 0]]);
    await owner.deliver(tillSale({ till: 't-5', sequence: 2, sku: 'E', soldAt: ago(5) }));
    expect(await levels(owner, 'E')).toEqual([['leeds', 7, 0, 0]]);
    await owner.deliver(tillSale({ till: 't-5', sequence: 3, sku: 'F', quantity: 2, soldAt: ago(20) }), tillSale({ till: 't-5', sequence: 4, sku: 'F', soldAt: ago(5) }));
    await count('F', 8, { countedAt: ago(10) });
    expect(await levels(owner, 'F')).toEqual([['leeds', 7, 0, 0]]);
    expect(await broken()).toEqual([]);
  });

  it('takes from leases before younger promises: what is missing went through the tills', async () => {
    await owner.deliver(receipt('H', 'leeds', 5), receipt('I', 'leeds', 5), lease({ till: 't-7', serial: 1, lines: { H: 3, I: 3 } }));
    await owner.deliver(order({ id: 'o-h', lines: [{ sku: 'H', quantity: 2, method: 'pickup', location: 'leeds' }] }), order({ id: 'o-i', lines: [{ sku: 'I', quantity: 2, method: 'pickup', location: 'leeds' }] }));
    const soldAt = new Date().toISOString();
    await count('H', 2);
    expect(only(await owner.deliver(move({ sku: 'I', location: 'leeds', quantity: 2, reason: 'count' })), reservationBroken)).toEqual([]);
    expect([await levels(owner, 'H'), await levels(owner, 'I')]).toEqual([[['leeds', 2, 0, 2]], [['leeds', 2, 0, 2]]]);
    const told = await owner.deliver(tillSale({ till: 't-7', sequence: 1, sku: 'H', quantity: 3, soldAt }), tillSale({ till: 't-7', sequence: 2, sku: 'I', quantity: 3, soldAt }));
    expect(only(told, reservationBroken)).toEqual([]);
    expect([await levels(owner, 'H'), await levels(owner, 'I')]).toEqual([[['leeds', 2, 0, 2]], [['leeds', 2, 0, 2]]]);
    expect(leases(told).at(-1)).toMatchObject([{ sku: 'H', sold: 3, left: 0 }, { sku: 'I', sold: 3, left: 0 }]);
    expect(await broken()).toEqual([]);
  });

  it('a count that says how many there are takes it in as well', async () => {
    await owner.deliver(receipt('G', 'leeds', 6), lease({ till: 't-6', serial: 1, lines: { G: 2 } }));
    await owner.deliver(move({ sku: 'G', location: 'leeds', quantity: 5, reason: 'count' }));
    await owner.deliver(tillSale({ till: 't-6', sequence: 1, sku: 'G', soldAt: ago(60) }));
    expect(await levels(owner, 'G')).toEqual([['leeds', 5, 0, 1]]);
    expect(await broken()).toEqual([]);
  });
});

/** A transient failure delivers the batch again, as a driver does. */
async function eventually(process: Owner, batch: readonly Outbound[]): Promise<void> {
  const records = batchOf('inventory', batch);
  for (let failures = 0; ; failures++) {
    try {
      return void (await process.consumer.onBatch(records));
    } catch (error) {
      if (failures > 20) throw error;
    }
  }
}
