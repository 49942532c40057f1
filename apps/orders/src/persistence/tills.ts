import type { Tx } from '@onefront/outbox';
import type { OrderBatch } from '../domain/batch.js';
import type { TillSale, TillState } from '../domain/tills.js';

/** A till that a batch may change, and the sequences of the sales that it brings. */
export interface WantedTill {
  readonly id: string;
  readonly sequences: readonly number[];
}

/** Locks tills by id, with the sales that they are asked to take. One that is not registered has version 0. */
export async function lockTills(tx: Tx, wanted: readonly WantedTill[], batch: OrderBatch): Promise<void> {
  if (wanted.length === 0) return;
  for (const { id } of wanted) batch.tills.set(id, { id, version: 0, till: undefined, accepted: 0, sales: new Map(), fresh: [], touched: false });
  const { rows } = await tx.query<{ id: string; version: string; accepted: number; document: NonNullable<TillState['till']> }>({
    name: 'tills-lock', text: 'select id, version, accepted, document from orders.till where id = any($1::text[]) order by id for update', values: [[...batch.tills.keys()].sort()],
  });
  for (const row of rows) Object.assign(batch.tills.get(row.id)!, { version: Number(row.version), accepted: row.accepted, till: row.document });
  const asked = wanted.flatMap(({ id, sequences }) => sequences.map((sequence) => [id, sequence] as const));
  if (asked.length === 0) return;
  const sales = await tx.query<TillSale & { till: string } & Record<string, unknown>>({
    name: 'till-sales',
    text: `select s.till, s.sequence, s.sale_id as "saleId", s.fingerprint, s.order_id as "orderId" from unnest($1::text[], $2::int[]) as a(till, sequence) join orders.till_sale s using (till, sequence)`,
    values: [asked.map(([id]) => id), asked.map(([, sequence]) => sequence)],
  });
  for (const { till, ...sale } of sales.rows) batch.tills.get(till)!.sales.set(sale.sequence, sale);
}

const TILLS_PER_PAGE = 200;

/** A page of tills as they are, or one of them; locked, so that nothing newer is told before. */
export async function tillPage(tx: Tx, { after, key }: { after: string; key?: string | undefined }): Promise<TillState[]> {
  const { rows } = await tx.query<{ id: string; version: string; accepted: number; document: NonNullable<TillState['till']> }>(
    `select id, version, accepted, document from orders.till where id > $1 and ($2::text is null or id = $2) order by id limit ${TILLS_PER_PAGE} for update`, [after, key ?? null],
  );
  return rows.map(({ id, version, accepted, document }) => ({ id, version: Number(version), till: document, accepted, sales: new Map(), fresh: [], touched: false }));
}

/** Behind the orders of the sales. Constraints hold that no sequence is there twice and none is left out. */
export function storeTills(tx: Tx, { tills }: OrderBatch): void {
  const touched = [...tills.values()].filter((one) => one.touched).sort((a, b) => (a.id < b.id ? -1 : 1));
  if (touched.length === 0) return;
  tx.write({
    name: 'tills-store',
    text: `insert into orders.till as t (id, version, location, channel, accepted, document) select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::int[], $6::jsonb[])
           on conflict (id) do update set version = excluded.version, location = excluded.location, channel = excluded.channel, accepted = excluded.accepted, document = excluded.document, changed_at = clock_timestamp()`,
    values: [
      touched.map((one) => one.id), touched.map((one) => one.version), touched.map((one) => one.till!.location), touched.map((one) => one.till!.channel), touched.map((one) => one.accepted), touched.map((one) => JSON.stringify(one.till)),
    ],
  });
  const sales = touched.flatMap(({ id, fresh }) => fresh.map((sale) => ({ id, ...sale })));
  if (sales.length === 0) return;
  tx.write({
    name: 'till-sales-store', text: 'insert into orders.till_sale (till, sequence, sale_id, fingerprint, order_id) select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[])',
    values: [sales.map((one) => one.id), sales.map((one) => one.sequence), sales.map((one) => one.saleId), sales.map((one) => one.fingerprint), sales.map((one) => one.orderId)],
  });
}
