import { Readable } from 'node:stream';
import { waitFor } from '@onefront/testing';
import { openShop, stockProduct } from '../src/shop.js';
import { startWorld, type World } from '../src/world.js';

const ROWS = 3000;
const BROKEN = 5;

/** Every 600th row is broken. */
function file(): string {
  const rows = Array.from({ length: ROWS }, (_, index) => ((index + 1) % (ROWS / BROKEN) === 0 ? `ROW-${index},,1.0,GBP` : `ROW-${index},Product ${index},${(index % 90) + 1}.00,GBP`));
  return ['sku,name,price.amount,price.currency', ...rows].join('\n');
}

describe('a large import', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await openShop(world.till);
  }, 180_000);
  afterAll(() => world?.close(), 60_000);

  const send = async (kind: string, content: string): Promise<string> => {
    const form = new FormData();
    form.append('kind', kind);
    form.append('file', new Blob([content]), 'file.csv');
    const encoded = new Response(form);
    const answer = await world.till.api.stream<{ id: string }>('/v1/imports', Readable.fromWeb(encoded.body as never), { 'content-type': encoded.headers.get('content-type')! });
    expect(answer.status).toBe(202);
    return answer.body.id;
  };
  const status = async (id: string) => (await world.till.get(`/v1/imports/${id}`)).body;
  const ended = (id: string) => waitFor(async () => {
    const body = await status(id);
    return body.status === 'running' ? undefined : body;
  }, { timeoutMs: 120_000, intervalMs: 100, what: `the end of import ${id}` });

  it('lets others write within a second, goes on at the same row after kill -9, and changes nothing the second time', async () => {
    const id = await send('products', file());
    const waits: number[] = [];
    for (let index = 0; (await status(id)).accepted < ROWS / 2; index += 1) {
      const began = performance.now();
      await world.till.must('PUT', `/v1/products/HAND-${index}`, { name: 'By hand', price: { amount: '1.00', currency: 'GBP' } });
      waits.push(performance.now() - began);
    }
    const before = await status(id);
    await world.process('gateway-1').kill9();
    expect(before.status).toBe('running');
    await world.process('gateway-1').restart();
    expect((await status(id)).accepted).toBeGreaterThanOrEqual(before.accepted);
    const done = await ended(id);
    expect(done).toMatchObject({ status: 'done', rows: ROWS, accepted: ROWS - BROKEN, rejected: BROKEN, unchanged: 0 });
    expect(done.errors.filter((error: { path: string }) => error.path === '/name').map((error: { row: number }) => error.row)).toEqual([600, 1200, 1800, 2400, 3000]);
    process.stdout.write(`interactive writes during the import: ${waits.length}, slowest ${Math.round(Math.max(...waits))} ms\n`);
    // One in twenty may meet a busy machine.
    expect(waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.95) - 1]).toBeLessThan(1000);
    const again = await ended(await send('products', file()));
    expect(again).toMatchObject({ accepted: 0, rejected: BROKEN, unchanged: ROWS - BROKEN });
    // Each row was one command: no product has been written twice.
    expect((await world.till.get('/v1/products/ROW-1')).headers['etag']).toBe('"1"');
  }, 240_000);

  it('takes stock as counted, whatever was booked before', async () => {
    await stockProduct(world.till, 'COUNTED', { leeds: 7 });
    const rows = 'sku,location,quantity\nCOUNTED,leeds,12\nCOUNTED,derby,0\nCOUNTED,nowhere,1\nCOUNTED,leeds,=6+6\n';
    const first = await ended(await send('stock', rows));
    expect(first).toMatchObject({ accepted: 1, unchanged: 1, rejected: 2 });
    expect(first.errors.map((error: { row: number; path: string }) => [error.row, error.path])).toEqual([[3, '/location'], [4, '/quantity']]);
    expect(await ended(await send('stock', rows))).toMatchObject({ accepted: 0, unchanged: 2, rejected: 2 });
    expect((await world.till.stock('COUNTED')).onHand).toBe(12);
  }, 120_000);

  it('registers people and places orders through their owners, once', async () => {
    const people = 'name,emails\nAda Whitlock,ada.import@example.com\n';
    expect(await ended(await send('customers', people))).toMatchObject({ accepted: 1 });
    expect(await ended(await send('customers', people))).toMatchObject({ unchanged: 1 });
    await stockProduct(world.till, 'ORDERED', { leeds: 5 });
    const orders = `channel,externalId,lines.0.sku,lines.0.quantity,fulfillment.method,fulfillment.location\n${['I-1', 'I-2'].map((number) => `till-leeds,${number},ORDERED,1,carry-out,leeds`).join('\n')}\n`;
    expect(await ended(await send('orders', orders))).toMatchObject({ accepted: 2, rejected: 0 });
    expect(await ended(await send('orders', orders))).toMatchObject({ accepted: 0, unchanged: 2 });
    expect((await world.till.stock('ORDERED')).onHand).toBe(3);
  }, 120_000);
});
