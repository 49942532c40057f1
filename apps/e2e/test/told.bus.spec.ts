import { waitFor } from '@onefront/testing';
import { openShop, orders, startWorld, stockProduct, type Body, type World } from '../src/index.js';

/** N7, N10: a marketplace is told figures; whoever asks later learns which, from which version of the ledger, and what was true. */
describe('S3 what a channel was told, through the door', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await openShop(world.till);
  }, 120_000);
  afterAll(async () => { await world?.close(); }, 60_000);

  const toldOf = async (sku: string, more = '') => (await world.till.get(`/v1/stock/${sku}/told?channel=fairground${more}`)).body;

  it('S3 each figure stands beside what was true, and beside what the marketplace shows', async () => {
    const sku = await stockProduct(world.till, 'TOLD-1', { leeds: 5 });
    const first = await waitFor(async () => { const one = await toldOf(sku); return one.told?.available === 5 && one; }, { timeoutMs: 60_000, what: 'the first figure' });
    expect(first).toMatchObject({ sku, channel: 'fairground', told: { available: 5, version: 1, stockVersion: 1 }, confirmed: null, actual: { available: 5, onHand: 5, reserved: 0, version: 1 } });
    const readAt = new Date(Math.max(Date.now(), Date.parse(first.told.at))).toISOString();
    const said = { ordersUpTo: readAt, confirmations: [{ sku, quantity: 5, version: 1, readAt }] };
    for (const confirmed of [1, 0]) expect(await world.till.post('/v1/channels/fairground/confirmations', said)).toMatchObject({ status: 200, body: { channel: 'fairground', confirmed } });
    expect((await toldOf(sku)).confirmed).toMatchObject({ quantity: 5, version: 1, readAt, ordersUpTo: readAt });

    expect((await world.till.order(orders.web(sku, 2))).status).toBe(201);
    const second = await waitFor(async () => { const one = await toldOf(sku); return one.told?.version === 2 && one; }, { timeoutMs: 60_000, what: 'the second figure' });
    expect(second).toMatchObject({ told: { available: 3, stockVersion: 2 }, confirmed: { quantity: 5 }, actual: { available: 3, onHand: 5, reserved: 2 } });
    expect(await toldOf(sku, `&at=${first.told.at}`)).toMatchObject({ told: { available: 5, version: 1 }, confirmed: null, actual: { available: 5, reserved: 0 } });
  }, 120_000);

  it('S3 a marketplace has units to itself: they are its own before it is told of them, and free when it was seen to show no more', async () => {
    const sku = await stockProduct(world.till, 'OWN-1', { leeds: 6 });
    const figure = (available: number) => waitFor(async () => { const { told } = await toldOf(sku); return told?.available === available && told; }, { timeoutMs: 60_000, what: `the figure ${available}` });
    const seen = async ({ version, at }: { version: number; at: string }, quantity: number) => {
      const readAt = new Date(Math.max(Date.now(), Date.parse(at))).toISOString();
      expect(await world.till.post('/v1/channels/fairground/confirmations', { ordersUpTo: readAt, confirmations: [{ sku, quantity, version, readAt }] })).toMatchObject({ status: 200 });
    };
    await figure(6);
    expect(await world.till.put(`/v1/channels/fairground/policies/${sku}`, { policy: 'deny', escrow: 4 })).toMatchObject({ status: 201, body: { escrow: 4 } });
    await seen(await figure(0), 0);
    const told = await figure(4);
    expect((await world.till.order(orders.web(sku, 3))).status).toBe(409);
    expect((await world.till.order(orders.web(sku, 2))).status).toBe(201);
    expect(await world.till.order(orders.marketplace(sku, 3))).toMatchObject({ status: 201, body: { status: 'confirmed' } });
    expect(await toldOf(sku)).toMatchObject({ told: { version: told.version }, actual: { onHand: 6, reserved: 6 } });
    await seen(told, 1);
    expect((await world.till.write('DELETE', `/v1/channels/fairground/policies/${sku}`)).status).toBe(204);
    await waitFor(async () => (await toldOf(sku)).told.version > told.version, { timeoutMs: 60_000, what: 'the empty figure' });
    await seen(await figure(0), 0);
    await figure(1);
    expect(await world.till.stock(sku)).toMatchObject({ reserved: 5, available: 1 });
  }, 120_000);

  it('S3 a buffer follows from what is sold elsewhere: the marketplace is told less, and one reads from what', async () => {
    const sku = await stockProduct(world.till, 'BUFFER-1', { leeds: 40 });
    expect((await world.till.order(orders.web(sku, 4))).status).toBe(201);
    await waitFor(async () => (await toldOf(sku)).told?.available === 36, { timeoutMs: 60_000, what: 'the figure without a buffer' });
    const autoBuffer = { target: 0.99, minimum: 1, maximum: 30, assumedLagSeconds: 600, windowHours: 24 };
    expect(await world.till.write('PATCH', '/v1/channels/fairground', { autoBuffer: { ...autoBuffer, minimum: 31 } })).toMatchObject({ status: 422, body: { errors: [{ path: '/autoBuffer/maximum' }] } });
    expect(await world.till.write('PATCH', '/v1/channels/fairground', { autoBuffer })).toMatchObject({ status: 200, body: { autoBuffer } });
    const answer = await waitFor(async () => { const one = await toldOf(sku); return one.told.buffer > 0 && one.computed && one; }, { timeoutMs: 60_000, what: 'the figure with its buffer' });
    const { units, push, elsewhere } = answer.computed;
    expect(answer.told).toMatchObject({ available: 36 - units, buffer: units });
    expect([push, elsewhere]).toMatchObject([{ seconds: 600, assumed: true }, [{ channel: 'web', units: 4, recent: 4, perDay: 96 }]]);
    expect(units).toBeGreaterThanOrEqual(2);
    expect((await world.till.stock(sku)).byChannel.find((row: Body) => row.channel === 'fairground')).toMatchObject({ available: 36 - units, buffer: units });
    expect(await world.till.write('PATCH', '/v1/channels/fairground', { autoBuffer: null })).toMatchObject({ status: 200 });
    await waitFor(async () => (await toldOf(sku)).told.available === 36, { timeoutMs: 60_000, what: 'the figure without a buffer again' });
  }, 120_000);

  it('S3 names what is wrong, and tells nothing of what is not there', async () => {
    const sku = await stockProduct(world.till, 'TOLD-2');
    expect(await toldOf(sku)).toMatchObject({ told: null, confirmed: null, actual: { available: 0 } });
    expect(await world.till.get(`/v1/stock/${sku}/told?channel=nowhere`)).toMatchObject({ status: 422, body: { errors: [{ path: '/channel' }] } });
    expect((await world.till.get('/v1/stock/NO-SUCH/told?channel=fairground')).status).toBe(404);
    const reading = { quantity: 1, version: 1, readAt: '2026-11-01T09:00:00Z' };
    expect(await world.till.post('/v1/channels/fairground/confirmations', { confirmations: [{ ...reading, sku: 'NO-SUCH' }, { ...reading, sku, readAt: '2099-01-01T00:00:00Z' }] }))
      .toMatchObject({ status: 422, body: { errors: [{ path: '/confirmations/0/sku' }, { path: '/confirmations/1/readAt' }] } });
    expect(await world.till.post('/v1/channels/fairground/confirmations', { confirmations: [{ ...reading, sku }] })).toMatchObject({ status: 422, body: { errors: [{ path: '/confirmations/0/sku' }] } });
    expect((await world.till.post('/v1/channels/nowhere/confirmations', { confirmations: [{ ...reading, sku }] })).status).toBe(404);
    expect((await world.verify()).broken).toEqual([]);
  }, 120_000);
});
