import { waitFor } from '@onefront/testing';
import { Journal, openShop, orders, startWorld, stockProduct, type Body, type World } from '../src/index.js';

const services = ['catalog', 'inventory', 'orders', 'customers', 'promotions', 'gateway'];
const UNITS = 5000;

describe('orders go on while each service in turn is killed', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ environment: { gateway: { CHECK_ANSWERS: 'false' } } });
    await openShop(world.till);
    for (const sku of ['LIVE-1', 'LIVE-2']) await stockProduct(world.till, sku, { leeds: UNITS, derby: UNITS });
    await world.till.must('PUT', '/v1/promotions/live', { name: 'Live', channels: ['web', 'social'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
    await world.till.must('POST', '/v1/coupons', { promotion: 'live', code: 'LIVE', limit: 100_000 });
  }, 120_000);
  afterAll(async () => {
    if (world) process.stderr.write(`${world.report()}\n`);
    await world?.close();
  }, 60_000);

  const basket = (n: number): Body => {
    const customer = { customer: { email: `live-${n % 25}@example.com` } };
    switch (n % 4) {
      case 0: return orders.web([{ sku: 'LIVE-1', quantity: 1 }, { sku: 'LIVE-2', quantity: 2 }], 0, { ...customer, coupons: ['LIVE'], payment: { method: 'card', token: 'tok_ok' } });
      case 1: return orders.marketplace('LIVE-1', 1, customer);
      case 2: return orders.till('LIVE-2', 1);
      default: return orders.pickup('LIVE-1', 1, customer);
    }
  };

  it('loses nothing that was answered, makes nothing twice, and everything adds up', async () => {
    const { till } = world;
    const journal = new Journal(till, { buyers: 6, basket });
    try {
      for (const service of services) {
        const before = journal.promised.length;
        await world.process(`${service}-1`).kill9();
        await world.process(`${service}-1`).restart();
        await waitFor(() => journal.promised.length >= before + 20, { timeoutMs: 90_000, what: `orders to go on after ${service} was killed` });
      }
    } finally {
      await journal.stop();
    }
    expect(journal.failed).toEqual([]);
    expect(journal.refused).toEqual([]);
    expect(new Set(journal.promised.map(({ order }) => order)).size).toBe(journal.promised.length);

    const sold = await everyOrder();
    for (const { order, channel, externalId } of journal.promised) expect([externalId, sold.get(`${channel}/${externalId}`)]).toEqual([externalId, [order]]);
    expect(sold.size).toBe(journal.promised.length);
    const handedOver = journal.promised.filter(({ channel }) => channel === 'till-leeds').length;
    expect(await till.stock('LIVE-2')).toMatchObject({ onHand: 2 * UNITS - handedOver, reserved: 2 * journal.promised.filter(({ channel }) => channel === 'web').length });
    expect((await world.verify()).broken).toEqual([]);
  }, 300_000);

  /** Ids of all orders, by channel and external id. */
  async function everyOrder(): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (let cursor = ''; ;) {
      const { body } = await world.till.get(`/v1/orders?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      for (const { id, channel, externalId } of body.items) found.set(`${channel}/${externalId}`, [...(found.get(`${channel}/${externalId}`) ?? []), id]);
      if (!body.nextCursor) return found;
      cursor = body.nextCursor;
    }
  }
});
