import { orders, stockProduct, type Body, type World } from '../../src/index.js';

export function oneCustomerStory(world: () => World): void {
  describe('one person in a store, on the web and on a marketplace', () => {
    it('is one customer with three orders', async () => {
      const { till } = world();
      await stockProduct(till, 'ONE-1', { leeds: 10, derby: 10 });
      const store = await till.order(orders.till('ONE-1', 1, { customer: { email: 'Grace.Hopper@Example.com', loyaltyId: 'HH-9001', name: 'Grace Hopper' } }));
      const web = await till.order(orders.web('ONE-1', 1, { customer: { email: 'grace.hopper@example.com' } }));
      const fair = await till.order(orders.marketplace('ONE-1', 1, { customer: { email: 'grace.hopper@EXAMPLE.com', externalId: 'FGB-1815' } }));
      expect([store, web, fair].map((answer) => [answer.status, answer.body.customer?.id])).toEqual(Array(3).fill([201, store.body.customer.id]));

      for (const key of ['email=GRACE.hopper@example.com', 'loyaltyId=HH-9001', `orderId=${fair.body.id}`]) {
        const { items } = (await till.get(`/v1/customers?${key}`)).body;
        expect([key, items.map((customer: Body) => customer.id)]).toEqual([key, [store.body.customer.id]]);
      }
      const customer = (await till.get(`/v1/customers/${store.body.customer.id}`)).body;
      expect(customer).toMatchObject({ name: 'Grace Hopper', loyaltyId: 'HH-9001', identities: [{ channel: 'fairground', externalId: 'FGB-1815' }] });
      expect(customer.orders.count).toBe(3);
      expect(Object.fromEntries(customer.orders.byChannel.map((row: Body) => [row.channel, [row.count, row.revenue.amount]]))).toEqual({
        'till-leeds': [1, store.body.totals.grand.amount], web: [1, web.body.totals.grand.amount], fairground: [1, fair.body.totals.grand.amount],
      });
      expect(customer.recentOrders.map((order: Body) => order.id).sort()).toEqual([store.body.id, web.body.id, fair.body.id].sort());
    });

    it('is found again by a marketplace buyer id only within that marketplace', async () => {
      const { till } = world();
      const [first, again] = [await till.order(orders.marketplace('ONE-1', 1, { customer: { externalId: 'FGB-2', name: 'Edsger' } })), await till.order(orders.marketplace('ONE-1', 1, { customer: { externalId: 'FGB-2' } }))];
      const elsewhere = await till.order(orders.social('ONE-1', 1, { customer: { externalId: 'FGB-2' } }));
      expect(again.body.customer.id).toBe(first.body.customer.id);
      expect([elsewhere.status, elsewhere.body.customer?.id === first.body.customer.id]).toEqual([201, false]);
    });
  });
}
