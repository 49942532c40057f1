import { enqueueWork, type Database, type Tx } from '@onefront/outbox';

/** Kind of the work items that give back what no order stands for. */
export const ORPHAN = 'orphan-payment';

export interface OrphanWork {
  readonly kind: 'void' | 'refund';
  readonly authorisation: string;
  readonly amount: string;
  readonly currency: string;
}

/**
 * Of these authorisations those that no order stands for: nobody knows them, or their order was refused or cancelled and nothing that was asked about it is open.
 * What failed before is a person's (`attention`).
 */
export async function orphansAmong(database: Database, authorisations: readonly string[]): Promise<Set<string>> {
  const { rows } = await database.read<{ id: string }>({
    name: 'orders-orphans', values: [[...authorisations]],
    text: `select a.id from unnest($1::text[]) as a(id) left join orders.payment p on p.id = a.id left join orders."order" o on o.id = p.order_id
           where p.id is null or (o.status in ('refused', 'cancelled') and not exists (select 1 from orders.payment_entry e where e.payment_id = p.id and (e.state in ('asked', 'unknown') or (e.state = 'failed' and e.kind in ('void', 'refund')))))`,
  });
  return new Set(rows.map((row) => row.id));
}

/** Puts one down and on the work list, once. Returns false when it was there before. */
export async function noteOrphan(tx: Tx, work: OrphanWork, now: Date): Promise<boolean> {
  const id = `orphan-${work.authorisation}-${work.kind}`;
  const { rowCount } = await tx.query({
    name: 'orders-orphan-insert', text: `insert into orders.orphan_payment (id, "authorisation", kind, amount, currency, state) values ($1, $2, $3, $4, $5, 'asked') on conflict do nothing`,
    values: [id, work.authorisation, work.kind, work.amount, work.currency],
  });
  if (rowCount !== 1) return false;
  enqueueWork(tx, { kind: ORPHAN, id, payload: work, dueAt: now });
  return true;
}

export async function orphanAnswered(tx: Tx, id: string, answer: { outcome: 'done' | 'failed' | 'unknown'; detail?: string }): Promise<void> {
  await tx.query({ name: 'orders-orphan-answered', text: `update orders.orphan_payment set state = $2, detail = $3 where id = $1 and state in ('asked', 'unknown')`, values: [id, answer.outcome, answer.detail ?? null] });
}
