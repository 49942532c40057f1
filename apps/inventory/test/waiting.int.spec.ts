import { backorderServed, reservationRejected, stockReserved } from '@onefront/contracts';
import { batchOf, type Owner } from '@onefront/testing';
import { serveChannel } from '../src/inventory.background.js';
import { NetworkMemory } from '../src/persistence/network.repository.js';
import { verifyInventory } from '../src/verify.js';
import { channel, inventoryUnderTest, levels, location, move, only, order, receipt, release, resource } from './house.js';

/** Two processes of inventory on one database, neither owning any partition. */
let one: Owner;
let two: Owner;
beforeAll(async () => {
  one = await inventoryUnderTest();
  two = await inventoryUnderTest(one);
  await one.deliver(location('leeds'), location('york'), channel('web', ['leeds', 'york'], { oversell: { policy: 'backorder' } }), channel('phone', ['york'], { kind: 'phone', oversell: { policy: 'backorder' } }), channel('market', ['leeds', 'york']));
});
afterAll(async () => {
  await two?.close();
  await one?.close();
});

const failing = async () => (await verifyInventory(one.database)).filter((check) => !check.ok);
const again = (id: string, sku: string, quantity: number, of = 'web', attempt = 2) => resource(id, { channel: of, attempt, lines: [{ lineId: '1', sku, quantity, method: 'ship' }] });
const waits = async (sku: string) => (await one.database.pool.query<{ units: number }>('select coalesce(sum(quantity), 0)::int as units from inventory.backorder where sku = $1', [sku])).rows[0]!.units;

describe('N14 goods that come', () => {
  it('J6: the customer waiting first is allocated first, across channels and before anybody else, and exactly once', async () => {
    await one.deliver(order({ id: 'w-1', lines: [{ sku: 'S', quantity: 2 }] }));
    await one.deliver(order({ id: 'w-2', channel: 'phone', lines: [{ sku: 'S', quantity: 2 }] }), order({ id: 'w-3', lines: [{ sku: 'S' }] }));
    const arrival = receipt('S', 'york', 3);
    const records = batchOf('inventory', [arrival, order({ id: 'late', channel: 'market', lines: [{ sku: 'S' }] })]);
    await one.consumer.onBatch(records);
    const told = await one.deliver();
    expect(only(told, backorderServed).map(({ orderId, lines }) => [orderId, lines])).toEqual([
      ['w-1', [{ lineId: '1', sku: 'S', quantity: 2, location: 'york' }]], ['w-2', [{ lineId: '1', sku: 'S', quantity: 1, location: 'york' }]],
    ]);
    expect(only(told, reservationRejected).map((no) => no.orderId)).toEqual(['late']);
    await two.consumer.onBatch(records);
    expect(await one.deliver()).toEqual([]);
    expect([await levels(one, 'S'), await waits('S')]).toEqual([[['york', 3, 0, 3]], 2]);
    const asked = only(await one.deliver(again('w-1', 'S', 2), again('w-2', 'S', 2, 'phone')), stockReserved);
    expect(asked.map(({ orderId, lines, backordered = [] }) => [orderId, lines.map((line) => line.quantity), backordered.map((line) => line.quantity)])).toEqual([['w-1', [2], []], ['w-2', [1], [1]]]);
    expect([await levels(one, 'S'), await waits('S'), await failing()]).toEqual([[['york', 3, 0, 3]], 2, []]);
  });

  it('that lie where nothing was sold serve who waits as soon as the location sells, in turn and once', async () => {
    await one.deliver(location('hull', { sellable: false }), channel('north', ['hull'], { oversell: { policy: 'backorder' } }), receipt('H', 'hull', 3), receipt('H2', 'hull', 1));
    await one.deliver(order({ id: 'h-1', channel: 'north', lines: [{ sku: 'H', quantity: 2 }] }), order({ id: 'h-2', channel: 'north', lines: [{ sku: 'H', quantity: 2 }, { sku: 'H2' }] }));
    expect(only(await one.deliver(location('hull')), backorderServed)).toEqual([]);
    const due = (await one.database.pool.query<{ id: string }>(`select id from messaging.work_item where kind = 'serve-channel'`)).rows.map((row) => row.id);
    expect(due).toContain('north');
    await serveChannel(one.database, new NetworkMemory(), 'north');
    expect(only(await one.deliver(), backorderServed).map(({ orderId, lines }) => [orderId, lines.map(({ sku, quantity }) => [sku, quantity])])).toEqual([['h-1', [['H', 2]]], ['h-2', [['H', 1]]], ['h-2', [['H2', 1]]]]);
    await serveChannel(two.database, new NetworkMemory(), 'north');
    expect([only(await one.deliver(), backorderServed), await waits('H'), await failing()]).toEqual([[], 1, []]);
  });

  it('keep their place when a count takes them away again, and are free when the order is given up', async () => {
    await one.deliver(order({ id: 'c-1', lines: [{ sku: 'C', quantity: 2 }] }), receipt('C', 'leeds', 2));
    await one.deliver(move({ sku: 'C', location: 'leeds', quantity: 1, reason: 'count' }));
    expect([await levels(one, 'C'), await waits('C'), await failing()]).toEqual([[['leeds', 1, 0, 1]], 1, []]);
    expect(only(await one.deliver(receipt('C', 'leeds', 1)), backorderServed)).toMatchObject([{ orderId: 'c-1', lines: [{ quantity: 1 }] }]);
    await one.deliver(release('c-1'));
    expect([await levels(one, 'C'), await waits('C'), await failing()]).toEqual([[['leeds', 2, 0, 0]], 0, []]);
  });

  it('that come at two processes while others buy: who waited has all of it, no unit is held twice', async () => {
    for (let round = 0; round < 5; round += 1) {
      const sku = `R-${round}`;
      await one.deliver(...Array.from({ length: 10 }, (_, i) => order({ id: `${sku}-${i}`, lines: [{ sku, quantity: 2 }] })));
      const arrivals = Array.from({ length: 12 }, () => receipt(sku, 'leeds', 2));
      const buyers = Array.from({ length: 12 }, () => order({ channel: 'market', lines: [{ sku, quantity: 1 }] }));
      const asks = Array.from({ length: 10 }, (_, i) => again(`${sku}-${i}`, sku, 2));
      await Promise.all([arrivals, buyers, asks].flatMap((messages, i) => [messages.slice(0, 6), messages.slice(6)].map((batch, half) => ((i + half) % 2 === 0 ? one : two).consumer.onBatch(batchOf('inventory', batch)))));
      // Orders that were told ask; those that had asked already have theirs.
      const { rows: told } = await one.database.pool.query<{ id: string; units: number }>(`select order_id as id, (quantity + coalesce((select sum(aside) from inventory.reservation r where r.order_id = b.order_id), 0))::int as units from inventory.backorder b where sku = $1`, [sku]);
      await one.deliver(...told.map(({ id, units }) => again(id, sku, units, 'web', 3)));
      const { rows } = await one.database.pool.query<{ held: number }>(`select coalesce(sum(held), 0)::int as held from inventory.reservation where sku = $1 and order_id like $1 || '-%'`, [sku]);
      expect([rows[0]!.held, await waits(sku), await failing()]).toEqual([20, 0, []]);
    }
  });
});
