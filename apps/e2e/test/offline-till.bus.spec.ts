import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BeyondQuota, deviceOf, OfflineTill, type CouponLease, type Lease, type SayCouponLease, type SayLease, type SendSales, type SyncAnswer } from '@onefront/channel-kit/till';
import { waitFor } from '@onefront/testing';
import { openShop, orders, startWorld, stockProduct, type Body, type World } from '../src/index.js';

/** J3, steps 4 and 5: the network fails, two more sales with a coupon; it returns. */
describe('S22 a till without a network', () => {
  let world: World;
  let sku: string;
  const folder = mkdtempSync(join(tmpdir(), 'offline-till-'));
  const device = deviceOf('leeds-1', Buffer.alloc(32, 3));
  beforeAll(async () => {
    world = await startWorld();
    await openShop(world.till);
    sku = await stockProduct(world.till, 'SHIRT-1', { leeds: 5 });
    await world.till.must('PUT', '/v1/promotions/ten', { name: 'Ten off', channels: ['web', 'till-leeds'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
    await world.till.must('POST', '/v1/coupons', { promotion: 'ten', code: 'TEN', limit: 10 });
  }, 200_000);
  afterAll(async () => {
    await world?.close();
    rmSync(folder, { recursive: true });
  }, 60_000);

  const send: SendSales = async (till, sales) => (await world.till.must('POST', `/v1/tills/${till}/sales`, { sales })) as SyncAnswer;
  const say: SayLease = async (till, word) => (await world.till.must('PUT', `/v1/tills/${till}/stock-lease`, word)) as Lease;
  const sayCoupons: SayCouponLease = async (till, word) => (await world.till.must('PUT', `/v1/tills/${till}/coupon-lease`, word)) as CouponLease;
  const ordersOf = async (sales: readonly { id: string }[]) => Promise.all(sales.map(async ({ id }) => (await world.till.get(`/v1/orders?channel=till-leeds&externalId=${id}`)).body.items as Body[]));

  it('S22 sells on, and hands in each sale once, in its order, however often the connection is cut', async () => {
    await world.till.must('PUT', '/v1/tills/leeds-1', { name: 'Till 1', location: 'leeds', channel: 'till-leeds', publicKey: device.publicKey });
    const path = join(folder, 'leeds-1');
    const till = OfflineTill.open(device, path);
    till.usePriceBook({ version: '1', currency: 'GBP', prices: { [sku]: '2000' }, coupons: { TEN: '10' } });
    till.grant({ stock: { [sku]: 2 }, coupons: { TEN: 2 } });
    const web = await world.till.order(orders.web(sku, 1, { coupons: ['TEN'] }));
    expect(web.status).toBe(201);
    const sold = [1, 2].map(() => till.sell({ lines: [{ sku, quantity: 1 }], coupons: ['TEN'], payment: 'cash' }));
    till.close();
    const again = OfflineTill.open(device, path);
    expect(again.waiting).toEqual(sold);
    // What was accepted is told to nobody: the connection was cut.
    await expect(again.sync(async (id, sales) => { await send(id, sales.slice(0, 1)); throw new Error('cut'); })).rejects.toThrow('cut');
    await Promise.all([send('leeds-1', sold), send('leeds-1', sold)]);
    expect(await again.sync(send)).toBe(2);
    expect((await world.till.get('/v1/tills/leeds-1')).body).toMatchObject({ accepted: 2, location: 'leeds' });
    await waitFor(async () => (await ordersOf(sold)).every(([order]) => order?.status === 'fulfilled'), { timeoutMs: 60_000, what: 'the sales to be fulfilled' });
    const placed = await ordersOf(sold);
    expect(placed.map((found) => found.length)).toEqual([1, 1]);
    expect(placed.map(([order]) => [order!.totals.grand.amount, order!.coupons])).toEqual([['18.00', ['TEN']], ['18.00', ['TEN']]]);
    expect(await world.till.stock(sku)).toMatchObject({ onHand: 3, reserved: 1 });
    expect(await waitFor(async () => { const { body } = await world.till.get('/v1/coupons/TEN'); return body.used === 3 ? body : undefined; }, { timeoutMs: 60_000, what: 'the coupon to be counted' })).toMatchObject({ limit: 10, used: 3, held: 0 });
  }, 200_000);

  it('S22 two tills and the web shop on the same ten units through an outage: nothing is sold twice', async () => {
    const ten = await stockProduct(world.till, 'TEN-UNITS', { leeds: 10 });
    const doors = { send, say };
    const tills = await Promise.all([5, 6].map(async (seed) => {
      const own = deviceOf(`leeds-${seed}`, Buffer.alloc(32, seed));
      await world.till.must('PUT', `/v1/tills/${own.till}`, { name: own.till, location: 'leeds', channel: 'till-leeds', publicKey: own.publicKey });
      const till = OfflineTill.open(own, join(folder, own.till));
      till.usePriceBook({ version: '1', currency: 'GBP', prices: { [ten]: '2000' } });
      return till;
    }));
    const [one, two] = tills as [OfflineTill, OfflineTill];
    expect([(await one.lease({ [ten]: 4 }, doors)).stock, (await two.lease({ [ten]: 3 }, doors)).stock]).toEqual([{ [ten]: 4 }, { [ten]: 3 }]);
    expect((await world.till.get('/v1/tills/leeds-5/stock-lease')).body).toMatchObject({ id: 'leeds-5', location: 'leeds', lines: [{ sku: ten, granted: 4, sold: 0, returned: 0, left: 4 }] });
    // The network of the store is gone; the web shop and the tills sell what they can.
    const web = await Promise.all(Array.from({ length: 6 }, () => world.till.order(orders.web(ten, 1))));
    expect(web.map((order) => order.status).sort()).toEqual([201, 201, 201, 409, 409, 409]);
    for (let i = 0; i < 4; i++) one.sell({ lines: [{ sku: ten, quantity: 1 }], payment: 'cash' });
    for (let i = 0; i < 2; i++) two.sell({ lines: [{ sku: ten, quantity: 1 }], payment: 'card' });
    expect(() => one.sell({ lines: [{ sku: ten, quantity: 1 }], payment: 'cash' })).toThrow(BeyondQuota);
    // It is back: both hand in, the second gives back what it has not sold, and the web shop sells that as well.
    const sold = [...one.waiting, ...two.waiting];
    expect(await Promise.all([one.sync(send), two.lease({}, doors)])).toEqual([4, { stock: {}, coupons: {} }]);
    expect((await world.till.get('/v1/tills/leeds-6/stock-lease')).body.lines).toEqual([]);
    expect([(await world.till.order(orders.web(ten, 1))).status, (await world.till.order(orders.web(ten, 1))).status]).toEqual([201, 409]);
    await waitFor(async () => (await ordersOf(sold)).every(([order]) => order?.status === 'fulfilled'), { timeoutMs: 60_000, what: 'the sales to be fulfilled' });
    await waitFor(async () => (await world.till.stock(ten)).onHand === 4, { timeoutMs: 60_000, what: 'the sold goods to be gone' });
    expect(await world.till.stock(ten)).toMatchObject({ onHand: 4, reserved: 4 });
    expect((await world.till.get(`/v1/orders?channel=web&limit=100`)).body.items.filter((order: Body) => order.status === 'cancelled' || order.status === 'backordered')).toEqual([]);
    for (const till of tills) till.close();
  }, 200_000);

  it('S22 S11 two tills and the web shop on the same five uses of a coupon through an outage: no use is given twice, and no sale is refused', async () => {
    const many = await stockProduct(world.till, 'MANY-UNITS', { leeds: 40 });
    await world.till.must('POST', '/v1/coupons', { promotion: 'ten', code: 'Five', limit: 5 });
    const doors = { send, say: sayCoupons };
    const tills = await Promise.all([7, 8].map(async (seed) => {
      const own = deviceOf(`leeds-${seed}`, Buffer.alloc(32, seed));
      await world.till.must('PUT', `/v1/tills/${own.till}`, { name: own.till, location: 'leeds', channel: 'till-leeds', publicKey: own.publicKey });
      const till = OfflineTill.open(own, join(folder, own.till));
      till.usePriceBook({ version: '1', currency: 'GBP', prices: { [many]: '2000' }, coupons: { Five: '10' } });
      await till.lease({ [many]: 4 }, { send, say });
      return till;
    }));
    const [one, two] = tills as [OfflineTill, OfflineTill];
    expect([(await one.leaseCoupons({ Five: 2 }, doors)).coupons, (await two.leaseCoupons({ Five: 2 }, doors)).coupons]).toEqual([{ Five: 2 }, { Five: 2 }]);
    expect((await world.till.get('/v1/tills/leeds-7/coupon-lease')).body).toMatchObject({ id: 'leeds-7', channel: 'till-leeds', coupons: [{ code: 'Five', granted: 2, used: 0, returned: 0, left: 2 }] });
    expect((await world.till.get('/v1/coupons/FIVE')).body).toMatchObject({ limit: 5, used: 0, held: 4 });
    // The network of the store is gone; the web shop gives away what no till holds.
    const web = await Promise.all(Array.from({ length: 3 }, () => world.till.order(orders.web(many, 1, { coupons: ['FIVE'] }))));
    expect(web.map((order) => order.status).sort()).toEqual([201, 409, 409]);
    const wish = { lines: [{ sku: many, quantity: 1 }], coupons: ['Five'], payment: 'cash' } as const;
    for (const till of [one, one, two]) till.sell(wish);
    expect(() => one.sell(wish)).toThrow(BeyondQuota);
    one.sell({ ...wish, override: { by: 'm-1', reason: 'it was promised' } });
    // It is back. What the manager gave beyond the lease counts beyond the limit; what the second gives back is free for everybody.
    const sold = [...one.waiting];
    expect(await one.sync(send)).toBe(3);
    await waitFor(async () => (await ordersOf(sold)).every(([order]) => order?.status === 'fulfilled'), { timeoutMs: 60_000, what: 'the sales to be fulfilled' });
    expect((await ordersOf(sold)).map(([order]) => [order!.totals.grand.amount, order!.coupons])).toEqual(sold.map(() => ['18.00', ['Five']]));
    expect(await two.leaseCoupons({}, doors)).toMatchObject({ coupons: {} });
    expect((await world.till.get('/v1/tills/leeds-8/coupon-lease')).body).toMatchObject({ sequence: 1, coupons: [] });
    await waitFor(async () => { const { body } = await world.till.get('/v1/coupons/FIVE'); return body.used === 5 && body.held === 0; }, { timeoutMs: 60_000, what: 'the coupon to be counted' });
    expect([(await world.till.order(orders.web(many, 1, { coupons: ['FIVE'] }))).status, (await world.till.order(orders.web(many, 1, { coupons: ['FIVE'] }))).status]).toEqual([201, 409]);
    for (const till of tills) till.close();
  }, 200_000);

  it('S22 takes nothing that the device has not signed, and nothing else under a sequence that is taken', async () => {
    const [taken] = (await world.till.get('/v1/orders?channel=till-leeds')).body.items as Body[];
    expect(taken).toBeDefined();
    const sale = { id: '01JBMQ2S2T0000000000000009', sequence: 2, priceBook: '1', soldAt: '2026-11-01T10:00:00.000Z', lines: [{ sku, quantity: 1, total: { amount: '20.00', currency: 'GBP' } }], payment: { method: 'cash' } };
    const signed = device.sign(sale);
    expect(await world.till.post('/v1/tills/leeds-1/sales', { sales: [{ ...signed, soldBy: 'nobody' }] })).toMatchObject({ status: 422, body: { type: expect.stringMatching(/\/bad-signature$/), errors: [{ path: '/sales/0/signature' }] } });
    expect(await world.till.post('/v1/tills/leeds-1/sales', { sales: [signed] })).toMatchObject({ status: 409, body: { type: expect.stringMatching(/\/sequence-reused$/), errors: [{ path: '/sales/0/sequence' }] } });
    expect(await world.till.post('/v1/tills/leeds-1/sales', { sales: [device.sign({ ...sale, sequence: 7 })] })).toMatchObject({ status: 200, body: { accepted: 2, awaited: 3, sales: [{ status: 'waiting' }] } });
    expect(await world.till.post('/v1/tills/leeds-1/sales', { sales: [device.sign({ ...sale, sequence: 3, lines: [{ ...sale.lines[0]!, sku: 'NO-SUCH' }] })] })).toMatchObject({ status: 422, body: { errors: [{ path: '/sales/0/lines/0/sku' }] } });
    expect((await world.till.get('/v1/tills/none')).status).toBe(404);
  }, 100_000);

  it('S26 what is beyond the floor has left all the same, and verify stays green', async () => {
    const till = OfflineTill.open(device, join(folder, 'leeds-1'));
    for (let i = 0; i < 4; i++) till.sell({ lines: [{ sku, quantity: 1 }], payment: 'cash', override: { by: 'm-1', reason: 'in hand' } });
    expect(await till.sync(send)).toBe(4);
    await waitFor(async () => (await world.till.stock(sku)).onHand === 0, { timeoutMs: 60_000, what: 'the goods to be gone' });
    const broken: string[][] = [];
    await waitFor(async () => broken.push((await world.verify()).broken.slice()) > 0 && broken.at(-1)!.length === 0, { timeoutMs: 60_000, intervalMs: 2_000, what: 'all invariants to hold' }).catch(() => expect(broken.at(-1)).toEqual([]));
  }, 150_000);
});
