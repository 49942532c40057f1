import * as c from '@onefront/contracts';
import { batchOf, ownerUnderTest, type Owner } from '@onefront/testing';
import { Feed } from '../src/feed/feed.js';
import { sequence } from '../src/feed/sequencer.js';
import { migrations } from '../src/persistence/index.js';
import { Customers } from '../src/views/customers.js';
import { Networks } from '../src/views/network.js';
import { StockPlaces } from '../src/views/stock-places.js';
import { Stock, UNCOUNTED } from '../src/views/stock.js';
import { projector, verifyGateway } from '../src/index.js';

const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 9, 0, second)).toISOString();
const everything = { channels: null, locations: true };
const product = (sku: string, more: Partial<c.Product> = {}, version = 1) =>
  c.message(c.variantChanged, { key: sku, version, data: { sku, version, at: at(0), product: { name: sku, price: { amount: '100', currency: 'GBP' }, kind: 'stocked', status: 'active', ...more } } });
const stock = (sku: string, version: number, onHand: Record<string, number>, booked: Record<string, number>): c.SkuStock => ({
  sku, version, asOf: at(version), levels: Object.entries(onHand).map(([location, units]) => ({ location, onHand: units, unavailable: 0, reserved: 0 })),
  entries: Object.entries(booked).map(([location, units]) => ({ location, reason: 'receipt', onHand: units, unavailable: 0, reserved: 0 })),
});
const adjusted = (...states: c.SkuStock[]) => c.message(c.stockAdjusted, { key: `m-${Math.random()}`, data: { movementId: 'm', stock: states } });
const customer = (id: string, version: number, more: Partial<c.CustomerDocument> = {}): c.CustomerDocument => ({
  id, version, emails: [], phones: [], identities: [], addresses: [], consents: [], groups: [], mergedFrom: [], mergedInto: null, erased: false, registeredAt: at(0), timeline: [], ...more,
});
const orderFact = (id: string, version: number, more: Partial<c.Order> = {}) =>
  c.message(c.orderConfirmed, { key: id, version, data: { orderId: id, version, order: { ...c.orderConfirmed.sample.order, id, ...more } } });

describe('the projector', () => {
  let owner: Owner;
  beforeAll(async () => { owner = await ownerUnderTest({ service: 'gateway', migrations, work: projector }); });
  afterAll(() => owner?.close());
  const stocks = () => new Stock(owner.database, new Networks(owner.database));
  const one = async (sql: string) => (await owner.database.pool.query(sql)).rows[0];

  it('applies only what is newer, in whatever order and how often it comes', async () => {
    await owner.deliver(product('P', { name: 'two' }, 2), product('P', { name: 'one' }, 1));
    await owner.deliver(product('P', { name: 'one' }, 1));
    await owner.deliver(product('P', { name: 'three' }, 3), product('P', { name: 'two' }, 2));
    expect(await one(`select version, document ->> 'name' as name from product_view where sku = 'P'`)).toEqual({ version: '3', name: 'three' });
    await owner.deliver(adjusted(stock('P', 2, { leeds: 7 }, { leeds: 2 })), adjusted(stock('P', 1, { leeds: 5 }, { leeds: 5 })), adjusted(stock('P', 2, { leeds: 7 }, { leeds: 2 })));
    expect((await stocks().answer('P', everything))).toMatchObject({ onHand: 7, version: 2 });
    expect((await stocks().answer('P', everything, new Date(at(1))))).toMatchObject({ onHand: 5, version: 1 });
    expect((await stocks().answer('P', everything, new Date(at(0))))).toMatchObject({ onHand: 0, version: 0 });
  });

  it('S1 has every entry of the ledger, also where the state was told again before what it is the state of', async () => {
    const again = (sku: string, version: number, onHand: Record<string, number>) => adjusted(stock(sku, version, onHand, {}));
    const ledger = async (sku: string) => (await stocks().ledger(sku, { limit: 9 })).map(({ version, entries }) => [version, entries.reduce((sum, entry) => sum + entry.onHand, 0)]);
    await owner.deliver(adjusted(stock('L', 1, { leeds: 5 }, { leeds: 5 })));
    await owner.deliver(again('L', 2, { leeds: 7 }));
    await owner.deliver(adjusted(stock('L', 2, { leeds: 7 }, { leeds: 2 })));
    await owner.deliver(again('L', 3, { leeds: 8 }), adjusted(stock('L', 3, { leeds: 8 }, { leeds: 1 })), again('L', 3, { leeds: 8 }));
    await owner.deliver(again('L', 2, { leeds: 7 }), adjusted(stock('L', 3, { leeds: 8 }, { leeds: 1 })));
    expect(await ledger('L')).toEqual([[3, 1], [2, 2], [1, 5]]);
    expect((await verifyGateway(owner.database)).filter(({ ok, name }) => !ok && name.includes('sum of its ledger'))).toEqual([]);
  });

  it('computes a bundle from its parts and lets what is not counted be sold', async () => {
    const location = (id: string) => c.message(c.locationChanged, { key: id, version: 1, data: { id, version: 1, location: { name: id, kind: 'warehouse' }, at: at(0) } });
    const channel = (id: string, buffer: number) => c.message(c.channelChanged, { key: id, version: 1, data: { id, version: 1, at: at(0), channel: { name: id, kind: 'webshop', locations: ['a', 'b'], buffer, currency: 'GBP', taxIncluded: true } } });
    await owner.deliver(location('a'), location('b'), channel('web', 0), channel('app', 1));
    await owner.deliver(product('PART-1'), product('PART-2'), product('SET', { kind: 'bundle', components: [{ sku: 'PART-1', quantity: 2 }, { sku: 'PART-2', quantity: 1 }] }), product('SONG', { kind: 'digital' }), product('NEW'));
    await owner.deliver(adjusted(stock('PART-1', 1, { a: 5, b: 4 }, { a: 5, b: 4 }), stock('PART-2', 1, { a: 3 }, { a: 3 })));
    const byChannel = async (sku: string) => (await stocks().answer(sku, everything))!.byChannel;
    expect(await byChannel('SET')).toEqual([{ channel: 'app', available: 2 }, { channel: 'web', available: 3 }]);
    expect(await byChannel('SONG')).toEqual([{ channel: 'app', available: UNCOUNTED }, { channel: 'web', available: UNCOUNTED }]);
    expect(await stocks().answer('NEW', everything)).toMatchObject({ onHand: 0, available: 0, byLocation: [], byChannel: [{ available: 0 }, { available: 0 }] });
    expect(await stocks().answer('NOTHING', everything)).toBeUndefined();
  });

  it('S3 takes off what is computed to be kept back, where the channel asks for that and it is more than its buffer', async () => {
    const autoBuffer = { target: 0.99, minimum: 0, maximum: 9, assumedLagSeconds: 60, windowHours: 24 };
    const market = (version: number, more: Partial<c.Channel>) => c.message(c.channelChanged, { key: 'bazaar', version, data: { id: 'bazaar', version, at: at(0), channel: { name: 'Bazaar', kind: 'marketplace', connector: 'generic', locations: ['a', 'b'], buffer: 1, currency: 'GBP', taxIncluded: true, ...more } } });
    const computed = (sku: string, version: number, units: number | null) => c.message(c.bufferComputed, { key: sku, version, data: { channel: 'bazaar', sku, version, computed: units === null ? null : { ...c.bufferComputed.sample.computed!, units }, at: at(version) } });
    const shown = async (sku: string) => (await stocks().answer(sku, everything))!.byChannel.find((row) => row.channel === 'bazaar');
    await owner.deliver(market(1, { autoBuffer }), computed('PART-1', 2, 4), computed('PART-1', 1, 7));
    expect([await shown('PART-1'), await shown('SET'), await shown('PART-2')]).toEqual([{ channel: 'bazaar', available: 5, buffer: 4 }, { channel: 'bazaar', available: 2 }, { channel: 'bazaar', available: 2 }]);
    await owner.deliver(market(2, {}));
    expect(await shown('PART-1')).toEqual({ channel: 'bazaar', available: 8 });
    await owner.deliver(market(3, { autoBuffer }), computed('PART-1', 3, null));
    expect(await shown('PART-1')).toEqual({ channel: 'bazaar', available: 8 });
  });

  it('lists what lies at a location, page by page, also when it is only told again', async () => {
    const network = await new Networks(owner.database).now();
    const places = new StockPlaces(owner.database);
    await owner.deliver(adjusted(stock('LIES-2', 1, { shelf: 4 }, { shelf: 4 }), stock('LIES-1', 1, { shelf: 2, b: 1 }, { shelf: 2, b: 1 }), stock('LIES-3', 7, { shelf: 1 }, {}), stock('LIES-4', 2, { shelf: 0 }, { shelf: -3 })));
    const rows = (after: string, limit: number) => places.at('shelf', { network, after, limit }).then((found) => found.map(({ sku, onHand, available }) => [sku, onHand, available]));
    expect([await rows('', 2), await rows('LIES-2', 2)]).toEqual([[['LIES-1', 2, 2], ['LIES-2', 4, 4]], [['LIES-3', 1, 1]]]);
  });

  it('lets a merged id answer with the survivor, and parts both again', async () => {
    const orders = (id: string, who: string, amount: string) => orderFact(id, 1, { customer: { id: who }, totals: { ...c.orderConfirmed.sample.order.totals!, grand: { amount, currency: 'GBP' } } });
    const merged = (undone: boolean, version: number) => c.message(c.customerMerged, {
      key: 'c-1', data: { mergeId: 'g-1', survivor: 'c-1', from: 'c-2', undone, at: at(0), customers: [customer('c-1', version, { mergedFrom: undone ? [] : ['c-2'] }), customer('c-2', version, { mergedInto: undone ? null : 'c-1' })] },
    });
    const view = new Customers(owner.database, async (documents) => documents.map(() => ({})), async () => 'GBP');
    await owner.deliver(c.message(c.customerChanged, { key: 'c-1', data: { customer: customer('c-1', 1) } }), c.message(c.customerChanged, { key: 'c-2', data: { customer: customer('c-2', 1) } }), orders('o-c1', 'c-1', '1000'), orders('o-c2', 'c-2', '250'));
    await owner.deliver(merged(false, 2));
    const joined = JSON.parse((await view.get('c-2', everything))!.body);
    expect(joined).toMatchObject({ id: 'c-1', mergedFrom: ['c-2'], orders: { count: 2, revenue: { amount: '12.50' }, byChannel: [{ channel: 'web', count: 2 }] } });
    await owner.deliver(merged(true, 3));
    expect(JSON.parse((await view.get('c-2', everything))!.body)).toMatchObject({ id: 'c-2', orders: { count: 1, revenue: { amount: '2.50' } } });
    expect(await view.get('c-2', { channels: ['market'], locations: false })).toBeUndefined();
    expect(await view.get('c-2', { channels: ['web'], locations: false })).toBeDefined();
  });

  it('counts revenue less cancellations, leaves refused and pending orders out, and shows returns beside it', async () => {
    const money = (amount: string) => ({ amount, currency: 'GBP' });
    const buys = (id: string, status: c.Order['status'], cancelled: string, returned: string) => orderFact(id, 1, { customer: { id: 'c-9' }, status, totals: { ...c.orderConfirmed.sample.order.totals!, grand: money('1000') }, amounts: { cancelled: money(cancelled), returned: money(returned), refunded: money('0') } });
    await owner.deliver(c.message(c.customerChanged, { key: 'c-9', data: { customer: customer('c-9', 1) } }), buys('r-1', 'confirmed', '100', '0'), buys('r-2', 'fulfilled', '0', '300'), buys('r-3', 'cancelled', '1000', '0'), buys('r-4', 'refused', '0', '0'), buys('r-5', 'pending', '0', '0'));
    const record = { ...c.returnRecorded.sample.return, id: 'ret-9', order: null, customer: { id: 'c-9' }, total: money('50') };
    await owner.deliver(c.message(c.returnRecorded, { key: 'ret-9', data: { return: record } }));
    const view = new Customers(owner.database, async (documents) => documents.map(() => ({})), async () => 'GBP');
    const { orders, recentOrders } = JSON.parse((await view.get('c-9', everything))!.body);
    expect([orders.count, orders.revenue.amount, orders.returned.amount, recentOrders.length]).toEqual([2, '19.00', '3.50', 4]);
  });

  it('gives positions in the feed that lose nothing, whoever numbers', async () => {
    const feed = new Feed(owner.database, new AbortController().signal);
    const heard: string[] = [];
    let position = (await feed.bounds()).last;
    let telling = true;
    const tell = Promise.all(Array.from({ length: 4 }, async (_, lane) => {
      for (let n = 0; n < 25; n += 1) await owner.consumer.onBatch(batchOf('gateway', [product(`F-${lane}-${n}`)]));
    })).finally(() => { telling = false; });
    while (telling || (await Promise.all([sequence(owner.database, 'one'), sequence(owner.database, 'two')])).some(Boolean)) {
      await Promise.all([sequence(owner.database, 'one'), sequence(owner.database, 'two')]);
      const { rows, reached } = await feed.after(position, 500, { types: ['product.changed'], viewer: everything });
      heard.push(...rows.map((row) => row.subject));
      position = reached;
    }
    await tell;
    while (await sequence(owner.database, 'one')) continue;
    heard.push(...(await feed.after(position, 500, { types: ['product.changed'], viewer: everything })).rows.map((row) => row.subject));
    const ours = heard.filter((subject) => subject.startsWith('F-'));
    expect([ours.length, new Set(ours).size]).toEqual([100, 100]);
  });

  it('verifies itself, and finds what was corrupted', async () => {
    expect((await verifyGateway(owner.database)).map(({ name, ok, firstBad }) => [name, ok, firstBad])).toEqual((await verifyGateway(owner.database)).map(({ name }) => [name, true, undefined]));
    await owner.database.pool.query(`update stock_view set levels = jsonb_set(levels, '{0,onHand}', '6') where sku = 'P'`);
    await owner.database.pool.query(`update stock_view set levels = jsonb_set(levels, '{0,reserved}', '99') where sku = 'PART-2'`);
    await owner.database.pool.query(`delete from stock_place where sku = 'PART-1' and location = 'b'`);
    await owner.database.pool.query(`insert into operation (id, client, route, accepted_at) values ('lost', 'x', 'y', now() - interval '1 hour')`);
    await owner.database.pool.query(`insert into operation (id, client, route, status, settled_at, settlement) values ('mute', 'x', 'y', 'done', now() - interval '1 hour', '{"resource":{"view":"order","key":"gone"}}')`);
    await owner.database.pool.query(`update order_view set external_id = 'twice' where id in ('r-1', 'r-2')`);
    expect((await verifyGateway(owner.database)).filter(({ ok }) => !ok).map(({ firstBad }) => firstBad)).toEqual(['P at leeds', 'PART-2 at a', 'PART-1 at b', 'lost', 'mute', 'r-1']);
  });
});
