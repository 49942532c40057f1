import type { Database } from '@onefront/outbox';

const EVERY_MS = 600_000;
const SLICE = 5_000;
/** Days that events are kept (api.md, Events), and deliveries after their end. */
export const FEED_DAYS = 7;

const PRUNE_EVENTS = {
  name: 'feed-prune',
  text: `delete from feed_event where id = any(array(select id from feed_event where at < now() - interval '${FEED_DAYS} days' and position is not null order by position limit ${SLICE} for update skip locked))`,
};
const PRUNE_DELIVERIES = {
  name: 'delivery-prune',
  text: `delete from webhook_delivery where seq = any(array(select seq from webhook_delivery where done_at < now() - interval '${FEED_DAYS} days' limit ${SLICE} for update skip locked))`,
};
/** The newest version before the moment stays: it says what stock was at it. */
const PRUNE_HISTORY = {
  name: 'stock-history-prune',
  text: `delete from stock_history where ctid = any(array(select h.ctid from stock_history h
    where h.at < $1 and exists (select 1 from stock_history n where n.sku = h.sku and n.version > h.version and n.at <= $1) limit ${SLICE} for update skip locked))`,
};
/** What stood at the moment stays here, too. */
const PRUNE_TOLD = {
  name: 'told-prune',
  text: `delete from told_history where ctid = any(array(select h.ctid from told_history h
    where h.at < $1 and exists (select 1 from told_history n where n.channel = h.channel and n.sku = h.sku and n.version > h.version and n.at <= $1) limit ${SLICE} for update skip locked))`,
};
const PRUNE_CONFIRMATIONS = {
  name: 'told-confirmation-prune',
  text: `delete from told_confirmation where ctid = any(array(select h.ctid from told_confirmation h
    where h.read_at < $1 and exists (select 1 from told_confirmation n where n.channel = h.channel and n.sku = h.sku and n.read_at > h.read_at and n.read_at <= $1) limit ${SLICE} for update skip locked))`,
};

export interface Retention {
  /** Days of stock's history, and of what channels were told; 0 = for ever. */
  readonly historyDays: number;
}

/** Deletes what is past its time, in slices. Any number of processes may do so at once. Returns how many rows went. */
export async function clearAway(database: Database, { historyDays }: Retention): Promise<number> {
  let total = await inSlices(database, PRUNE_EVENTS) + await inSlices(database, PRUNE_DELIVERIES);
  const kept = [new Date(Date.now() - historyDays * 86_400_000)];
  if (historyDays > 0) for (const statement of [PRUNE_HISTORY, PRUNE_TOLD, PRUNE_CONFIRMATIONS]) total += await inSlices(database, { ...statement, values: kept });
  return total;
}

async function inSlices(database: Database, statement: { name: string; text: string; values?: unknown[] }): Promise<number> {
  for (let total = 0; ;) {
    const { rowCount } = await database.read(statement);
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < SLICE) return total;
  }
}

/** Clears away every ten minutes until closed. */
export function startRetention(database: Database, retention: Retention): { close(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = clearAway(database, retention).catch((error: unknown) => database.log('what is past its time could not be cleared away', { error }));
  }, EVERY_MS).unref();
  return { close: async () => { clearInterval(timer); await running; } };
}
