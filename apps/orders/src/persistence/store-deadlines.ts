import type { Tx } from '@onefront/outbox';
import type { OrderBatch, OrderSlot } from '../domain/batch.js';
import type { Deadline } from '../domain/order.js';
import { differenceOf, rowsOfReturn } from './rows.js';

/** Writes deadlines that are new or moved, and takes off those that have passed out of need. */
export function storeDeadlines(tx: Tx, batch: OrderBatch, changes: readonly { slot: OrderSlot; now: ReadonlyMap<string, string> }[]): void {
  const set: [string, string, Deadline][] = [];
  const gone: [string, string][] = [];
  const note = (id: string, deadlines: Record<string, Deadline>, before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>) => {
    const difference = differenceOf('deadline', before, now);
    for (const kind of difference.changed) set.push([id, kind, deadlines[kind]!]);
    for (const kind of difference.gone) gone.push([id, kind]);
  };
  for (const { slot, now } of changes) note(slot.order.id, slot.order.deadlines, slot.before, now);
  for (const { record, before, touched } of batch.returns.values()) if (touched) note(record.id, record.deadlines, before, rowsOfReturn(record));
  upsert(tx, set);
  remove(tx, gone);
}

function upsert(tx: Tx, rows: readonly [string, string, Deadline][]): void {
  if (rows.length === 0) return;
  tx.write({
    name: 'orders-deadlines',
    text: `insert into orders.deadline as d (subject_id, kind, due_at, attempt) select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[])
           on conflict (subject_id, kind) do update set due_at = excluded.due_at, attempt = excluded.attempt`,
    values: [rows.map(([id]) => id), rows.map(([, kind]) => kind), rows.map(([, , one]) => one.due), rows.map(([, , one]) => one.attempt)],
  });
}

function remove(tx: Tx, rows: readonly [string, string][]): void {
  if (rows.length === 0) return;
  tx.write({
    name: 'orders-deadlines-gone',
    text: 'delete from orders.deadline d using unnest($1::text[], $2::text[]) as gone (subject_id, kind) where d.subject_id = gone.subject_id and d.kind = gone.kind',
    values: [rows.map(([id]) => id), rows.map(([, kind]) => kind)],
  });
}
