import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deviceOf, OfflineTill, type CouponLease, type Lease, type SayCouponLease, type SayLease, type SendSales, type SyncAnswer } from '@onefront/channel-kit/till';
import { waitFor } from '@onefront/testing';
import { address, money, openShop, orders, pounds, startWorld, stockProduct, type Body, type World } from '../src/index.js';
import { orderOf, ship, stockAt, taskOf } from './journeys/steps.js';

/** J3, a store associate. */
describe('J3 a store associate', () => {
  let world: World;
  let person: Body;
  let online: Body;
  const ada = { email: 'ada.whitlock@example.com', phone: '+44 113 496 0001' };
  beforeAll(async () => {
    world = await startWorld();
    const { till } = world;
    await openShop(till);
    await stockProduct(till, 'CAMERA', { derby: 4 }, { price: money('180.00') });
    await stockProduct(till, 'CABLE-C', { leeds: 5 }, { price: money('12.00'), compatibleWith: ['CAMERA'] });
    await stockProduct(till, 'SHIRT-M', { leeds: 3, derby: 9 }, { price: money('35.00') });
    await stockProduct(till, 'SHIRT-L', { derby: 9 }, { price: money('35.00') });
    await till.must('PUT', '/v1/shipping-rates/parcel', { channels: ['web', 'till-leeds'], countries: ['GB'], method: 'ship', price: money('4.95'), freeFrom: money('60.00') });
    await till.must('PUT', '/v1/promotions/web-ten', { name: 'Ten per cent by coupon', channels: ['web', 'till-leeds'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
    await till.must('POST', '/v1/coupons', { promotion: 'web-ten', code: 'WEBTEN', limit: 5, perCustomer: 1 });
    online = (await till.order(orders.web('CAMERA', 1, { customer: ada, payment: { method: 'card', token: 'tok_ok' } }))).body;
    await ship(world, await taskOf(world, online.fulfillments[0].location, online.id), 'PF-1');
    person = await till.must('GET', `/v1/customers/${online.customer.id}`);
  }, 180_000);
  afterAll(async () => {
    if (world) process.stderr.write(`${world.report()}\n`);
    await world?.close();
  }, 60_000);

  it('1 finds the person by what she says at the counter, with what she bought on the web and in the store', async () => {
    const { till } = world;
    const sold = await till.order(orders.till('CABLE-C', 1, { customer: { phone: ada.phone } }));
    expect(sold.body).toMatchObject({ status: 'fulfilled', customer: { id: person.id } });
    const found = (await till.must('GET', `/v1/customers?email=${encodeURIComponent(ada.email)}`)).items[0];
    expect(found.id).toBe(person.id);
    const history = await till.must('GET', `/v1/customers/${person.id}`);
    expect(history.recentOrders.map((one: Body) => one.channel).sort()).toEqual(['till-leeds', 'web']);
    expect(history.orders).toMatchObject({ count: 2 });
  });

  it('2 is told which cable fits the camera that was bought online, and why', async () => {
    const verdict = await world.till.must('GET', `/v1/customers/${person.id}/compatibility?sku=CABLE-C`);
    expect(verdict.verdict).toBe('compatible');
    expect(verdict.because.map((one: Body) => one.sku)).toContain('CAMERA');
  });

  it('3 saves the sale: a shirt is taken now, the missing size is sent home, at the price and shipping of the web, in one payment', async () => {
    const { till } = world;
    expect((await stockAt(world, 'SHIRT-L', 'leeds'))?.available ?? 0).toBe(0);
    const lines = [{ sku: 'SHIRT-M', quantity: 1 }, { sku: 'SHIRT-L', quantity: 1, fulfillment: { method: 'ship', address } }];
    const quoted = await till.must('POST', '/v1/quotes', { ...orders.web([{ sku: 'SHIRT-M', quantity: 1 }, { sku: 'SHIRT-L', quantity: 1 }]), coupons: ['WEBTEN'], customer: { id: person.id } });
    const sale = await till.order(orders.till(lines, 1, { customer: ada, coupons: ['WEBTEN'], payment: { method: 'card', token: 'tok_ok' } }));
    expect([sale.status, sale.body.status]).toEqual([201, 'partially-fulfilled']);
    expect(sale.body.totals).toEqual(quoted.totals);
    expect(sale.body.totals.shipping).toEqual(money('0.00'));
    expect(sale.body.payments).toHaveLength(1);
    expect(sale.body.fulfillments.map((one: Body) => [one.method, one.location, one.status]).sort()).toEqual([['carry-out', 'leeds', 'collected'], ['ship', 'derby', 'open']]);
    expect([await stockAt(world, 'SHIRT-M', 'leeds'), await stockAt(world, 'SHIRT-L', 'derby')]).toMatchObject([{ onHand: 2, reserved: 0 }, { onHand: 9, reserved: 1 }]);

    // Half the money is taken with the shirt, the rest when the parcel leaves; never more than the quote said.
    await ship(world, await taskOf(world, 'derby', sale.body.id), 'PF-2');
    const whole = await orderOf(world, sale.body.id);
    expect([whole.status, whole.payments[0].captured]).toEqual(['fulfilled', quoted.totals.grand]);
    expect((await till.must('GET', '/v1/coupons/WEBTEN')).used).toBe(1);
  });

  it('4 and 5 the network fails, two more sales with a coupon: when it is back they count once each, receipts, stock and coupon', async () => {
    const { till } = world;
    const folder = mkdtempSync(join(tmpdir(), 'j3-'));
    const device = deviceOf('leeds-j3', Buffer.alloc(32, 9));
    await till.must('PUT', '/v1/tills/leeds-j3', { name: 'Counter', location: 'leeds', channel: 'till-leeds', publicKey: device.publicKey });
    const send: SendSales = async (id, sales) => (await till.must('POST', `/v1/tills/${id}/sales`, { sales })) as SyncAnswer;
    const say: SayLease = async (id, word) => (await till.must('PUT', `/v1/tills/${id}/stock-lease`, word)) as Lease;
    const sayCoupons: SayCouponLease = async (id, word) => (await till.must('PUT', `/v1/tills/${id}/coupon-lease`, word)) as CouponLease;
    await till.must('POST', '/v1/coupons', { promotion: 'web-ten', code: 'COUNTER', limit: 2 });
    const counter = OfflineTill.open(device, join(folder, 'journal'));
    counter.usePriceBook({ version: '2026-11', currency: 'GBP', prices: { 'CABLE-C': '1200' }, coupons: { COUNTER: '10' } });
    expect((await counter.leaseCoupons({ COUNTER: 2 }, { send, say: sayCoupons })).coupons).toEqual({ COUNTER: 2 });
    expect((await counter.lease({ 'CABLE-C': 3 }, { send, say })).stock).toEqual({ 'CABLE-C': 3 });
    const sold = [1, 2].map(() => counter.sell({ lines: [{ sku: 'CABLE-C', quantity: 1 }], coupons: ['COUNTER'], payment: 'cash' }));
    // The first answer is lost, the rest comes with the network.
    await expect(counter.sync(async (id, sales) => { await send(id, sales); throw new Error('cut'); })).rejects.toThrow('cut');
    expect(await counter.sync(send)).toBe(2);
    const receipts = async (): Promise<Body[][]> => Promise.all(sold.map(async ({ id }) => (await till.must('GET', `/v1/orders?channel=till-leeds&externalId=${id}`)).items as Body[]));
    await waitFor(async () => (await receipts()).every(([order]) => order?.status === 'fulfilled'), { timeoutMs: 60_000, what: 'the sales to be fulfilled' });
    const orders = await receipts();
    expect(orders.map((found) => found.map((order) => order.totals.grand))).toEqual([[money('10.80')], [money('10.80')]]);
    expect(new Set(orders.flat().map((order) => order.id)).size).toBe(2);
    await waitFor(async () => (await till.must('GET', '/v1/coupons/COUNTER')).used === 2, { timeoutMs: 60_000, what: 'the coupon to be counted' });
    await waitFor(async () => (await stockAt(world, 'CABLE-C', 'leeds'))?.reserved === 1, { timeoutMs: 60_000, what: 'the sold cables to be gone' });
    expect(await stockAt(world, 'CABLE-C', 'leeds')).toMatchObject({ onHand: 2, reserved: 1 });
    expect((await counter.lease({}, { send, say })).stock).toEqual({});
    expect(await stockAt(world, 'CABLE-C', 'leeds')).toMatchObject({ onHand: 2, reserved: 0 });
    counter.close();
    rmSync(folder, { recursive: true });
  }, 200_000);

  it('6 takes an online order back, one piece damaged: the good one can be sold here at once, the damaged one cannot, the money goes back to the card', async () => {
    const { till } = world;
    const bought = (await till.order(orders.web('SHIRT-M', 2, { customer: ada, payment: { method: 'card', token: 'tok_ok' } }))).body;
    for (const { id, location } of bought.fulfillments) await ship(world, await taskOf(world, location, bought.id), `PF-${id.slice(-2)}`);
    const before = await stockAt(world, 'SHIRT-M', 'leeds');
    const returned = await till.must('POST', `/v1/orders/${bought.id}/returns`, { location: 'leeds', lines: [{ sku: 'SHIRT-M', quantity: 1, disposition: 'restock' }, { sku: 'SHIRT-M', quantity: 1, disposition: 'damaged' }] });
    expect([returned.status, returned.refund.status, pounds(returned.refund.amount)]).toEqual(['closed', 'refunded', 7000]);
    const after = await stockAt(world, 'SHIRT-M', 'leeds');
    expect([after.onHand - before.onHand, after.available - before.available, after.unavailable - before.unavailable]).toEqual([2, 1, 1]);
    expect(pounds((await orderOf(world, bought.id)).payments[0].refunded)).toBe(7000);
    expect((await till.must('GET', `/v1/customers/${person.id}`)).orders.returned).toEqual(money('70.00'));
  });

  it('sees that the store and the web team have the same picture, and nothing is left that does not add up', async () => {
    const { orders: figures } = await world.till.must('GET', `/v1/customers/${person.id}`);
    expect(figures.byChannel.map((one: Body) => [one.channel, one.count]).sort()).toEqual([['till-leeds', 2], ['web', 2]]);
    expect((await world.verify()).broken).toEqual([]);
  }, 60_000);
});
