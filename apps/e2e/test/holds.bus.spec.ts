import { waitFor } from '@onefront/testing';
import { openShop, orders, startWorld, stockProduct, type Body, type World } from '../src/index.js';

/** J4.3: the last piece in the cart while another shopper tries. Two processes of each, so that nothing depends on which one is asked. */
describe('S2 holds through the door', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ processes: { inventory: 2, gateway: 2 }, environment: { gateway: { HOLDS_PER_CLIENT: '5' } } });
    await openShop(world.till);
  }, 120_000);
  afterAll(async () => { await world?.close(); }, 60_000);

  const keep = (sku: string, more: Body = {}) => world.till.post('/v1/holds', { channel: 'web', lines: [{ sku, quantity: 1 }], ...more });

  it('S2 the last piece is held once, counted at once, told as out of stock to the other, and becomes the order of who held it', async () => {
    const sku = await stockProduct(world.till, 'LAST-1', { leeds: 1 });
    const both = await Promise.all([keep(sku, { reference: 'cart 1' }), keep(sku, { reference: 'cart 2' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const held = both.find(({ status }) => status === 201)!.body;
    expect(held).toMatchObject({ channel: 'web', status: 'held', lines: [{ sku, quantity: 1 }], extended: false });
    expect(both.find(({ status }) => status === 409)!.body).toMatchObject({ type: expect.stringMatching(/\/out-of-stock$/), errors: [{ path: '/lines/0' }] });
    expect(await world.till.stock(sku)).toMatchObject({ onHand: 1, reserved: 1, available: 0 });
    expect((await world.till.order(orders.web(sku))).status).toBe(409);
    expect((await world.till.get(`/v1/holds/${held.id}`)).body).toEqual(held);
    const order = await world.till.order(orders.web(sku, 1, { hold: held.id }));
    expect([order.status, order.body.status]).toEqual([201, 'confirmed']);
    expect(await world.till.stock(sku)).toMatchObject({ onHand: 1, reserved: 1 });
    expect((await world.till.get(`/v1/holds/${held.id}`)).body).toMatchObject({ status: 'taken', order: order.body.id });
  }, 60_000);

  it('S2 is extended once, given up as often as one likes, and expires by itself', async () => {
    const sku = await stockProduct(world.till, 'LAST-2', { leeds: 1 });
    const held = (await keep(sku)).body;
    const extended = await world.till.post(`/v1/holds/${held.id}/extend`, { ttlSeconds: 3_600 });
    expect([extended.status, extended.body.extended, extended.body.expiresAt > held.expiresAt]).toEqual([200, true, true]);
    expect(await world.till.post(`/v1/holds/${held.id}/extend`, {})).toMatchObject({ status: 409, body: { type: expect.stringMatching(/\/already-extended$/) } });
    for (let i = 0; i < 2; i++) expect(await world.till.write('DELETE', `/v1/holds/${held.id}`)).toMatchObject({ status: 200, body: { status: 'released' } });
    expect(await world.till.stock(sku)).toMatchObject({ reserved: 0 });
    const short = (await keep(sku, { ttlSeconds: 1 })).body;
    await waitFor(async () => (await world.till.stock(sku)).reserved === 0, { timeoutMs: 60_000, what: 'the hold to be swept' });
    expect((await world.till.get(`/v1/holds/${short.id}`)).body).toMatchObject({ status: 'expired' });
  }, 120_000);

  it('S2 names what is wrong, and keeps no more for a client than it may have', async () => {
    const sku = await stockProduct(world.till, 'LAST-3', { leeds: 20 });
    expect(await keep('NO-SUCH')).toMatchObject({ status: 422, body: { errors: [{ path: '/lines/0/sku' }] } });
    expect(await keep(sku, { location: 'nowhere' })).toMatchObject({ status: 422, body: { errors: [{ path: '/location' }] } });
    expect(await keep(sku, { ttlSeconds: 0 })).toMatchObject({ status: 422, body: { errors: [{ path: '/ttlSeconds' }] } });
    expect(await world.till.order(orders.web(sku, 1, { hold: 'hold-none' }))).toMatchObject({ status: 422, body: { errors: [{ path: '/hold' }] } });
    expect((await world.till.get('/v1/holds/hold-none')).status).toBe(404);
    const answers = await Promise.all(Array.from({ length: 8 }, () => keep(sku)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(answers.find(({ status }) => status !== 201)).toMatchObject({ status: 409, body: { type: expect.stringMatching(/\/too-many-holds$/) } });
    expect(await world.till.stock(sku)).toMatchObject({ reserved: 5 });
  }, 60_000);
});
