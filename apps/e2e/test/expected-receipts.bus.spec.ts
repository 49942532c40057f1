import { waitFor } from '@onefront/testing';
import { openShop, startWorld, stockProduct, type Body, type World } from '../src/index.js';

/** N14, S1: what is announced is promised for a later day; what comes serves who waits, and nothing is counted twice. */
describe('S1 expected receipts through the door', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await openShop(world.till);
    await world.till.must('PUT', '/v1/channels/patient', { name: 'Patient', kind: 'webshop', locations: ['leeds'], currency: 'GBP', taxCountry: 'GB', oversell: { policy: 'backorder', limit: 5 } });
  }, 120_000);
  afterAll(async () => { await world?.close(); }, 60_000);

  const address = { line1: '1 High Street', city: 'Leeds', postalCode: 'LS1 1AA', country: 'GB' };
  const orderOf = async (sku: string, quantity: number) => (await world.till.post('/v1/orders', { channel: 'patient', lines: [{ sku, quantity }], fulfillment: { method: 'ship', address } })).body;
  const read = async (id: string): Promise<Body> => (await world.till.get(`/v1/orders/${id}`)).body;
  const until = (check: () => Promise<unknown>) => waitFor(check, { timeoutMs: 30_000 });
  const eta = '2036-12-01T00:00:00Z';

  it('are shown by day, promised to an order that waits, moved with their day, and used up when they are here', async () => {
    const sku = await stockProduct(world.till, 'DUE-1', { leeds: 1 });
    const put = await world.till.put('/v1/expected-receipts/po-due-1', { sku, location: 'leeds', quantity: 10, eta, confidence: 75, reference: 'PO 1' });
    expect(put).toMatchObject({ status: 201, body: { status: 'expected', promisable: 7, promised: 0, received: 0 } });
    const stock = await world.till.stock(sku);
    expect([stock.available, stock.expected.map(({ location, promisable }: Body) => [location, promisable])]).toEqual([1, [['leeds', 7]]]);
    expect(stock.byChannel.find((row: Body) => row.channel === 'patient')).toMatchObject({ available: 1, availableBy: [{ available: 8 }] });

    const order = await orderOf(sku, 3);
    expect(order).toMatchObject({ status: 'backordered' });
    await until(async () => (await read(order.id)).lines[0].expected?.[0]?.receipt === 'po-due-1');
    expect((await read(order.id)).lines[0].expected).toMatchObject([{ quantity: 2 }]);
    await until(async () => (await world.till.get('/v1/expected-receipts/po-due-1')).body.promised === 2);
    expect((await world.till.stock(sku)).byChannel.find((row: Body) => row.channel === 'patient').availableBy).toMatchObject([{ available: 5 }]);

    expect((await world.till.put('/v1/expected-receipts/po-due-1', { sku, location: 'leeds', quantity: 10, eta: '2036-12-24T00:00:00Z', confidence: 75, reference: 'PO 1' })).status).toBe(200);
    await until(async () => (await read(order.id)).lines[0].expected?.[0]?.eta.startsWith('2036-12-24'));
    expect((await read(order.id)).timeline.some(({ detail }: Body) => detail === `${sku} is expected by 2036-12-24, not by 2036-12-01`)).toBe(true);

    expect(await world.till.post('/v1/expected-receipts/po-due-1/receive', { quantity: 5, complete: true })).toMatchObject({ status: 200, body: { status: 'received', received: 5, promisable: 0 } });
    await until(async () => (await read(order.id)).status === 'confirmed');
    expect((await read(order.id)).lines[0].expected).toBeUndefined();
    const after = await world.till.stock(sku);
    expect([after.onHand, after.reserved, after.available, after.expected]).toEqual([6, 3, 3, undefined]);
    expect((await world.till.post('/v1/expected-receipts/po-due-1/cancel', {})).body).toMatchObject({ type: expect.stringMatching(/\/illegal-transition$/) });
    expect((await world.till.get(`/v1/expected-receipts?sku=${sku}&status=received`)).body.items.map(({ id }: Body) => id)).toEqual(['po-due-1']);
  }, 60_000);

  it('a receipt of what nobody knows is refused by its path', async () => {
    const sku = await stockProduct(world.till, 'DUE-2', {});
    const refused = async (body: Body) => (await world.till.put('/v1/expected-receipts/po-due-2', body)).body.errors.map(({ path }: Body) => path);
    expect(await refused({ sku, location: 'nowhere', quantity: 1, eta })).toEqual(['/location']);
    expect(await refused({ sku: 'NOTHING', location: 'leeds', quantity: 1, eta })).toEqual(['/sku']);
    expect((await world.till.post('/v1/expected-receipts/po-none/receive', { quantity: 1 })).status).toBe(404);
  }, 60_000);
});
