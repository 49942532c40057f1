import { reservationRejected, stockReserved, type Outbound } from '@onefront/contracts';
import { batchOf, type Owner } from '@onefront/testing';
import { verifyInventory } from '../src/verify.js';
import { channel, handOver, inventoryUnderTest, levels, location, move, order, receipt, release, resource, takeBack } from './house.js';

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

  it('a cancel that meets a new sourcing of the same order leaves nothing held', async () => {
    await one.deliver(receipt('OLD', 'leeds', 100), receipt('NEW', 'york', 100));
    const ids = Array.from({ length: 60 }, (_, i) => `cancel-${i}`);
    await one.deliver(...ids.map((id) => order({ id, lines: [{ sku: 'OLD' }] })));
    await Promise.all(ids.flatMap((id) => [
      eventually(one, [resource(id, { lines: [{ lineId: '2', sku: 'NEW', quantity: 1, method: 'ship' }] })]),
      eventually(two, [release(id)]),
    ]));
    expect([await levels(one, 'OLD'), await levels(one, 'NEW')]).toEqual([[['leeds', 100, 0, 0]], [['york', 100, 0, 0]]]);
  });

  it('one message delivered to both processes at once takes effect once', async () => {
    await one.deliver(receipt('DUP', 'leeds', 100));
    const orders = Array.from({ length: 30 }, (_, i) => ({ ...order({ lines: [{ sku: 'DUP' }] }), id: `dup-${i}` }));
    await Promise.all([eventually(one, orders), eventually(two, [...orders].reverse())]);
    expect(await levels(one, 'DUP')).toEqual([['leeds', 100, 0, 30]]);
  });

  it('anything at all, dealt to both, doubled and out of order, leaves books that verify', async () => {
    let seed = 20_261_101;
    const below = (n: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % n;
    const sku = () => `X-${below(4)}`;
    const at = () => (below(2) ? 'leeds' : 'york');
    const line = () => ({ lineId: '1', sku: sku(), quantity: 1 + below(3), location: at() });
    const events: Array<(id: string) => Outbound> = [
      (id) => order({ id, lines: [{ sku: sku(), quantity: 1 + below(3) }, { sku: sku() }] }),
      (id) => order({ id, lines: [{ sku: sku(), quantity: 2, method: 'pickup', location: 'leeds' }] }),
      () => order({ channel: 'till', lines: [{ sku: sku(), quantity: 1 + below(4), method: 'carry-out', location: 'leeds' }] }),
      (id) => release(id, below(2) ? {} : { lines: [line()] }),
      (id) => handOver(id, line()),
      (id) => resource(id, { attempt: 2 + below(2), lines: [{ lineId: '1', sku: sku(), quantity: 1, method: 'ship' }], excluded: ['york'], release: [line()] }),
      () => receipt(sku(), at(), 1 + below(5)),
      () => move({ sku: sku(), location: at(), quantity: below(6), reason: 'count' }, { sku: sku(), location: at(), quantity: 1, reason: 'damage' }),
      () => move({ sku: sku(), location: 'leeds', quantity: 1 + below(3), reason: 'transfer', toLocation: 'york' }),
      () => takeBack(at(), { sku: sku(), quantity: 1, disposition: (['restock', 'damaged', 'open-box', 'dispose'] as const)[below(4)]! }),
    ];
    const messages = Array.from({ length: 1_500 }, (_, i): Outbound => ({ ...events[below(events.length)]!(`any-${below(120)}`), id: `any-message-${i}`, operationId: `any-operation-${i}` }));
    const doubled = messages.flatMap((one, i) => (i % 5 === 0 ? [one, messages[below(i + 1)]!] : [one]));
    await race(doubled, 23);
    const { rows } = await one.database.pool.query('select key, error from messaging.parked_message');
    expect(rows).toEqual([]);
    expect((await verifyInventory(one.database)).filter((check) => !check.ok)).toEqual([]);
  }, 120_000);
});
