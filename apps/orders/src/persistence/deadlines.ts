import type { Database, Tx } from '@onefront/outbox';

export interface DueSubject {
  readonly subjectId: string;
  readonly kinds: readonly string[];
}

/** Subjects with deadlines that have passed, the longest overdue first. */
export async function readDue(database: Database, now: Date, limit: number): Promise<DueSubject[]> {
  const { rows } = await database.read<{ subject_id: string; kinds: string[] }>({
    name: 'orders-due',
    text: `select subject_id, array_agg(kind order by kind) as kinds from (select subject_id, kind, due_at from orders.deadline where due_at <= $1 order by due_at limit $2) as due
           group by subject_id order by min(due_at)`,
    values: [now, limit],
  });
  return rows.map((row) => ({ subjectId: row.subject_id, kinds: row.kinds }));
}

/** The placement of an order, as it came. */
export async function readPlacement(tx: Tx, orderId: string): Promise<unknown> {
  const { rows } = await tx.query<{ placement: unknown }>({ name: 'orders-placement', text: 'select placement from orders."order" where id = $1', values: [orderId] });
  return rows[0]?.placement;
}
