import { noteEnqueued } from './transaction.js';
import type { Tx } from './work.js';

/** Something to be done outside of a transaction, once it is due: a payment, a call to a channel, a webhook, a deadline. */
export interface WorkItem<P = unknown> {
  readonly kind: string;
  /** With the kind, what it is about; the idempotency key of the effect should be made of it. */
  readonly id: string;
  readonly payload: P;
  /** Default: at once, by the clock of the database, which decides what is due. */
  readonly dueAt?: Date;
}

/**
 * Puts items down for the executors of their kind, in the caller's transaction. An item that is there already is replaced and due anew;
 * if it is being handled right now, that run ends as usual and the new item is handled after it.
 */
export function enqueueWork(tx: Tx, ...items: WorkItem[]): void {
  if (items.length === 0) return;
  const last = new Map(items.map((item) => [`${item.kind}\n${item.id}`, item]));
  const rows = [...last.values()];
  tx.write({
    name: 'work-enqueue',
    text: `insert into messaging.work_item as w (kind, id, payload, due_at)
      select i.kind, i.id, i.payload::jsonb, coalesce(i.due_at, clock_timestamp()) from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) as i(kind, id, payload, due_at) order by i.kind, i.id
      on conflict (kind, id) do update set payload = excluded.payload, due_at = excluded.due_at, revision = w.revision + 1, attempts = 0, last_error = null`,
    values: [rows.map((row) => row.kind), rows.map((row) => row.id), rows.map((row) => JSON.stringify(row.payload ?? null)), rows.map((row) => row.dueAt ?? null)],
  });
  noteEnqueued(tx);
}

/** Takes items back. One that is being handled right now stays: its effect may have happened. Resolves with the ids taken back. */
export async function cancelWork(tx: Tx, kind: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `delete from messaging.work_item where (kind, id) in (
       select kind, id from messaging.work_item where kind = $1 and id = any($2::text[]) and (leased_until is null or leased_until < clock_timestamp()) order by id for update
     ) returning id`, [kind, ids]);
  return rows.map((row) => row.id);
}
