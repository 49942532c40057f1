import { waitFor } from '@onefront/testing';
import { money, openShop, startWorld, stockProduct, type Body, type World } from '../src/index.js';

/** A bundle is sold, given up and taken back in its parts; what has no stock needs none. */
describe('S1 kinds of goods through the door', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await openShop(world.till);
  }, 120_000);
  afterAll(async () => { await world?.close(); }, 60_000);

  const until = (check: () => Promise<unknown>) => waitFor(check, { timeoutMs: 30_000 });
  const product = (sku: string, more: Body) => world.till.must('PUT', `/v1/products/${sku}`, { name: sku, price: money('12.00'), ...more });
  const carryOut = (sku: string, quantity: number) => world.till.post('/v1/orders', { channel: 'till-leeds', lines: [{ sku, quantity }], fulfillment: { method: 'carry-out', location: 'leeds' } });
  const levels = async (...skus: string[]) => Promise.all(skus.map(async (sku) => { const { onHand, reserved } = await world.till.stock(sku); return [onHand, reserved]; }));

  it('a bundle is sold from its parts, no more of it than the scarcest allows, and comes back to them', async () => {
    const [cup, plate] = [await stockProduct(world.till, 'SET-CUP', { leeds: 5 }), await stockProduct(world.till, 'SET-PLATE', { leeds: 9 })];
    await product('SET-TEA', { kind: 'bundle', components: [{ sku: cup, quantity: 2 }, { sku: plate, quantity: 1 }] });
    await until(async () => (await world.till.stock('SET-TEA')).byChannel.find((row: Body) => row.channel === 'till-leeds')?.available === 2);
    const sold = await carryOut('SET-TEA', 2);
    expect(sold).toMatchObject({ status: 201, body: { status: 'fulfilled' } });
    await until(async () => (await levels(cup))[0]![0] === 1);
    expect(await levels(cup, plate)).toEqual([[1, 0], [7, 0]]);
    const back = await world.till.post(`/v1/orders/${sold.body.id}/returns`, { location: 'leeds', lines: [{ sku: 'SET-TEA', quantity: 1, disposition: 'restock' }] });
    expect(back.status).toBe(201);
    await until(async () => (await levels(cup))[0]![0] === 3);
    expect(await levels(cup, plate)).toEqual([[3, 0], [8, 0]]);
    expect((await world.till.post('/v1/stock/movements', { movements: [{ sku: 'SET-TEA', location: 'leeds', reason: 'receipt', quantity: 1 }] })).body.errors[0].path).toBe('/movements/0/sku');
  }, 60_000);

  it.each(['digital', 'service'])('goods of kind %s need no stock and are handed over by being sold', async (kind) => {
    await product(`KIND-${kind}`, { kind });
    const sold = await carryOut(`KIND-${kind}`, 3);
    expect(sold).toMatchObject({ status: 201, body: { status: 'fulfilled', lines: [{ quantities: { open: 0, shipped: 3 } }] } });
    expect(await levels(`KIND-${kind}`)).toEqual([[0, 0]]);
  }, 60_000);
});
