import type { Marketplace } from './state.js';
import type { Limits, Operation } from './limits.js';

export interface Request {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export interface World {
  readonly marketplace: Marketplace;
  readonly limits: Limits;
}

/** One route. Those of the seller's API name the operation that their limit counts for; those for tests and the demo have none. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: RegExp;
  readonly operation?: Operation;
  readonly handle: (request: Request, world: World) => Reply;
}

export const ok = (body: unknown, status = 200): Reply => ({ status, body });
export const fault = (status: number, code: string, text: string): Reply => ({ status, body: { error: { code, text } } });
