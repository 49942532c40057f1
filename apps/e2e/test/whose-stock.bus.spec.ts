import { waitFor } from '@onefront/testing';
import { address, money, openShop, orders, startWorld, stockProduct, type Body, type World } from '../src/index.js';

/** N2, S1, S16: what a marketplace keeps for us, what a supplier has and what lies with a partner never mix with what is ours and with us. */
describe('whose stock it is, through the door', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    const { till } = world;
    await openShop(till);
    await till.must('PUT', '/v1/locations/fba', { name: 'Fairground, their warehouse', kind: 'marketplace', channel: 'fairground' });
    await till.must('PUT', '/v1/locations/acme', { name: 'Acme, Sheffield', kind: 'supplier', shipsOrders: true, acceptsReturns: true });
    await till.must('PUT', '/v1/locations/cafe', { name: 'Corner café', kind: 'consignment' });
    const { locations } = (await till.get('/v1/channels/fairground')).body;
    await till.must('PUT', '/v1/channels/fairground', { ...fairground, locations: [...locations, 'fba'] });
    await till.must('PUT', '/v1/channels/outlet', { name: 'Outlet', kind: 'webshop', locations: ['derby', 'acme'], currency: 'GBP', taxCountry: 'GB' });
    await till.must('PUT', '/v1/channels/cafe-sales', { name: 'Sold at the café', kind: 'wholesale', locations: ['cafe'], currency: 'GBP', taxCountry: 'GB' });
  }, 120_000);
  afterAll(async () => { await world?.close(); }, 60_000);

  const fairground = { name: 'Fairground marketplace', kind: 'marketplace', connector: 'generic', currency: 'GBP', taxCountry: 'GB' };
  const at = (stock: Body, location: string): Body => stock.byLocation.find((row: Body) => row.location === location);
  const on = (stock: Body, channel: string): number => stock.byChannel.find((row: Body) => row.channel === channel).available;
  /** The stock of a SKU, once the gateway shows what is waited for. */
  const stockWhen = (sku: string, shows: (stock: Body) => boolean): Promise<Body> => waitFor(async () => { const stock = await world.till.stock(sku); return shows(stock) ? stock : undefined; }, { timeoutMs: 60_000, what: `the stock of ${sku}` });
  const told = (sku: string) => world.till.get(`/v1/stock/${sku}/told?channel=fairground`).then((answer) => answer.body);
  const fulfilledThere = (sku: string, quantity: number, more: Body = {}) => ({ channel: 'fairground', lines: [{ sku, quantity, unitPrice: money('21.00') }], fulfillment: { method: 'channel' }, ...more });

  it('S16 an order that the marketplace has fulfilled takes from what it keeps, and never touches our own', async () => {
    const sku = await stockProduct(world.till, 'FBA-1', { derby: 5, fba: 10 });
    const stock = await world.till.stock(sku);
    expect([on(stock, 'web'), on(stock, 'fairground')]).toEqual([5, 15]);
    expect(stock).toMatchObject({ onHand: 15, own: { onHand: 5, available: 5 }, others: [{ ownership: 'marketplace', onHand: 10 }] });
    expect(at(stock, 'fba')).toMatchObject({ ownership: 'marketplace', onHand: 10 });
    expect(at(stock, 'derby')).not.toHaveProperty('ownership');
    await waitFor(async () => (await told(sku)).told?.available === 5, { timeoutMs: 60_000, what: 'the marketplace to be told what we can send' });
    expect(await told(sku)).toMatchObject({ actual: { available: 5 } });

    const sold = fulfilledThere(sku, 3, { externalId: 'FBA-3' });
    const first = await world.till.order(sold);
    expect(first).toMatchObject({ status: 201, body: { status: 'fulfilled', fulfillments: [{ location: 'fba', status: 'delivered' }] } });
    expect(await world.till.order(sold)).toMatchObject({ status: 200, body: { id: first.body.id } });
    const after = await stockWhen(sku, (one) => at(one, 'fba').onHand !== 10);
    expect(after).toMatchObject({ own: { onHand: 5, reserved: 0, available: 5 }, others: [{ onHand: 7 }] });
    expect((await told(sku)).told).toMatchObject({ available: 5, version: 1 });

    expect((await world.till.order(orders.marketplace(sku, 6))).status).toBe(409);
    expect(await world.till.order({ ...orders.web(sku), fulfillment: { method: 'channel', location: 'fba', address } })).toMatchObject({ status: 422, body: { errors: [{ path: '/fulfillment/location' }] } });
    expect((await world.till.post(`/v1/orders/${first.body.id}/returns`, { location: 'leeds', lines: [{ sku, quantity: 1, disposition: 'restock' }] })).status).toBe(201);
    expect(await stockWhen(sku, (one) => at(one, 'leeds')?.onHand === 1)).toMatchObject({ own: { onHand: 6 }, others: [{ onHand: 7 }] });
  }, 120_000);

  it('S1 what is sent to the marketplace is ours to sell no more, and there when it has arrived', async () => {
    const sku = await stockProduct(world.till, 'FBA-2', { derby: 8 });
    const { id } = (await world.till.post('/v1/transfers', { from: 'derby', to: 'fba', lines: [{ sku, quantity: 5 }] })).body;
    const sent = await world.till.stock(sku);
    expect([on(sent, 'web'), on(sent, 'fairground')]).toEqual([3, 3]);
    await world.till.must('POST', `/v1/transfers/${id}/receive`, { lines: [{ sku, quantity: 5 }], complete: true });
    const arrived = await world.till.stock(sku);
    expect([on(arrived, 'web'), on(arrived, 'fairground')]).toEqual([3, 8]);
    expect((await world.till.get('/v1/locations/fba/stock')).body.items).toContainEqual(expect.objectContaining({ sku, onHand: 5 }));
    expect(await world.till.put('/v1/channels/social', { name: 'Shop in the feed', kind: 'social', locations: ['derby', 'fba'], currency: 'GBP', taxCountry: 'GB' })).toMatchObject({ status: 422, body: { errors: [{ path: '/locations/1' }] } });
  }, 120_000);

  it('S4 what a supplier has is sent by him for the channel that names him; to us it comes by a receipt, and nothing of ours is his', async () => {
    const sku = await stockProduct(world.till, 'DROP-1', { acme: 4 });
    const stock = await world.till.stock(sku);
    expect([on(stock, 'outlet'), on(stock, 'web'), stock.own.onHand]).toEqual([4, 0, 0]);
    expect((await world.till.order(orders.web(sku))).status).toBe(409);
    const placed = await world.till.order({ ...orders.web(sku, 2), channel: 'outlet' });
    expect(placed).toMatchObject({ status: 201, body: { status: 'confirmed', fulfillments: [{ location: 'acme', status: 'open' }] } });
    const { id, lines } = placed.body.fulfillments[0];
    for (const [step, body] of [['accept', {}], ['pick', { lines: lines.map(({ lineId, quantity }: Body) => ({ lineId, quantity })) }], ['pack', {}], ['ship', { carrier: 'Acme', tracking: 'A-1' }]] as const) {
      await world.till.must('POST', `/v1/fulfillments/${id}/${step}`, body);
    }
    expect(await stockWhen(sku, (one) => at(one, 'acme').onHand === 2)).toMatchObject({ own: { onHand: 0, reserved: 0 }, others: [{ ownership: 'supplier', onHand: 2, reserved: 0 }] });

    expect(await world.till.post('/v1/transfers', { from: 'acme', to: 'derby', lines: [{ sku, quantity: 1 }] })).toMatchObject({ status: 422, body: { errors: [{ path: '/from' }] } });
    const back = (disposition: string) => world.till.post(`/v1/orders/${placed.body.id}/returns`, { location: 'acme', lines: [{ sku, quantity: 1, disposition }] });
    expect(await back('restock')).toMatchObject({ status: 422, body: { errors: [{ path: '/lines/0/disposition' }] } });
    expect((await back('vendor-return')).status).toBe(201);
    expect(at(await stockWhen(sku, (one) => one.version >= 4), 'acme')).toMatchObject({ onHand: 2, unavailable: 0 });
    expect(await world.till.put('/v1/locations/acme', { name: 'Ours now', kind: 'warehouse' })).toMatchObject({ status: 409, body: { type: expect.stringMatching(/\/kind-settled$/) } });
  }, 120_000);

  it('S1 what lies with a partner is ours, sold by him, and in nobody else\'s figures', async () => {
    const sku = await stockProduct(world.till, 'CAFE-1', { derby: 5 });
    const { id } = (await world.till.post('/v1/transfers', { from: 'derby', to: 'cafe', lines: [{ sku, quantity: 3 }] })).body;
    await world.till.must('POST', `/v1/transfers/${id}/receive`, { lines: [{ sku, quantity: 3 }], complete: true });
    expect(await world.till.order({ channel: 'cafe-sales', lines: [{ sku, quantity: 2 }], fulfillment: { method: 'carry-out', location: 'cafe' } })).toMatchObject({ status: 201, body: { status: 'fulfilled' } });
    const stock = await stockWhen(sku, (one) => at(one, 'cafe').onHand === 1);
    expect(stock).toMatchObject({ onHand: 3, own: { onHand: 2, available: 2 }, others: [{ ownership: 'consigned', onHand: 1 }] });
    expect([on(stock, 'web'), on(stock, 'cafe-sales')]).toEqual([2, 1]);
    expect((await world.till.get('/v1/locations/cafe/stock?limit=1')).body).toMatchObject({ items: [{ sku, onHand: 1, available: 1 }], nextCursor: null });
    expect((await world.till.get('/v1/locations?kind=consignment')).body.items.map((one: Body) => one.id)).toEqual(['cafe']);
    expect((await world.till.get('/v1/locations/nowhere/stock')).status).toBe(404);
  }, 120_000);

  it('and the books agree', async () => {
    expect((await world.verify()).broken).toEqual([]);
  }, 60_000);
});
