import { openShop, startWorld, stockProduct, type Body, type World } from '../src/index.js';

/** N2, N12: one stock, also while it is on its way, being counted or at a fair; all of it through the door. */
describe('work on stock through the door', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await openShop(world.till);
  }, 120_000);
  afterAll(async () => { await world?.close(); }, 60_000);

  const at = (stock: Body, location: string) => stock.byLocation.find((row: Body) => row.location === location);

  it('S1 the ledger says between which states units moved, and who did it; stock says why units cannot be sold', async () => {
    const sku = await stockProduct(world.till, 'STATES-1', { leeds: 10 });
    for (const [reason, quantity] of [['quality', 3], ['display', 2], ['release', 1], ['damage', 1]] as const) {
      expect((await world.till.post('/v1/stock/movements', { movements: [{ sku, location: 'leeds', reason, quantity, ...(reason === 'damage' ? { state: 'quality' } : {}) }] })).status).toBe(201);
    }
    expect(at(await world.till.stock(sku), 'leeds')).toMatchObject({ onHand: 10, unavailable: 4, unavailableBecause: { damaged: 1, quality: 1, display: 2, inTransit: 0 }, available: 6 });
    const { items } = (await world.till.get(`/v1/stock/${sku}/ledger`)).body;
    expect(items.map(({ reason, from, to, quantity }: Body) => [reason, from, to, quantity])).toEqual([
      ['damage', 'quality', 'damaged', 1], ['release', 'quality', 'sellable', 1], ['display', 'sellable', 'display', 2], ['quality', 'sellable', 'quality', 3], ['receipt', 'outside', 'sellable', 10],
    ]);
    expect(items[0].actor).toEqual({ service: 'gateway', client: expect.any(String) });
    const before = await world.till.get(`/v1/stock/${sku}?at=${encodeURIComponent(items[2].at)}`);
    expect(at(before.body, 'leeds')).toMatchObject({ unavailable: 5, unavailableBecause: { damaged: 0, quality: 3, display: 2 } });
    expect((await world.till.post('/v1/stock/movements', { movements: [{ sku, location: 'leeds', reason: 'release', quantity: 2 }] })).body).toMatchObject({ type: expect.stringMatching(/\/insufficient-stock$/), errors: [{ path: '/movements/0/quantity' }] });
  }, 60_000);

  it('a transfer is nowhere to be sold until it has arrived', async () => {
    const sku = await stockProduct(world.till, 'SENT-1', { leeds: 5 });
    const sent = await world.till.post('/v1/transfers', { from: 'leeds', to: 'bristol', lines: [{ sku, quantity: 4 }], reference: 'van 1' });
    expect(sent).toMatchObject({ status: 201, body: { status: 'shipped', lines: [{ sku, shipped: 4, received: 0 }] } });
    expect(await world.till.stock(sku)).toMatchObject({ onHand: 5, unavailable: 4, available: 1 });
    const arrived = await world.till.post(`/v1/transfers/${sent.body.id}/receive`, { lines: [{ sku, quantity: 2, damaged: 1 }], complete: true });
    expect(arrived).toMatchObject({ status: 200, body: { status: 'received', lines: [{ received: 2, damaged: 1, missing: 1 }] } });
    expect(at(await world.till.stock(sku), 'bristol')).toMatchObject({ onHand: 3, unavailable: 1, available: 2 });
    expect((await world.till.get(`/v1/transfers/${sent.body.id}`)).body).toEqual(arrived.body);
    expect((await world.till.get('/v1/transfers?status=received&location=bristol')).body.items).toContainEqual(arrived.body);
    expect((await world.till.post(`/v1/transfers/${sent.body.id}/cancel`, {})).body).toMatchObject({ type: expect.stringMatching(/\/illegal-transition$/) });
  }, 60_000);

  it('a count keeps what is sold after it', async () => {
    const sku = await stockProduct(world.till, 'COUNTED-1', { leeds: 8 });
    const count = (await world.till.post('/v1/counts', { location: 'leeds', skus: [sku] })).body;
    const said = await world.till.post(`/v1/counts/${count.id}/quantities`, { lines: [{ sku, quantity: 7 }] });
    expect(said).toMatchObject({ status: 200, body: { lines: [{ sku, counted: 7, expected: 8, difference: -1 }] } });
    expect(await world.till.stock(sku)).toMatchObject({ onHand: 7 });
    expect(await world.till.post(`/v1/counts/${count.id}/close`, {})).toMatchObject({ status: 200, body: { status: 'closed', uncounted: [], uncountedTotal: 0 } });
    expect((await world.till.post(`/v1/counts/${count.id}/close`, {})).status).toBe(409);
  }, 60_000);

  it('S23 a pop-up sells while it is open, and closes with its report', async () => {
    const sku = await stockProduct(world.till, 'FAIR-1', { leeds: 6 });
    const popup = { startsAt: '2026-01-01T09:00:00Z', endsAt: '2099-01-01T09:00:00Z' };
    await world.till.must('PUT', '/v1/locations/fair', { name: 'Winter fair', kind: 'popup', popup });
    await world.till.must('PUT', '/v1/channels/stall', { name: 'Stall', kind: 'store', locations: ['fair'], currency: 'GBP', taxCountry: 'GB' });
    const move = async (state: string) => (await world.till.post('/v1/locations/fair/popup', { state })).body;
    const available = async () => (await world.till.stock(sku)).byChannel.find((row: Body) => row.channel === 'stall').available;
    const send = async (from: string, to: string, quantity: number) => {
      const { id } = (await world.till.post('/v1/transfers', { from, to, lines: [{ sku, quantity }] })).body;
      await world.till.must('POST', `/v1/transfers/${id}/receive`, { lines: [{ sku, quantity }] });
    };
    await send('leeds', 'fair', 5);
    expect([(await move('stocked')).popup.state, await available()]).toEqual(['stocked', 0]);
    expect([(await move('open')).popup.state, await available()]).toEqual(['open', 5]);
    expect(await move('closing')).toMatchObject({ popup: { state: 'closing' } });
    expect([await available(), (await move('closed')).type.split('/').at(-1)]).toEqual([0, 'not-counted']);
    const { id } = (await world.till.post('/v1/counts', { location: 'fair' })).body;
    await world.till.must('POST', `/v1/counts/${id}/quantities`, { lines: [{ sku, quantity: 4 }] });
    await world.till.must('POST', `/v1/counts/${id}/close`, {});
    await send('fair', 'leeds', 4);
    expect(await move('closed')).toMatchObject({ popup: { state: 'closed', report: { transferred: 5, sold: 0, returned: 4, variance: 1 } } });
    expect((await world.till.get('/v1/locations/fair')).body.popup.report.lines).toEqual([{ sku, transferred: 5, sold: 0, returned: 4, variance: 1 }]);
  }, 60_000);

  it('and the books agree', async () => {
    expect((await world.verify()).checks.filter((check) => !check.ok)).toEqual([]);
  }, 60_000);
});
