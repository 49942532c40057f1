import type { Database } from '@onefront/outbox';
import { pruneBuckets } from '../limits/rate-store.js';

const DAY_MS = 86_400_000;
/** Keys are kept 7 days (api.md); operations a little longer, so that a kept key always finds its operation. */
const KEY_DAYS = 7;
const OPERATION_DAYS = 8;
const SLICE = 5_000;
/** As long as inventory keeps a hold that has ended. */
const HOLD_DAYS = 30;

const pruneKeys = {
  name: 'idempotency-prune',
  text: `delete from idempotency where ctid = any(array(select ctid from idempotency where created_at < $1 limit ${SLICE} for update skip locked))`,
};
/** Ids are UUIDv7: what is older than a moment sorts before its id. */
const pruneOperations = {
  name: 'operation-prune',
  text: `delete from operation where id in (select id from operation where id < $1 and (status <> 'pending' or children > 0) order by id limit ${SLICE} for update skip locked)`,
};

const pruneHolds = {
  name: 'hold-prune',
  text: `delete from hold_view where id in (select id from hold_view where id < $1 and expires_at < $2 and document ->> 'status' <> 'held' order by id limit ${SLICE} for update skip locked)`,
};

/** Deletes what is past its time, in small slices. Any number of processes may do so at once. Returns how many rows went. */
export async function prune(database: Database, now: Date): Promise<number> {
  const keys = await inSlices(database, { ...pruneKeys, values: [new Date(now.getTime() - KEY_DAYS * DAY_MS)] });
  const operations = await inSlices(database, { ...pruneOperations, values: [firstIdAt(now.getTime() - OPERATION_DAYS * DAY_MS)] });
  const holdsBefore = now.getTime() - HOLD_DAYS * DAY_MS;
  const holds = await inSlices(database, { ...pruneHolds, values: [`hold-${firstIdAt(holdsBefore)}`, new Date(holdsBefore)] });
  // By the clock that they are checked by: one that is fast would take valid tokens away.
  const tokens = await database.pool.query('delete from access_token where expires_at < now()');
  return keys + operations + holds + (tokens.rowCount ?? 0) + (await pruneBuckets(database));
}

async function inSlices(database: Database, statement: { name: string; text: string; values: unknown[] }): Promise<number> {
  for (let total = 0; ;) {
    const { rowCount } = await database.read(statement);
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < SLICE) return total;
  }
}

/** The smallest UUIDv7 of a millisecond. */
export function firstIdAt(milliseconds: number): string {
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

/** Prunes every ten minutes until closed. */
export function startPruning(database: Database): { close(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = prune(database, new Date()).catch((error: unknown) => database.log('pruning failed', { error }));
  }, 600_000).unref();
  return { close: async () => { clearInterval(timer); await running; } };
}
