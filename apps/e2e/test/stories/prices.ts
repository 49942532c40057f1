import { money, orders, stockProduct, type Body, type World } from '../../src/index.js';

/** The answer to what it costs, without what only an order has. */
const priced = ({ lines, totals }: Body) => ({ lines: lines.map(({ sku, quantity, unitPrice, discounts, total }: Body) => ({ sku, quantity, unitPrice, discounts, total })), totals });

export function pricesStory(world: () => World): void {
  describe('a coupon', () => {
    it('works on every channel of its promotion, as often as its limit says, and comes back with a cancellation', async () => {
      const { till } = world();
      await stockProduct(till, 'COUP-1', { leeds: 20, derby: 20 });
      await till.must('PUT', '/v1/promotions/thanks', { name: 'Thank you', channels: ['web', 'till-leeds', 'social'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
      expect((await till.post('/v1/coupons', { promotion: 'thanks', code: 'THANKS', limit: 2 })).body).toMatchObject({ code: 'THANKS', limit: 2, used: 0 });
      const web = await till.order(orders.web('COUP-1', 1, { coupons: ['thanks'] }));
      const store = await till.order(orders.till('COUP-1', 1, { coupons: ['Thanks'] }));
      expect([web, store].map((answer) => [answer.status, answer.body.totals.discount.amount])).toEqual([[201, '2.00'], [201, '2.00']]);
      expect((await till.get('/v1/coupons/THANKS')).body).toMatchObject({ used: 2 });

      const third = await till.order(orders.social('COUP-1', 1, { coupons: ['THANKS'] }));
      expect([third.status, third.body.type]).toEqual([409, expect.stringMatching(/\/coupon-exhausted$/)]);
      for (const [code, channel] of [['NOSUCH', 'web'], ['THANKS', 'counter']] as const) {
        const answer = await till.order(channel === 'web' ? orders.web('COUP-1', 1, { coupons: [code] }) : orders.pickup('COUP-1', 1, { coupons: [code] }));
        expect([code, answer.status, answer.body.type, Boolean(answer.body.detail)]).toEqual([code, 422, expect.stringMatching(/\/coupon-invalid$/), true]);
      }
      await till.must('POST', `/v1/orders/${web.body.id}/cancellation`, {});
      expect((await till.get('/v1/coupons/THANKS')).body).toMatchObject({ used: 1 });
      expect((await till.order(orders.social('COUP-1', 1, { coupons: ['THANKS'] }))).status).toBe(201);
    });
  });

  describe('a quote', () => {
    it('equals the order to the penny on each channel', async () => {
      const { till } = world();
      await stockProduct(till, 'PEN-A', { leeds: 90, derby: 90 }, { price: money('9.99'), categories: ['pens'] });
      await stockProduct(till, 'PEN-B', { leeds: 90, derby: 90 }, { price: money('0.35'), categories: ['pens'] });
      await stockProduct(till, 'PEN-C', { leeds: 90, derby: 90 }, { price: money('33.33') });
      await till.must('PUT', '/v1/products/PEN-C/channels/social', { price: money('31.17'), reason: 'campaign' });
      await till.must('PUT', '/v1/promotions/pens', { name: 'Pens', channels: ['web', 'social', 'counter', 'till-leeds'], conditions: [], effects: [{ type: 'cheapest-free', buy: 2, get: 1, match: { categories: ['pens'] } }] });
      await till.must('PUT', '/v1/promotions/seven', { name: 'Seven', channels: ['web', 'social', 'till-leeds'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '7', on: 'order' }] });
      await till.must('POST', '/v1/coupons', { promotion: 'seven', code: 'SEVEN' });
      const lines = [{ sku: 'PEN-A', quantity: 2 }, { sku: 'PEN-B', quantity: 5 }, { sku: 'PEN-C', quantity: 1 }];
      const baskets: Record<string, Body> = {
        web: orders.web(lines, 0, { coupons: ['SEVEN'] }), social: orders.social(lines, 0, { coupons: ['SEVEN'] }), counter: orders.pickup(lines as never, 0), till: orders.till(lines, 0, { coupons: ['SEVEN'] }),
        fairground: { channel: 'fairground', lines: [{ sku: 'PEN-A', quantity: 3, total: money('28.00') }, { sku: 'PEN-B', quantity: 1, unitPrice: money('0.40') }], fulfillment: { method: 'ship', address: { line1: 'x', city: 'York', country: 'GB' } } },
      };
      for (const [channel, basket] of Object.entries(baskets)) {
        const [quote, order] = [await till.post('/v1/quotes', basket), await till.order({ ...basket, ...(channel === 'fairground' ? {} : { expectedTotal: undefined }) })];
        expect([channel, quote.status, order.status]).toEqual([channel, 200, 201]);
        expect([channel, priced(order.body)]).toEqual([channel, priced(quote.body)]);
        expect(quote.body.explanation.every((one: Body) => one.reason)).toBe(true);
      }
      const web = (await till.post('/v1/quotes', baskets['web'])).body;
      const changed = await till.order({ ...baskets['web'], expectedTotal: money('1.00') });
      expect([changed.status, changed.body.type]).toEqual([409, expect.stringMatching(/\/price-changed$/)]);
      expect((await till.order({ ...baskets['web'], expectedTotal: web.totals.grand })).status).toBe(201);
    });
  });
}
