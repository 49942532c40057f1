import { money, orders, pounds, stockProduct, type Body, type World } from '../../src/index.js';

export function moneyBackStory(world: () => World): void {
  const shipAll = async (order: Body): Promise<void> => {
    const { till } = world();
    for (const { id, lines } of order.fulfillments) {
      await till.must('POST', `/v1/fulfillments/${id}/accept`, {});
      await till.must('POST', `/v1/fulfillments/${id}/pick`, { lines: lines.map(({ lineId, quantity }: Body) => ({ lineId, quantity })) });
      await till.must('POST', `/v1/fulfillments/${id}/pack`, {});
      await till.must('POST', `/v1/fulfillments/${id}/ship`, { carrier: 'Parcelforce', tracking: `PF-${id.slice(-6)}` });
    }
  };

  describe('a cancellation', () => {
    it('gives back units and money, and changes nothing the second time', async () => {
      const { till } = world();
      await stockProduct(till, 'BACK-1', { derby: 5 });
      const order = (await till.order(orders.web('BACK-1', 2, { payment: { method: 'card', token: 'tok_ok' } }))).body;
      expect(await till.stock('BACK-1')).toMatchObject({ reserved: 2, available: 3 });
      const cancelled = await till.post(`/v1/orders/${order.id}/cancellation`, { reason: 'changed my mind' });
      expect([cancelled.status, cancelled.body.status, cancelled.body.lines[0].quantities]).toEqual([200, 'cancelled', { open: 0, shipped: 0, cancelled: 2, returned: 0 }]);
      expect(await till.stock('BACK-1')).toMatchObject({ onHand: 5, reserved: 0, available: 5 });
      const [payment] = cancelled.body.payments;
      expect(pounds(payment.captured) - pounds(payment.refunded)).toBe(0);
      expect(['voided', 'refunded']).toContain(payment.status);
      const again = await till.post(`/v1/orders/${order.id}/cancellation`, {});
      expect([again.status, again.body.status]).toEqual([200, 'cancelled']);
      expect(await till.stock('BACK-1')).toMatchObject({ onHand: 5, reserved: 0 });
    });

    it('of part of an order keeps the rest', async () => {
      const { till } = world();
      await stockProduct(till, 'BACK-2', { derby: 5 });
      const order = (await till.order(orders.web('BACK-2', 3))).body;
      const part = await till.post(`/v1/orders/${order.id}/cancellation`, { lines: [{ sku: 'BACK-2', quantity: 1 }] });
      expect([part.status, part.body.status, part.body.lines[0].quantities]).toEqual([200, 'confirmed', { open: 2, shipped: 0, cancelled: 1, returned: 0 }]);
      expect(await till.stock('BACK-2')).toMatchObject({ onHand: 5, reserved: 2, available: 3 });
    });
  });

  describe('a return', () => {
    it('of a web order in a store gives money back to the tender and goods back to the shelf', async () => {
      const { till } = world();
      await stockProduct(till, 'RET-1', { derby: 5 });
      const order = (await till.order(orders.web('RET-1', 3, { payment: { method: 'card', token: 'tok_ok' } }))).body;
      await shipAll(order);
      const shipped = (await till.get(`/v1/orders/${order.id}`)).body;
      expect([shipped.status, shipped.payments[0].status, shipped.payments[0].captured.amount]).toEqual(['fulfilled', 'captured', order.totals.grand.amount]);
      const late = await till.post(`/v1/orders/${order.id}/cancellation`, {});
      expect([late.status, late.body.type]).toEqual([409, expect.stringMatching(/\/already-shipped$/)]);

      const returned = await till.post(`/v1/orders/${order.id}/returns`, { location: 'leeds', lines: [{ sku: 'RET-1', quantity: 1, disposition: 'restock' }, { sku: 'RET-1', quantity: 1, disposition: 'damaged' }] });
      expect(returned.status).toBe(201);
      expect(pounds(returned.body.total)).toBe(4000);
      expect((await till.stock('RET-1')).byLocation.find((row: Body) => row.location === 'leeds')).toMatchObject({ onHand: 2, unavailable: 1, reserved: 0, available: 1 });
      const after = (await till.get(`/v1/orders/${order.id}`)).body;
      expect([after.lines[0].quantities, pounds(after.payments[0].refunded)]).toEqual([{ open: 0, shipped: 3, cancelled: 0, returned: 2 }, 4000]);
      const tooMuch = await till.post(`/v1/orders/${order.id}/returns`, { location: 'leeds', lines: [{ sku: 'RET-1', quantity: 2, disposition: 'restock' }] });
      expect([tooMuch.status, tooMuch.body.type]).toEqual([409, expect.stringMatching(/\/not-returnable$/)]);
    });

    it('without an order counts in the figures of customer and stock', async () => {
      const { till } = world();
      await stockProduct(till, 'RET-2', { leeds: 1 });
      const bought = (await till.order(orders.till('RET-2', 1, { customer: { email: 'returner@example.com' } }))).body;
      const answer = await till.post('/v1/returns', { channel: 'till-leeds', location: 'leeds', customer: { email: 'returner@example.com' }, lines: [{ sku: 'RET-2', quantity: 1, total: money('20.00'), disposition: 'restock' }], reason: 'no-receipt' });
      expect(answer.status).toBe(201);
      expect(await till.stock('RET-2')).toMatchObject({ onHand: 1, available: 1 });
      expect((await till.get(`/v1/customers/${bought.customer.id}`)).body.orders).toMatchObject({ count: 1, returned: money('20.00') });
    });
  });
}
