import type { Tx } from '@onefront/outbox';
import { ExpectedBook, type PromisedLineRow } from '../domain/expected-book.js';
import type { ExpectedReceipt } from '../domain/expected.js';
import type { StockBook } from '../domain/stock-book.js';
import { sorted, type Needs } from './needs.js';

type ReceiptRow = Omit<ExpectedReceipt, 'closedAt' | 'reference'> & { reference: string | null; closed_at: Date | null };

const RECEIPT = `id, version::float8 as version, sku, location, quantity::float8 as quantity, eta, confidence, source, reference, status, received::float8 as received, promised::float8 as promised, closed_at`;

/** The open receipts of these SKUs with what is promised against them, and those that the batch names. Protected by the locks of their SKUs. */
export async function readExpected(tx: Tx, needs: Needs, skus: readonly string[]): Promise<ExpectedBook> {
  if (skus.length === 0 && needs.expected.size === 0) return new ExpectedBook();
  const receipts = await tx.query<ReceiptRow>({
    name: 'expected-receipts',
    text: `select ${RECEIPT} from inventory.expected_receipt where sku = any($1) and status = 'expected' union select ${RECEIPT} from inventory.expected_receipt where id = any($2)`,
    values: [skus, sorted(needs.expected)],
  });
  const promises = await tx.query<PromisedLineRow>({
    name: 'expected-promises',
    text: `select p.receipt_id as receipt, p.order_id as "orderId", p.line_id as "lineId", p.sku, p.units::float8 as quantity from inventory.expected_promise p join inventory.expected_receipt r on r.id = p.receipt_id
      where p.sku = any($1) order by p.order_id, p.line_id, r.eta, r.id collate "C"`,
    values: [skus],
  });
  return new ExpectedBook(receipts.rows.map(receiptOf), promises.rows);
}

function receiptOf({ reference, closed_at: closedAt, ...row }: ReceiptRow): ExpectedReceipt {
  return { ...row, ...(reference === null ? {} : { reference }), ...(closedAt ? { closedAt } : {}) };
}

export async function storeExpected(tx: Tx, { expected }: StockBook): Promise<void> {
  const rows = [...expected.changed];
  if (rows.length > 0) {
    const { rowCount } = await tx.query({
      name: 'expected-store',
      text: `insert into inventory.expected_receipt (id, version, sku, location, quantity, eta, confidence, source, reference, status, received, promised, closed_at)
        select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::int[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::timestamptz[])
        on conflict (id) do update set version = excluded.version, quantity = excluded.quantity, eta = excluded.eta, confidence = excluded.confidence, source = excluded.source, reference = excluded.reference,
          status = excluded.status, received = excluded.received, promised = excluded.promised, closed_at = excluded.closed_at
        where expected_receipt.sku = excluded.sku and expected_receipt.location = excluded.location`,
      values: [
        rows.map((one) => one.id), rows.map((one) => one.version), rows.map((one) => one.sku), rows.map((one) => one.location), rows.map((one) => one.quantity), rows.map((one) => one.eta), rows.map((one) => one.confidence),
        rows.map((one) => one.source), rows.map((one) => one.reference ?? null), rows.map((one) => one.status), rows.map((one) => one.received), rows.map((one) => one.promised), rows.map((one) => one.closedAt ?? null),
      ],
    });
    // Taken by another process meanwhile for another SKU: decided again, it is seen and refused.
    if (rowCount !== rows.length) throw new Error('the id of an expected receipt was taken meanwhile');
  }
  const lines = [...expected.changedLines.values()];
  if (lines.length === 0) return;
  tx.write({
    name: 'expected-promises-end',
    text: 'delete from inventory.expected_promise p using unnest($1::text[], $2::text[], $3::text[]) as l(order_id, line_id, sku) where p.order_id = l.order_id and p.line_id = l.line_id and p.sku = l.sku',
    values: [lines.map((one) => one.line.orderId), lines.map((one) => one.line.lineId), lines.map((one) => one.line.sku)],
  });
  const promises = lines.flatMap(({ line, promises: own }) => own.map((one) => ({ ...line, ...one })));
  tx.write({
    name: 'expected-promises-store',
    text: 'insert into inventory.expected_promise (receipt_id, order_id, line_id, sku, units) select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])',
    values: [promises.map((one) => one.receipt), promises.map((one) => one.orderId), promises.map((one) => one.lineId), promises.map((one) => one.sku), promises.map((one) => one.quantity)],
  });
}

const RECEIPTS_PER_PAGE = 500;

/** A page of receipts as they are, to be told again; locked, so that nothing newer is told before. */
export async function expectedPage(tx: Tx, { after, key }: { after: string; key?: string | undefined }): Promise<{ receipts: ExpectedReceipt[]; next: string | undefined }> {
  const { rows } = await tx.query<ReceiptRow>(`select ${RECEIPT} from inventory.expected_receipt where id > $1 and ($2::text is null or sku = $2) order by id limit ${RECEIPTS_PER_PAGE} for update`, [after, key ?? null]);
  return { receipts: rows.map(receiptOf), next: rows.length === RECEIPTS_PER_PAGE ? rows.at(-1)!.id : undefined };
}
