import { order, shop, startGateways, type Gateways } from './support/gateways.js';

describe('the gateway', () => {
  let gateways: Gateways;
  beforeAll(async () => {
    gateways = await startGateways(1);
    await shop(gateways);
  }, 120_000);
  afterAll(() => gateways?.close());

  it('answers a write when its effect can be read', async () => {
    const placed = await gateways.call('/v1/orders', { body: order() });
    expect([placed.status, placed.body?.status, placed.headers.get('etag')]).toEqual([201, 'confirmed', '"2"']);
    const read = await gateways.call(`/v1/orders/${placed.body.id}`);
    expect(read.body).toEqual(placed.body);
    expect((await gateways.call('/v1/stock/LAMP-1')).body).toMatchObject({ onHand: 100, available: 100, byChannel: [{ channel: 'web', available: 100 }] });
  });
});
