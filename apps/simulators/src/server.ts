import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ZodError } from 'zod';
import { controlApi } from './control-api.js';
import { Limits, type Operation } from './limits.js';
import { offersApi } from './offers-api.js';
import { ordersApi } from './orders-api.js';
import { fault, ok, type Reply, type Route, type World } from './route.js';
import { Marketplace } from './state.js';

export interface MarketplaceOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** When set, the seller's API wants it in `x-api-key`. */
  readonly apiKey?: string;
}

export interface RunningMarketplace {
  readonly port: number;
  close(): Promise<void>;
}

const routes: readonly Route[] = [
  { method: 'GET', path: /^\/health$/, handle: () => ok({ status: 'ok' }) },
  ...ordersApi, ...offersApi, ...controlApi,
];

/** Starts the simulated marketplace "Fairground" on 127.0.0.1. */
export async function startMarketplace({ port, apiKey }: MarketplaceOptions): Promise<RunningMarketplace> {
  const world: World = { marketplace: new Marketplace(), limits: new Limits() };
  const server = createServer((request, response) => {
    answer(world, apiKey, request, response).catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) send(response, fault(500, 'INTERNAL', 'Something broke on our side.'));
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function answer(world: World, apiKey: string | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://marketplace');
  const body = await readBody(request);
  const route = routes.find((one) => one.method === request.method && one.path.test(url.pathname));
  if (!route) return send(response, fault(404, 'NOT_FOUND', 'There is no such resource.'));
  const { operation } = route;
  const { faults } = world.marketplace;
  if (operation && apiKey !== undefined && request.headers['x-api-key'] !== apiKey) return send(response, fault(401, 'UNAUTHORIZED', 'The API key is missing or wrong.'));
  if (operation && faults.slowMs > 0) await sleep(faults.slowMs);
  if (operation && throttle(world, operation, response)) return;
  const reply = handle(route, { params: (route.path.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent), query: url.searchParams, body }, world);
  if (operation && (faults.cutAfterEffect[operation] ?? 0) > 0) {
    faults.cutAfterEffect[operation]! -= 1;
    return void request.socket.destroy();
  }
  if (operation) response.setHeader('x-ratelimit-remaining', String(world.limits.remaining(operation)));
  send(response, reply);
}

/** Counts the call, and answers 429 when the operation is throttled or out of tokens. */
function throttle({ marketplace, limits }: World, operation: Operation, response: ServerResponse): boolean {
  const count = marketplace.calls.get(operation) ?? { answered: 0, throttled: 0 };
  marketplace.calls.set(operation, count);
  const switchedOff = (marketplace.faults.throttledUntil[operation] ?? 0) - Date.now();
  const seconds = switchedOff > 0 ? switchedOff / 1000 : limits.refusedFor(operation);
  if (seconds === undefined) {
    count.answered += 1;
    return false;
  }
  count.throttled += 1;
  response.setHeader('retry-after', String(Math.ceil(seconds)));
  send(response, fault(429, 'RATE_LIMITED', `Too many calls of ${operation}.`));
  return true;
}

function handle(route: Route, request: { params: string[]; query: URLSearchParams; body: unknown }, world: World): Reply {
  try {
    return route.handle(request, world);
  } catch (error) {
    if (error instanceof ZodError) return fault(400, 'BAD_REQUEST', error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
    throw error;
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
