import { Client } from 'pg';
import type { Stage } from '../types.js';

/** One statement on one of the house's databases, past every proxy. Rejects when it is not answered within 10 s. */
export async function ask<R extends Record<string, unknown>>(url: string, text: string, values: unknown[] = []): Promise<R[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 10_000, application_name: 'chaos' });
  // A connection that is ended by a fault says so here as well as in the query.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<R>(text, values)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Looks again and again until there is something other than undefined or false, at most so long. Rejects with what was waited for. */
export async function untilSeen<T>(stage: Stage, what: string, look: () => Promise<T | undefined | false> | T | undefined | false, withinMs = 60_000): Promise<T> {
  const from = performance.now();
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() - from > withinMs) throw new Error(`Not seen within ${withinMs / 1000} s: ${what}`);
    await stage.hold(100);
  }
}
