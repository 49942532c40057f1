import { Throttled } from '@onefront/channel-kit';
import type { ClaimedItem, WorkOutcome } from '@onefront/outbox';
import { loadPullState, storePullState, type PullState } from '../persistence/connection.repository.js';
import { outside } from '../persistence/outside.js';
import type { Connection } from './connection.js';
import { takeInOrders } from './take-in-orders.js';

/**
 * Reads the feed from the cursor less the overlap to its end, page by page, each page and the place after it in one transaction (S16).
 * Runs in one process at a time, by the lease of its work item; a crash goes on behind the last page that was stored.
 */
export async function pullOrders(connection: Connection, { signal }: ClaimedItem): Promise<WorkOutcome> {
  const { clock, policy, observe } = connection;
  try {
    while (await pullPage(connection, signal)) signal.throwIfAborted();
    return { retryAt: new Date(clock.now().getTime() + policy.pollMs) };
  } catch (error) {
    if (!(error instanceof Throttled)) throw error;
    observe.throttled(error.operation);
    return { retryAt: new Date(clock.now().getTime() + error.retryAfterMs) };
  }
}

/** Resolves with whether there is another page. */
async function pullPage(connection: Connection, signal: AbortSignal): Promise<boolean> {
  const { connector, database, id, clock, policy } = connection;
  const state = await loadPullState(outside(database), id);
  const since = state.since ?? startOf(state, connection);
  // An order that was placed while we read may be missed by this reading; what the feed shows late, by less than the overlap, too.
  const startedAt = state.startedAt ?? clock.now();
  const readThrough = new Date(startedAt.getTime() - policy.overlapMs);
  const { orders, next } = await connector.pullOrders({ since, ...(state.page ? { page: state.page } : {}), signal });
  const newest = orders.reduce<Date | null>((latest, { updatedAt }) => (latest && latest > updatedAt ? latest : updatedAt), state.newest);
  const after: PullState = next ? { cursor: state.cursor, since, page: next, newest, startedAt } : { cursor: newest ?? state.cursor, since: null, page: null, newest: null, startedAt: null };
  await takeInOrders(connection, orders, (tx) => storePullState(tx, id, after, next ? null : readThrough));
  return next !== undefined;
}

function startOf({ cursor }: PullState, { clock, policy }: Connection): Date {
  return cursor ? new Date(cursor.getTime() - policy.overlapMs) : new Date(clock.now().getTime() - policy.lookbackMs);
}
