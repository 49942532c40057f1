import { randomUUID } from 'node:crypto';
import { testBrokers, waitFor } from '@onefront/testing';
import { openShop, orders, startWorld, stockProduct, type Body, type World } from '../src/index.js';
import { buyerOrder, outcomeOf, settledStock, tally, together } from './races/buyers.js';

/** Exact, ten times in a row on Kafka; once on the embedded log, where `npm test` has to be quick. */
const rounds = Array.from({ length: testBrokers() ? 10 : 1 }, (_, index) => index + 1);
const many = <T>(count: number, of: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => of(n));

describe('races, with two processes of inventory, orders, promotions and gateway', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ processes: { inventory: 2, promotions: 2, orders: 2, gateway: 2 }, environment: { gateway: { CHECK_ANSWERS: 'false' } } });
    await openShop(world.till);
    await world.till.must('PUT', '/v1/promotions/flash', { name: 'Flash', channels: ['web'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
  }, 120_000);
  afterAll(async () => {
    if (world) process.stderr.write(`${world.report()}\n`);
    await world?.close();
  }, 60_000);

  describe.each(rounds)('round %i', (round) => {
    it('50 units and 200 buyers over webshop, marketplace, social and pickup: 50 confirmed, 150 refused', async () => {
      const sku = await stockProduct(world.till, `RUSH-${round}`, { leeds: 50 });
      const answers = await together(world, many(200, (n) => buyerOrder(sku, n)));
      expect(tally(answers)).toEqual({ 201: 50, '409 out-of-stock': 150 });
      expect(answers.filter((one) => one.status === 201).every((one) => one.body.status === 'confirmed')).toBe(true);
      expect(await settledStock(world, sku, { reserved: 50 })).toMatchObject({ onHand: 50, reserved: 50, available: 0 });
    }, 120_000);

    it('the same with 20 carry-out sales: every one of them, and what was promised beyond the shelf gives way with its reason', async () => {
      const sku = await stockProduct(world.till, `WALK-${round}`, { leeds: 50 });
      const bodies: Body[] = many(220, (n) => (n % 11 === 10 ? orders.till(sku) : buyerOrder(sku, n)));
      const answers = await together(world, bodies);
      const carried = answers.filter((_, n) => bodies[n].channel === 'till-leeds');
      expect(tally(carried)).toEqual({ 201: 20 });
      expect(await settledStock(world, sku, { onHand: 30, reserved: 30 })).toMatchObject({ onHand: 30, reserved: 30, available: 0 });

      const promised = answers.filter((one, n) => bodies[n].channel !== 'till-leeds' && one.status === 201).map((one) => one.body.id as string);
      const now = await waitFor(async () => {
        const seen = await Promise.all(promised.map(async (id) => (await world.till.get(`/v1/orders/${id}`)).body));
        const count = (status: string) => seen.filter((order) => order.status === status).length;
        return count('confirmed') === 30 && count('confirmed') + count('cancelled') === seen.length && seen;
      }, { timeoutMs: 60_000, intervalMs: 200, what: 'exactly 30 promises to stand, the others cancelled' });
      for (const order of now.filter(({ status }) => status === 'cancelled')) expect(order.timeline.map((entry: Body) => entry.detail).join()).toMatch(new RegExp(`promise was broken.*no location can serve 1 x ${sku}`));
      const refused = tally(answers.filter((one) => one.status !== 201));
      expect(refused).toEqual({ '409 out-of-stock': 200 - promised.length });
    }, 120_000);

    it('one SKU on two lines is summed', async () => {
      const sku = await stockProduct(world.till, `TWICE-${round}`, { leeds: 11 });
      const answers = await together(world, many(20, () => orders.web([{ sku, quantity: 1 }, { sku, quantity: 1 }])));
      expect(tally(answers)).toEqual({ 201: 5, '409 out-of-stock': 15 });
      expect(await settledStock(world, sku, { reserved: 10 })).toMatchObject({ onHand: 11, reserved: 10, available: 1 });
    }, 60_000);

    it('a coupon with a limit of 10 under 100 orders at once is used exactly 10 times', async () => {
      const sku = await stockProduct(world.till, `DEAL-${round}`, { derby: 100 });
      const code = `FLASH-${round}`;
      await world.till.must('POST', '/v1/coupons', { promotion: 'flash', code, limit: 10 });
      const answers = await together(world, many(100, (n) => orders.web(sku, 1, { coupons: [code], customer: { email: `deal-${round}-${n}@example.com` } })));
      expect(tally(answers)).toEqual({ 201: 10, '409 coupon-exhausted': 90 });
      await waitFor(async () => {
        const { used, held } = (await world.till.get(`/v1/coupons/${code}`)).body;
        return used === 10 && held === 0;
      }, { timeoutMs: 30_000, what: 'the coupon to be used 10 times and held by nobody' });
      await settledStock(world, sku, { onHand: 100, reserved: 10 });
    }, 120_000);

    it('50 equal requests under one Idempotency-Key are one order', async () => {
      const sku = await stockProduct(world.till, `SAME-${round}`, { derby: 100 });
      const [idempotencyKey, body] = [randomUUID(), orders.web(sku, 1)];
      const answers = await Promise.all(many(50, (n) => world.tills[n % world.tills.length]!.order(body, { idempotencyKey })));
      expect([tally(answers), new Set(answers.map((one) => one.body.id)).size]).toEqual([{ 201: 50 }, 1]);
      await settledStock(world, sku, { onHand: 100, reserved: 1 });
    }, 60_000);

    it('a cancellation at any moment leaves no unit, no coupon use and no money behind', async () => {
      const sku = await stockProduct(world.till, `QUIT-${round}`, { leeds: 100, derby: 100 });
      const code = `QUIT-${round}`;
      await world.till.must('POST', '/v1/coupons', { promotion: 'flash', code, limit: 1000 });
      const cancelled = await Promise.all(many(40, (n) => placeAndCancel(sku, code, n)));
      // A card whose provider lost the request is refused, if the cancellation does not come first.
      expect(cancelled.filter((order, n) => order.status !== 'cancelled' && n % 3 !== 2).map(({ externalId, refusal, timeline }) => ({ externalId, refusal, timeline }))).toEqual([]);
      for (const order of cancelled) for (const payment of order.payments) expect([payment.status, payment.captured.amount === payment.refunded.amount]).toEqual([payment.status, true]);
      await settledStock(world, sku, { onHand: 200, reserved: 0, available: 200 });
      await waitFor(async () => {
        const { used, held } = (await world.till.get(`/v1/coupons/${code}`)).body;
        return used === 0 && held === 0;
      }, { timeoutMs: 30_000, what: 'no use of the coupon to be left' });
    }, 120_000);
  });

  /** Places an order without waiting, and cancels it between 0 and 120 ms after it was first seen; some pay slowly, so that money is asked for meanwhile. */
  async function placeAndCancel(sku: string, code: string, n: number): Promise<Body> {
    const till = world.tills[n % world.tills.length]!;
    const externalId = `${sku}-${n}`;
    const payment = { method: 'card', token: ['tok_ok', 'tok_slow', 'tok_unknown'][n % 3] };
    const accepted = await till.call('POST', '/v1/orders', orders.web([{ sku, quantity: 1 }, { sku, quantity: 1 }], 0, { externalId, coupons: [code], payment, customer: { email: `${externalId}@example.com` } }), { headers: { prefer: 'respond-async' } });
    expect(accepted.status).toBe(202);
    const { id } = await waitFor(async () => (await till.get(`/v1/orders?channel=web&externalId=${externalId}`)).body.items[0], { timeoutMs: 30_000, intervalMs: 5, what: `order ${externalId}` });
    await new Promise((resolve) => setTimeout(resolve, (n * 37) % 120));
    const answer = await till.post(`/v1/orders/${id}/cancellation`, { reason: 'changed my mind' });
    if (answer.status !== 200) expect(outcomeOf(answer)).toBe('409 already-refused');
    return waitFor(async () => {
      const { body } = await till.get(`/v1/orders/${id}`);
      return (body.status === 'cancelled' || body.status === 'refused') && body;
    }, { what: `the end of ${externalId}` });
  }

  it('leaves nothing behind that does not add up', async () => {
    expect((await world.verify()).broken).toEqual([]);
  }, 120_000);
});
