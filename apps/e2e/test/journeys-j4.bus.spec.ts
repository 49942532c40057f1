import { waitFor } from '@onefront/testing';
import { money, openShop, orders, pounds, startWorld, stockProduct, type Body, type World } from '../src/index.js';
import { orderOf, prepare, stockAt, taskOf } from './journeys/steps.js';

/** J4, a shopper of the webshop. The mail of step 6 is sent by others; here the code that it carries is made and used. */
describe('J4 a webshop shopper', () => {
  let world: World;
  let order: Body;
  let code: string;
  const shopper = { email: 'june.osei@example.com', name: 'June Osei' };
  beforeAll(async () => {
    world = await startWorld();
    await openShop(world.till);
    await stockProduct(world.till, 'KETTLE-RED', { leeds: 3 }, { price: money('49.00'), categories: ['kitchen'] });
    await stockProduct(world.till, 'KETTLE-BLUE', { leeds: 4 }, { price: money('49.00'), categories: ['kitchen'] });
    await stockProduct(world.till, 'KETTLE-GONE', {}, { price: money('49.00'), categories: ['kitchen'] });
    await stockProduct(world.till, 'KETTLE-LAST', { leeds: 1 }, { price: money('49.00'), categories: ['kitchen'] });
  }, 180_000);
  afterAll(async () => {
    if (world) process.stderr.write(`${world.report()}\n`);
    await world?.close();
  }, 60_000);

  it('1 searches, and finds only what is in stock', async () => {
    const { items } = await world.till.must('GET', '/v1/products?channel=web&category=kitchen&limit=200');
    expect(items.map((one: Body) => one.sku).sort()).toEqual(['KETTLE-BLUE', 'KETTLE-LAST', 'KETTLE-RED']);
  });

  it('2 sees how many lie in which store, when they can be collected, and when that was looked at', async () => {
    const { items } = await world.till.must('GET', '/v1/availability?sku=KETTLE-RED&channel=counter&lat=53.8&lon=-1.55');
    const leeds = items.find((one: Body) => one.location === 'leeds');
    expect(leeds).toMatchObject({ available: 3 });
    expect([Date.parse(leeds.readyAt) > 0, Date.parse(leeds.asOf) > 0]).toEqual([true, true]);
  });

  it('3 puts the last piece in the cart; another shopper is told at once, and sees what else there is', async () => {
    const { till } = world;
    const hold = await till.must('POST', '/v1/holds', { channel: 'web', lines: [{ sku: 'KETTLE-LAST', quantity: 1 }], ttlSeconds: 600, reference: 'basket-june' });
    const late = await till.order(orders.web('KETTLE-LAST'));
    expect([late.status, late.body.type, late.body.errors.map((one: Body) => one.path)]).toEqual([409, expect.stringMatching(/\/out-of-stock$/), ['/lines/0']]);
    const { items } = await till.must('GET', '/v1/products?channel=web&category=kitchen&limit=200');
    expect(items.map((one: Body) => one.sku).sort()).toEqual(['KETTLE-BLUE', 'KETTLE-RED']);
    const kept = await till.order(orders.web('KETTLE-LAST', 1, { hold: hold.id, customer: shopper }));
    expect([kept.status, kept.body.status]).toEqual([201, 'confirmed']);
    expect(await till.stock('KETTLE-LAST')).toMatchObject({ onHand: 1, reserved: 1, available: 0 });
  });

  it('4 pays and closes the browser before the answer: the order is there, and charged once', async () => {
    const { till } = world;
    const basket = { ...orders.pickup('KETTLE-RED', 2), channel: 'web', externalId: 'basket-june-2', customer: shopper, payment: { method: 'card', token: 'tok_slow' } };
    // Nobody waits for the answer; the same basket is sent once more when the page is opened again.
    const [first, again] = await Promise.all([1, 2].map(() => till.call('POST', '/v1/orders', basket, { headers: { prefer: 'respond-async' } })));
    expect([first!.status, again!.status]).toEqual([202, 202]);
    order = await waitFor(async () => {
      const { items } = await till.must('GET', '/v1/orders?channel=web&externalId=basket-june-2');
      return items.length > 0 && items[0].status === 'confirmed' ? items[0] : undefined;
    }, { timeoutMs: 60_000, what: 'the order to be confirmed though nobody waits' });
    expect((await till.must('GET', '/v1/orders?channel=web&externalId=basket-june-2')).items).toHaveLength(1);
    expect(order.payments.map((one: Body) => [one.status, pounds(one.authorised), pounds(one.captured)])).toEqual([['authorised', pounds(order.totals.grand), 0]]);
  });

  it('5 gets the notice that it is ready, and collects with the code: stock changes once, and the card is charged then', async () => {
    const { till } = world;
    const task = await taskOf(world, 'leeds', order.id);
    expect(Date.parse(task.dueAt) > Date.parse(task.since)).toBe(true);
    await prepare(world, task);
    const { collectCode } = await till.must('POST', `/v1/fulfillments/${task.id}/ready`, {});
    expect((await orderOf(world, order.id)).timeline.map((one: Body) => one.detail).join('\n')).toMatch(/is ready/);
    expect(await stockAt(world, 'KETTLE-RED', 'leeds')).toMatchObject({ onHand: 3, reserved: 2 });
    const wrong = await till.post(`/v1/fulfillments/${task.id}/collect`, { code: `${collectCode}1` });
    expect([wrong.status, wrong.body.type]).toEqual([409, expect.stringMatching(/\/wrong-code$/)]);
    const both = await Promise.all([till.post(`/v1/fulfillments/${task.id}/collect`, { code: collectCode }), till.post(`/v1/fulfillments/${task.id}/collect`, { code: collectCode })]);
    expect(both.map((one) => one.status).sort()).toEqual([200, 409]);
    expect(await stockAt(world, 'KETTLE-RED', 'leeds')).toMatchObject({ onHand: 1, reserved: 0 });
    const collected = await waitFor(async () => {
      const now = await orderOf(world, order.id);
      return now.payments[0].status === 'captured' ? now : undefined;
    }, { timeoutMs: 60_000, what: 'the card to be charged' });
    expect([collected.status, pounds(collected.payments[0].captured)]).toEqual(['fulfilled', pounds(order.totals.grand)]);
  });

  it('6 is thanked with a code that works once, in any channel', async () => {
    const { till } = world;
    await till.must('PUT', '/v1/promotions/thank-you', { name: 'Thank you', channels: ['web', 'till-leeds'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
    code = (await till.must('POST', '/v1/coupons', { promotion: 'thank-you', code: 'THANKS-JUNE', limit: 1 })).code;
    const inStore = await till.order(orders.till('KETTLE-BLUE', 1, { customer: shopper, coupons: [code] }));
    expect([inStore.status, inStore.body.totals.discount]).toEqual([201, money('4.90')]);
    const onTheWeb = await till.order(orders.web('KETTLE-BLUE', 1, { customer: shopper, coupons: [code] }));
    expect([onTheWeb.status, onTheWeb.body.type]).toEqual([409, expect.stringMatching(/\/coupon-exhausted$/)]);
  });

  it('finds every step in the timeline and in the export; erasure removes the person and keeps the books', async () => {
    const { till } = world;
    const { id } = order.customer;
    const seen = await till.must('GET', `/v1/customers/${id}`);
    expect(seen.recentOrders.map((one: Body) => one.channel).sort()).toEqual(['till-leeds', 'web', 'web']);
    expect((await orderOf(world, order.id)).timeline.map((one: Body) => one.type)).toEqual(expect.arrayContaining(['order-placed', 'order-confirmed', 'order-changed']));
    expect(JSON.stringify(await till.must('GET', `/v1/customers/${id}/export`))).toContain(order.id);
    expect((await till.call('DELETE', `/v1/customers/${id}`)).status).toBeLessThan(300);
    await waitFor(async () => !JSON.stringify((await till.get(`/v1/customers/${id}`)).body).includes(shopper.email), { timeoutMs: 60_000, what: 'the person to be gone' });
    expect(await orderOf(world, order.id)).toMatchObject({ status: 'fulfilled', totals: { grand: order.totals.grand } });
    expect((await world.verify()).broken).toEqual([]);
  }, 120_000);
});
