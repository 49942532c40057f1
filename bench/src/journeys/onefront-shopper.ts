import { randomUUID } from 'node:crypto';
import type { Pool } from 'undici';
import type { Journey } from '../types.js';
import { bearerOf, bodyOf, place, type OnefrontJourney } from './onefront.js';
import { NotPlaced, openPool, timed, Trip } from './trip.js';

/** A shopper whose shop shows what can be had and what it will cost, shipping and tax included, before the order: stock, quote, order. */
export async function openJourney(options: OnefrontJourney, clients: number): Promise<Journey> {
  const pool = openPool(options.access.baseUrl, clients);
  const bearer = await bearerOf(pool, options.access);
  const run = randomUUID().slice(0, 8);
  let count = 0;
  return {
    async placeOrder() {
      const body = bodyOf(options, `${run}-${++count}`, count);
      const trip = new Trip(pool);
      return trip.end(async () => {
        await look(trip, bearer(), body);
        return timed(() => order(trip, { pool, token: bearer(), body }));
      });
    },
    async close() {
      bearer.stop();
      await pool.close();
    },
  };
}

async function look(trip: Trip, token: string, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const asked = JSON.parse(body) as { lines: ReadonlyArray<{ sku: string }> };
  const skus = asked.lines.map(({ sku }) => encodeURIComponent(sku)).join(',');
  for (const call of [{ method: 'GET', path: `/v1/stock?skus=${skus}&channel=web` }, { method: 'POST', path: '/v1/quotes', body: asked }] as const) {
    const { status, body: answer } = await trip.call({ ...call, headers });
    if (status !== 200) throw new NotPlaced('failed', `${call.path}: ${status} ${JSON.stringify(answer)}`);
  }
}

async function order(trip: Trip, { pool, token, body }: { readonly pool: Pool; readonly token: string; readonly body: string }): Promise<void> {
  const placed = await place({ pool, token, acceptOnly: false }, body);
  trip.requests += placed.requests;
  if (placed.outcome !== 'confirmed') throw new NotPlaced(placed.outcome, placed.why ?? '');
}
