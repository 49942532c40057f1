import { enqueueWork, type Database } from '@onefront/outbox';
import { visibleTo } from '../visible.sql.js';

/** The kind of work of the executors; its id is the webhook's. */
export const WEBHOOK = 'webhook';
const EVERY_MS = 100;
const SLICE = 500;
const AT_ONCE = 50;
/** Beyond this the rest waits in the feed: what a dead receiver costs is bounded. */
const BACKLOG = 1_000;

const BEHIND = `from webhook w join client c on c.id = w.client_id cross join feed_sequencer s
  where w.enabled and w.reached < s.position and c.revoked_at is null and 'events:read' = any(c.scopes)
    and (select count(*) from (select 1 from webhook_delivery d where d.webhook_id = w.id and d.status = 'pending' limit ${BACKLOG}) d) < ${BACKLOG}`;

/** The lock on the row is the lease: whoever holds it copies, the others pass by. */
const LEASE = { name: 'webhook-lease', text: `select w.id ${BEHIND} order by w.id limit ${AT_ONCE} for update of w skip locked` };

/** Copies and moves on in one statement, on one snapshot. Positions step by one: a gap means that the feed was cleared before we came. */
const COPY = {
  name: 'webhook-copy',
  text: `with bound as (select position from feed_sequencer),
    slice as materialized (
      select w.id as webhook_id, w.client_id, w.run, w.types, c.channels as own, f.*
      from webhook w join client c on c.id = w.client_id cross join bound b
      cross join lateral (select position, event_id, type, subject, channels, client, at, body, traceparent from feed_event where position > w.reached and position <= b.position order by position limit ${SLICE}) f
      where w.id = any($1)),
    copied as (
      insert into webhook_delivery (id, webhook_id, run, position, event_id, type, subject, at, body, traceparent)
      select gen_random_uuid()::text, webhook_id, run, position, event_id, type, subject, at, body, traceparent from slice e
      where type = any(types) and ${visibleTo({ channels: 'e.own', client: 'e.client_id' }, 'e.')} order by webhook_id, position
      returning webhook_id),
    moved as (
      update webhook w set reached = coalesce(m.last, b.position), version = w.version + m.missed::int,
        notice = case when m.missed then jsonb_build_object('reason', 'expired', 'detail', 'Events after position ' || w.reached || ' were no longer kept.', 'at', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) else w.notice end
      from bound b, (
        select h.id, max(s.position) as last, coalesce(min(s.position) > h.reached + 1, h.reached < max(b.position)) as missed
        from webhook h cross join bound b left join slice s on s.webhook_id = h.id where h.id = any($1) group by h.id, h.reached) m
      where w.id = m.id)
    select distinct c.webhook_id as id from copied c join webhook w on w.id = c.webhook_id where w.open_until is null or w.open_until <= clock_timestamp()`,
};

/**
 * Copies committed events into the work table of the webhooks that want them, in the order of their positions: nothing is lost, nothing doubled,
 * however many processes do it. Returns for how many webhooks there was something to look at.
 */
export async function fanOut(database: Database): Promise<number> {
  const behind = await database.read({ name: 'webhook-behind', text: `select 1 ${BEHIND} limit 1` });
  if (!behind.rowCount) return 0;
  return database.transact(async (tx) => {
    const { rows: leased } = await tx.query<{ id: string }>(LEASE);
    if (leased.length === 0) return 0;
    const { rows } = await tx.query<{ id: string }>({ ...COPY, values: [leased.map((row) => row.id)] });
    // One that pauses has its item already, due when the pause ends.
    enqueueWork(tx, ...rows.map(({ id }) => ({ kind: WEBHOOK, id, payload: {} })));
    return leased.length;
  });
}

export function startFanOut(database: Database): { close(): Promise<void> } {
  let closed = false;
  const failed = (error: unknown) => {
    database.log('webhooks could not be served', { error });
    return 0;
  };
  const loop = (async () => {
    while (!closed) {
      const done = await fanOut(database).catch(failed);
      if (done === 0 && !closed) await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return { close: async () => { closed = true; await loop; } };
}
