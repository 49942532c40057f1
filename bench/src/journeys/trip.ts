import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import type { Placed } from '../types.js';

/** An answer that a shop gives instead of what was asked for. */
export class NotPlaced extends Error {
  constructor(readonly outcome: 'refused' | 'failed', message: string) {
    super(message.slice(0, 300));
  }
}

export interface Call {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** JSON as a peer answers it; each journey reads the few members that it needs. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Json;
}

/** As many connections to one shop as it has clients. */
export function openPool(url: string, clients: number): Pool {
  return new Pool(url, { connections: clients, pipelining: 1, keepAliveTimeout: 60_000, headersTimeout: 300_000, bodyTimeout: 300_000 });
}

/** The calls of one shopper, counted. */
export class Trip {
  requests = 0;

  constructor(private readonly pool: Pool) {}

  async call({ method = 'POST', path, headers = {}, body }: Call): Promise<Reply> {
    this.requests++;
    const content = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await this.pool.request({ method, path, headers: { accept: 'application/json', ...content, ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await response.body.text();
    return { status: response.statusCode, headers: response.headers, body: parsed(text) };
  }

  /** Turns the last step of a journey, and whatever it throws, into how the order ended. `place` answers the milliseconds of its placing call. */
  async end(place: () => Promise<number>): Promise<Placed> {
    try {
      const placingMs = await place();
      return { outcome: 'confirmed', requests: this.requests, placingMs };
    } catch (error) {
      const outcome = error instanceof NotPlaced ? error.outcome : 'failed';
      return { outcome, requests: this.requests, why: (error as Error).message };
    }
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return { text: text.slice(0, 200) };
  }
}

export async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The numbers (from 0) of the products of the `n`th order: other ones than the order before, spread over all. */
export function spreadOver(products: number, n: number, lines: number): number[] {
  return Array.from({ length: lines }, (_, i) => (n * 7919 + i * 4001) % products);
}
