import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { skuOf } from '../harness/shop.js';
import type { Access } from '../harness/onefront.js';
import type { Journey, Placed } from '../types.js';

export interface OnefrontJourney {
  readonly access: Access;
  /** Gateways to share the clients among; by default the one of `access`. */
  readonly gateways?: readonly string[];
  readonly lines: number;
  readonly products: number;
  readonly sku?: string;
  /** Does not wait for the outcome: an order counts when it was accepted (202). */
  readonly acceptOnly?: boolean;
}

const address = { name: 'Ada Whitlock', line1: 'Harrogate Road 12', city: 'Leeds', postalCode: 'LS7 3PD', country: 'GB' };

/** A shopper new to the shop buys `lines` products, to the door, by card: one call, answered when the order is confirmed and readable. */
export async function openJourney(options: OnefrontJourney, clients: number): Promise<Journey> {
  const { access, gateways = [access.baseUrl] } = options;
  const perPool = Math.ceil(clients / gateways.length);
  const pools = gateways.map((url) => new Pool(url, { connections: perPool, pipelining: 1, keepAliveTimeout: 60_000, headersTimeout: 90_000, bodyTimeout: 90_000 }));
  const bearer = await bearerOf(pools[0]!, access);
  const run = randomUUID().slice(0, 8);
  let count = 0;
  return {
    placeOrder: (client) => place({ pool: pools[client % pools.length]!, token: bearer(), acceptOnly: options.acceptOnly ?? false }, bodyOf(options, `${run}-${++count}`, count)),
    close: async () => {
      bearer.stop();
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
}

/** Every order takes other products than the one before, spread over all of them. */
export function bodyOf({ lines, products, sku }: OnefrontJourney, id: string, n: number): string {
  const bought = sku === undefined ? Array.from({ length: lines }, (_, i) => ({ sku: skuOf((n * 7919 + i * 4001) % products), quantity: 1 })) : [{ sku, quantity: 1 }];
  return JSON.stringify({
    channel: 'web', customer: { email: `shopper-${id}@example.com`, name: 'Ada Whitlock' }, lines: bought,
    fulfillment: { method: 'ship', address }, payment: { method: 'card', token: 'tok_ok' },
  });
}

export interface Counter {
  readonly pool: Pool;
  readonly token: string;
  readonly acceptOnly: boolean;
}

export async function place({ pool, token, acceptOnly }: Counter, body: string): Promise<Placed> {
  try {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json', prefer: acceptOnly ? 'respond-async' : 'wait=60', 'idempotency-key': randomUUID() };
    const response = await pool.request({ method: 'POST', path: '/v1/orders', headers, body });
    const text = await response.body.text();
    if (acceptOnly && response.statusCode === 202) return { outcome: 'confirmed', requests: 1 };
    if (response.statusCode === 201 && text.includes('"status":"confirmed"')) return { outcome: 'confirmed', requests: 1 };
    return { outcome: response.statusCode === 409 || response.statusCode === 402 ? 'refused' : 'failed', requests: 1, why: `${response.statusCode} ${text.slice(0, 200)}` };
  } catch (error) {
    return { outcome: 'failed', requests: 1, why: (error as Error).message };
  }
}

const RENEW_MS = 5 * 60_000;

/** Gives the token that is valid now; it is renewed in the background, so that no order waits for it. */
export async function bearerOf(pool: Pool, access: Access): Promise<{ (): string; stop(): void }> {
  let token = await signIn(pool, access);
  const timer = setInterval(() => void signIn(pool, access).then((fresh) => { token = fresh; }, () => undefined), RENEW_MS);
  return Object.assign(() => token, { stop: () => clearInterval(timer) });
}

/** A bearer token of the client. Rejects with the gateway's words. */
export async function signIn(pool: Pool, { clientId, clientSecret }: Access): Promise<string> {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
  const response = await pool.request({ method: 'POST', path: '/oauth/token', headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=client_credentials' });
  const body = (await response.body.json()) as { access_token?: string };
  if (!body.access_token) throw new Error(`the gateway did not let the load generator in: ${response.statusCode} ${JSON.stringify(body)}`);
  return body.access_token;
}
