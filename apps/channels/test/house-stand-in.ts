import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpConfirmations, httpOrderRequest } from '@onefront/contracts';

/**
 * The part of api.md that a connector uses, over HTTP, with the contract's own schema: tokens, orders with Idempotency-Key and unique external ids,
 * cancellation. The connector's tests need a house that can be told to lose answers; the real one is driven by apps/e2e.
 */
export interface House {
  readonly url: string;
  readonly orders: StoodOrder[];
  /** Requests for `POST /v1/orders`, by external id. */
  readonly asked: Map<string, number>;
  readonly products: Map<string, { known: boolean; inStock: boolean }>;
  cut: number;
  /** What was said to be shown, in the order in which it came. */
  readonly confirmed: Array<{ ordersUpTo?: string | undefined; confirmations: Array<{ sku: string; quantity: number; version: number; readAt: string }> }>;
  close(): Promise<void>;
}

export interface StoodOrder {
  readonly id: string;
  readonly externalId: string;
  readonly channel: string;
  readonly units: number;
  readonly grand: number;
  status: 'confirmed' | 'cancelled' | 'fulfilled';
}

type Reply = { status: number; body: unknown; headers?: Record<string, string> };
const problem = (status: number, code: string, errors?: { path: string; message: string }[]): Reply => ({ status, body: { type: `https://onefront.dev/problems/${code}`, title: code, status, detail: code, ...(errors ? { errors } : {}) } });

export async function standInHouse(): Promise<House> {
  const house = { orders: [] as StoodOrder[], asked: new Map<string, number>(), products: new Map<string, { known: boolean; inStock: boolean }>(), cut: 0, confirmed: [] as House['confirmed'] };
  const answered = new Map<string, { body: string; reply: Reply }>();
  const server = createServer((request, response) => void serve(request, response));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const key = request.headers['idempotency-key'] as string | undefined;
    const known = key === undefined ? undefined : answered.get(key);
    if (request.url!.endsWith('/confirmations')) return confirm(response, text);
    if (request.method === 'POST' && request.url === '/v1/orders') count(text);
    const reply = known ? (known.body === text ? known.reply : problem(422, 'idempotency-key-reused')) : route(request, text);
    if (key !== undefined && !known) answered.set(key, { body: text, reply });
    if (request.method === 'POST' && request.url!.startsWith('/v1/') && house.cut > 0) {
      house.cut -= 1;
      return void request.socket.destroy();
    }
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(JSON.stringify(reply.body));
  }

  /** Answered whatever else is disturbed: it is no order. */
  function confirm(response: ServerResponse, text: string): void {
    const parsed = httpConfirmations.safeParse(JSON.parse(text));
    if (parsed.success) house.confirmed.push(parsed.data);
    response.writeHead(parsed.success ? 200 : 422, { 'content-type': 'application/json' }).end(JSON.stringify(parsed.success ? { channel: 'x', confirmed: 1 } : {}));
  }

  function count(text: string): void {
    const { externalId } = JSON.parse(text) as { externalId: string };
    house.asked.set(externalId, (house.asked.get(externalId) ?? 0) + 1);
  }

  function route(request: IncomingMessage, text: string): Reply {
    const url = new URL(request.url!, 'http://house');
    if (url.pathname === '/oauth/token') return { status: 200, body: { access_token: 't', token_type: 'Bearer', expires_in: 900 } };
    if (request.headers.authorization !== 'Bearer t') return problem(401, 'unauthorized');
    const [, id] = /^\/v1\/orders\/([^/]+)\/cancellation$/.exec(url.pathname) ?? [];
    if (id) return cancel(id);
    if (request.method === 'GET') return { status: 200, body: { items: house.orders.filter((order) => order.externalId === url.searchParams.get('externalId')), nextCursor: null } };
    return place(text);
  }

  function place(text: string): Reply {
    const parsed = httpOrderRequest.safeParse(JSON.parse(text));
    if (!parsed.success) return problem(422, 'invalid-request', parsed.error.issues.map((issue) => ({ path: `/${issue.path.join('/')}`, message: issue.message })));
    const order = parsed.data;
    const unknown = order.lines.flatMap((line, index) => (house.products.get(line.sku)?.known ? [] : [{ path: `/lines/${index}/sku`, message: 'there is no such product' }]));
    if (unknown.length > 0) return problem(422, 'invalid-request', unknown);
    const existing = house.orders.find((one) => one.externalId === order.externalId);
    const units = order.lines.reduce((sum, line) => sum + line.quantity, 0);
    const grand = Number(order.grand!.amount);
    if (existing) return existing.units === units && existing.grand === grand ? { status: 200, body: existing } : problem(409, 'external-id-reused');
    if (order.lines.some((line) => !house.products.get(line.sku)!.inStock)) return problem(409, 'out-of-stock', [{ path: '/lines/0', message: '0 available' }]);
    const placed: StoodOrder = { id: `o-${house.orders.length + 1}`, externalId: order.externalId!, channel: order.channel, units, grand, status: 'confirmed' };
    house.orders.push(placed);
    return { status: 201, body: placed };
  }

  function cancel(id: string): Reply {
    const order = house.orders.find((one) => one.id === id);
    if (!order) return problem(404, 'not-found');
    if (order.status === 'fulfilled') return problem(409, 'already-shipped');
    order.status = 'cancelled';
    return { status: 200, body: order };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(house, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  });
}
