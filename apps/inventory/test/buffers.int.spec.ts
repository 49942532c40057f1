import { availabilityChanged, bufferComputed, confirmQuantities, message, patchChannel, reservationRejected, stockReserved, type Channel, type Inbound, type Outbound } from '@onefront/contracts';
import { batchOf, type Owner } from '@onefront/testing';
import { computeBuffers } from '../src/buffers.background.js';
import { NetworkMemory } from '../src/persistence/network.repository.js';
import { republishInventory } from '../src/republish.js';
import { verifyInventory } from '../src/verify.js';
import { channel, inventoryUnderTest, location, only, order, receipt } from './house.js';

let one: Owner;
let two: Owner;
const autoBuffer = { target: 0.99, minimum: 0, maximum: 40, assumedLagSeconds: 900, windowHours: 1 };
beforeAll(async () => {
  one = await inventoryUnderTest();
  two = await inventoryUnderTest(one);
  await one.deliver(location('leeds'), location('york'), channel('web', ['leeds', 'york']), channel('till', ['leeds', 'york'], { kind: 'store' }), channel('market', ['leeds'], { kind: 'marketplace', connector: 'generic', buffer: 1, autoBuffer } as Partial<Channel>));
});
afterAll(async () => {
  await two?.close();
  await one?.close();
});

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const sold = (sku: string, quantity: number, seconds = 0, rest: Partial<Parameters<typeof order>[0]> = {}) => order({ lines: [{ sku, quantity }], placedAt: ago(seconds), ...rest });
const round = (owner = one, of = 'market') => computeBuffers(owner.database, new NetworkMemory(), of);
const figures = (told: readonly Inbound[], sku: string) => only(told, availabilityChanged).filter((fact) => fact.sku === sku).map(({ available, buffer = null }) => [available, buffer]);
const computed = (told: readonly Inbound[], sku: string) => only(told, bufferComputed).filter((fact) => fact.sku === sku);
const refreshed = () => one.database.pool.query(`delete from messaging.work_item where kind = 'refresh-channel'`);
const failing = async () => (await verifyInventory(one.database)).filter((check) => !check.ok).map((check) => [check.name, check.firstBad]);

describe('S3 computed buffers', () => {
  it('order_stock keeps where and when an order was placed', async () => {
    await one.deliver(receipt('KEEP', 'leeds', 1), order({ id: 'keep-1', lines: [{ sku: 'KEEP' }], placedAt: '2026-11-02T10:00:00.000Z' }));
    const { rows } = await one.database.pool.query(`select channel, placed_at from inventory.order_stock where order_id = 'keep-1'`);
    expect(rows).toEqual([{ channel: 'web', placed_at: new Date('2026-11-02T10:00:00.000Z') }]);
  });

  it('keeps back what others sell of its locations meanwhile, tells the figure with it, and says from what it was computed; a repeat changes nothing', async () => {
    await one.deliver(receipt('A', 'leeds', 60), receipt('A', 'york', 60));
    // Counted: 12 of the web shop from leeds, 3 carried out there. Not counted: its own, what leaves york, what was placed before the window.
    await one.deliver(sold('A', 12), sold('A', 2, 0, { channel: 'market' }), sold('A', 5, 7_200));
    await one.deliver(order({ channel: 'till', recorded: true, placedAt: ago(0), lines: [{ sku: 'A', quantity: 3, method: 'carry-out', location: 'leeds' }] }), order({ channel: 'till', recorded: true, placedAt: ago(0), lines: [{ sku: 'A', quantity: 9, method: 'carry-out', location: 'york' }] }));
    await round();
    const told = await one.deliver();
    const [fact] = computed(told, 'A');
    const there = 60 - 12 - 2 - 5 - 3;
    expect(fact).toMatchObject({
      channel: 'market', version: 1,
      computed: {
        units: 40, push: { seconds: 900, samples: 0, assumed: true },
        elsewhere: [{ channel: 'till', units: 3, recent: 3, perDay: 3 * 24 * 24, intake: { seconds: 900, assumed: true } }, { channel: 'web', units: 12, recent: 12, perDay: 12 * 24 * 24 }],
      },
    });
    expect(figures(told, 'A')).toEqual([[Math.max(0, there - 40), 40]]);
    await round();
    await round(two);
    expect(computed(await one.deliver(), 'A')).toEqual([]);
    expect(await failing()).toEqual([]);
  });

  it('what is measured counts instead of what is assumed once there is enough of it', async () => {
    const skus = Array.from({ length: 30 }, (_, i) => `LAG-${i}`);
    // The web shop's orders come 20 seconds late; the market shows each figure 30 seconds after it was told.
    const told = await one.deliver(...skus.map((sku) => receipt(sku, 'leeds', 5)), ...skus.map((sku) => sold(sku, 1, 20)));
    const shown = only(told, availabilityChanged).filter((fact) => fact.sku.startsWith('LAG-'));
    await one.database.pool.query(`update inventory.channel_availability set told_at = now() - interval '30 seconds' where sku like 'LAG-%'`);
    const readAt = new Date().toISOString();
    const readings = message(confirmQuantities, { key: 'market', data: { channel: 'market', confirmations: shown.map(({ sku, available, version }) => ({ sku, quantity: available, version, readAt })) } }) as Outbound;
    await one.deliver(readings, readings);
    await one.deliver(receipt('M', 'leeds', 50), sold('M', 6, 20));
    await round();
    const [fact] = computed(await one.deliver(), 'M');
    const { push, elsewhere, units, expected } = fact!.computed!;
    expect(push).toMatchObject({ samples: 30 });
    expect(push.seconds).toBeGreaterThan(25);
    expect(push.seconds).toBeLessThan(300);
    expect(push.assumed).toBeUndefined();
    expect(elsewhere).toMatchObject([{ channel: 'web', units: 6 }]);
    expect(elsewhere[0]!.intake.assumed).toBeUndefined();
    expect(elsewhere[0]!.intake.seconds).toBeGreaterThanOrEqual(20);
    expect(units).toBeGreaterThanOrEqual(Math.floor(expected));
    expect(units).toBeLessThan(40);
  });

  it('what the marketplace has sold may take it; who only asks may not', async () => {
    await one.deliver(receipt('T', 'leeds', 30), sold('T', 1));
    await round();
    const [[available, buffer]] = figures(await one.deliver(), 'T') as [[number, number]];
    expect(available + buffer).toBe(29);
    // The rest of the shop sells as much as is kept back; the marketplace sells all that it was told.
    await one.deliver(sold('T', buffer, 7_200));
    expect(only(await one.deliver(order({ channel: 'market', lines: [{ sku: 'T', quantity: available }] })), stockReserved)).toHaveLength(1);
    expect(only(await one.deliver(order({ channel: 'market', lines: [{ sku: 'T' }] })), reservationRejected)).toHaveLength(1);
  });

  it('R27 rounds of two processes while 120 orders come: no figure is too high, each version is told once, and the books verify', async () => {
    await one.deliver(receipt('RACE', 'leeds', 200));
    const orders = Array.from({ length: 120 }, () => sold('RACE', 1));
    const deliver = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? one : two).consumer.onBatch(batchOf('inventory', orders.filter((_order, n) => n % 12 === i))));
    await Promise.all([...deliver, round(one), round(two)]);
    await Promise.all([round(one), round(two)]);
    const told = await one.deliver();
    const versions = computed(told, 'RACE').map((fact) => fact.version);
    expect(versions).toEqual(versions.map((_, i) => i + 1));
    expect(computed(told, 'RACE').at(-1)!.computed!.units).toBe(40);
    expect(figures(told, 'RACE').at(-1)).toEqual([40, 40]);
    expect(await failing()).toEqual([]);
  });

  it('an order that is delivered twice is one sale', async () => {
    await one.deliver(receipt('DUP', 'leeds', 90));
    const twice = { ...sold('DUP', 2), id: 'dup-of-buffers' };
    await one.deliver(twice, twice);
    await two.deliver(twice);
    await round();
    expect(computed(await one.deliver(), 'DUP').map((fact) => fact.computed!.elsewhere.map((sales) => sales.units))).toEqual([[2]]);
  });

  it('is told again as it is, and ends when the channel asks for it no more', async () => {
    await one.deliver();
    await republishInventory(one.database, { key: 'A' });
    const [again] = computed(await one.deliver(), 'A');
    expect(again).toMatchObject({ computed: { maximum: 40 } });
    await one.deliver(message(patchChannel, { key: 'market', data: { id: 'market', patch: { autoBuffer: null }, conditions: {} } }) as Outbound);
    expect(await round()).toBe('done');
    expect(computed(await one.deliver(), 'A')).toMatchObject([{ version: again!.version + 1, computed: null }]);
    expect(await round()).toBe('done');
    expect(only(await one.deliver(), bufferComputed)).toEqual([]);
    await refreshed();
  });

  it('is of a channel with a connector, and its minimum is no more than its maximum', async () => {
    const wrong = (id: string, patch: object) => one.settle(message(patchChannel, { key: id, data: { id, patch: patch as never, conditions: {} } }) as Outbound);
    expect(await wrong('web', { autoBuffer })).toMatchObject({ status: 422, problem: { errors: [{ path: '/autoBuffer' }] } });
    expect(await wrong('market', { autoBuffer: { ...autoBuffer, minimum: 50 } })).toMatchObject({ status: 422, problem: { errors: [{ path: '/autoBuffer/maximum' }] } });
  });

  it('verify sees what was planted', async () => {
    await one.deliver(channel('bazaar', ['leeds'], { kind: 'marketplace', connector: 'generic', autoBuffer: { ...autoBuffer, minimum: 2 } } as Partial<Channel>), receipt('V', 'leeds', 9), sold('V', 1));
    await round(one, 'bazaar');
    await refreshed();
    expect(await failing()).toEqual([]);
    const planted = async (corruption: string) => {
      const client = await one.database.pool.connect();
      try {
        await client.query(`begin; set local session_replication_role = replica; ${corruption}`);
        const read = { read: (query: { text: string; values?: unknown[] }) => client.query(query.text, query.values) };
        return (await verifyInventory(read as never)).filter((check) => !check.ok).map((check) => check.name.slice('inventory: '.length, 45));
      } finally {
        await client.query('rollback');
        client.release();
      }
    };
    const set = (member: string, value: unknown) => `update inventory.computed_buffer set record = jsonb_set(record, '{${member}}', '${JSON.stringify(value)}') where sku = 'V' and channel = 'bazaar'`;
    expect(await planted(set('expected', 99))).toEqual([expect.stringContaining('a computed buffer')]);
    expect(await planted(`update inventory.channel_availability set available = 9 where sku = 'V' and channel = 'bazaar'`)).toEqual([expect.stringContaining('a channel with computed')]);
    expect(await planted(`delete from messaging.work_item where kind = 'compute-buffers' and id = 'bazaar'`)).toEqual([expect.stringContaining('buffers are computed')]);
    await expect(one.database.pool.query(`update inventory.computed_buffer set units = -1`)).rejects.toThrow();
    await expect(one.database.pool.query(`update inventory.computed_buffer set units = units + 1 where record is not null`)).rejects.toThrow('units_are_those_of_the_record');
  });
});

