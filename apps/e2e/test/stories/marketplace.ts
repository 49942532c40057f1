import { waitFor } from '@onefront/testing';
import { orders, stockProduct, type Body, type World } from '../../src/index.js';

/** What a shopper at the marketplace does, and what the marketplace offers; its API knows nothing of ours. */
async function marketplace(world: World, method: string, path: string, body?: unknown): Promise<Body> {
  const response = await fetch(`${world.simulator}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const offered = async (world: World, sku: string): Promise<number | undefined> =>
  (await marketplace(world, 'GET', '/control/state')).offers.find((offer: Body) => offer.seller_sku === sku)?.quantity;

export function marketplaceStory(world: () => World): void {
  describe('a sale on a marketplace', () => {
    it('lowers what the webshop can sell, and a sale in the webshop lowers what the marketplace offers', async () => {
      const { till } = world();
      await stockProduct(till, 'FAIR-1', { derby: 10 });
      await waitFor(async () => (await offered(world(), 'FAIR-1')) === 10, { timeoutMs: 30_000, what: 'the marketplace to offer 10' });

      const bought = await marketplace(world(), 'POST', '/control/orders', { entries: [{ seller_sku: 'FAIR-1', units: 3, unit_amount: 2100 }], buyer: { ref: 'FGB-77', full_name: 'Robin Carter' } });
      const placed = await waitFor(async () => (await till.get(`/v1/orders?channel=fairground&externalId=${encodeURIComponent(bought.order_no)}`)).body.items.find((one: Body) => one.status !== 'pending'), { timeoutMs: 30_000, what: 'the order of the marketplace' });
      expect(placed).toMatchObject({ channel: 'fairground', externalId: bought.order_no, status: 'confirmed', lines: [{ sku: 'FAIR-1', quantity: 3, total: { amount: '63.00' } }] });
      expect(await till.availableOn('web', 'FAIR-1')).toBe(7);

      expect((await till.order(orders.web('FAIR-1', 5))).status).toBe(201);
      await waitFor(async () => (await offered(world(), 'FAIR-1')) === 2, { timeoutMs: 30_000, what: 'the marketplace to offer 2' });
    }, 90_000);

    it('S16 that it has fulfilled itself comes out of what it keeps for us: nothing of our own moves, and it goes on offering what we can send', async () => {
      const { till } = world();
      await till.must('PUT', '/v1/locations/fairground-hall', { name: 'Fairground, their hall', kind: 'marketplace', channel: 'fairground' });
      const { id: _id, ...channel } = (await till.get('/v1/channels/fairground')).body;
      await till.must('PUT', '/v1/channels/fairground', { ...channel, locations: [...channel.locations, 'fairground-hall'] });
      await stockProduct(till, 'HALL-1', { derby: 4, 'fairground-hall': 6 });
      await waitFor(async () => (await offered(world(), 'HALL-1')) === 4, { timeoutMs: 30_000, what: 'the marketplace to offer what we can send' });

      const bought = await marketplace(world(), 'POST', '/control/orders', { fulfilled_by: 'fairground', entries: [{ seller_sku: 'HALL-1', units: 2, unit_amount: 2100 }], buyer: { ref: 'FGB-78', full_name: 'Kim Ashdown' } });
      const placed = await waitFor(async () => (await till.get(`/v1/orders?channel=fairground&externalId=${encodeURIComponent(bought.order_no)}`)).body.items.find((one: Body) => one.status !== 'pending'), { timeoutMs: 30_000, what: 'the order of the marketplace' });
      expect(placed).toMatchObject({ status: 'fulfilled', fulfillments: [{ location: 'fairground-hall', status: 'delivered' }] });
      const stock = await waitFor(async () => { const one = await till.stock('HALL-1'); return one.others?.[0]?.onHand === 4 ? one : undefined; }, { timeoutMs: 30_000, what: 'its stock' });
      expect(stock).toMatchObject({ own: { onHand: 4, reserved: 0, available: 4 }, others: [{ ownership: 'marketplace', onHand: 4 }] });
      expect(await offered(world(), 'HALL-1')).toBe(4);
    }, 90_000);
  });
}
