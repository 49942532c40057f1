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
  });
}
