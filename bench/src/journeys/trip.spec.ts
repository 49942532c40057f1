import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pool } from 'undici';
import { NotPlaced, openPool, spreadOver, Trip } from './trip.js';

describe('a journey at a peer', () => {
  let server: Server;
  let pool: Pool;

  beforeAll(async () => {
    server = createServer((request, response) => response.end(request.url === '/json' ? '{"id":7}' : 'not json'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    pool = openPool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 1);
  });
  afterAll(async () => {
    await pool.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('counts its requests and is confirmed when its last step succeeds', async () => {
    const trip = new Trip(pool);
    const placed = await trip.end(async () => {
      expect((await trip.call({ method: 'GET', path: '/json' })).body).toEqual({ id: 7 });
      expect((await trip.call({ path: '/else', body: {} })).body).toEqual({ text: 'not json' });
      return 12;
    });
    expect(placed).toEqual({ outcome: 'confirmed', requests: 2, placingMs: 12 });
  });

  it('tells a refusal from a failure', async () => {
    const refused = await new Trip(pool).end(() => Promise.reject(new NotPlaced('refused', 'none left')));
    const failed = await new Trip(pool).end(() => Promise.reject(new Error('500')));
    expect([refused, failed]).toEqual([{ outcome: 'refused', requests: 0, why: 'none left' }, { outcome: 'failed', requests: 0, why: '500' }]);
  });

  it.each([60, 100, 300, 2_000])('buys different products of %d in one order, and all of them in the end', (products) => {
    const seen = new Set<number>();
    for (let n = 0; n < products; n++) {
      const bought = spreadOver(products, n, 3);
      expect(new Set(bought).size).toBe(3);
      for (const number of bought) seen.add(number);
    }
    expect(seen.size).toBe(products);
  });
});
