import type { Tx } from '@onefront/outbox';
import type { CountLine, ShelfMove, StockCount } from '../domain/counts.js';
import type { LedgerReason } from '../domain/level.js';
import { OpenWork } from '../domain/open-work.js';
import { placeOf } from '../domain/reservations.js';
import type { StockBook, WorkOnStock } from '../domain/stock-book.js';
import type { Transfer, TransferLine } from '../domain/transfers.js';
import { sorted, type Needs } from './needs.js';
import { readPopups, skusOfPopups, storePopups } from './popup.repository.js';

interface TransferRow { id: string; version: number; client: string; from_location: string; to_location: string; reference: string | null; status: Transfer['status']; shipped_at: Date; closed_at: Date | null }
type TransferLineRow = TransferLine & { transfer_id: string };
interface CountRow { id: string; version: number; client: string; location: string; whole: boolean; reference: string | null; status: StockCount['status']; opened_at: Date; closed_at: Date | null; uncounted: string[] }
interface CountLineRow { count_id: string; sku: string; opened_version: number | null; opened_on_shelf: number | null; counted: number | null; counted_at: Date | null; expected: number | null; difference: number; superseded: boolean }

const TRANSFER = 'id, version::float8 as version, client, from_location, to_location, reference, status, shipped_at, closed_at';
const TRANSFER_LINE = 'transfer_id, sku, shipped::float8 as shipped, received::float8 as received, damaged::float8 as damaged, missing::float8 as missing, found::float8 as found';
const COUNT = 'id, version::float8 as version, client, location, whole, reference, status, opened_at, closed_at, uncounted';
const COUNT_LINE = 'count_id, sku, opened_version::float8 as opened_version, opened_on_shelf::float8 as opened_on_shelf, counted::float8 as counted, counted_at, expected::float8 as expected, difference::float8 as difference, superseded';

export interface LockedWork { readonly transfers: OpenWork<Transfer>; readonly counts: OpenWork<StockCount>; readonly skus: readonly string[] }

/** Locks the transfers and counts that the batch continues, after orders and before SKUs in the order of locks, and says which SKUs they are about. Nothing where there are none. */
export async function lockWork(tx: Tx, needs: Needs): Promise<LockedWork | undefined> {
  if (needs.transfers.size === 0 && needs.stockCounts.size === 0 && needs.popups.size === 0) return undefined;
  const transfers = await lockTransfers(tx, sorted(needs.transfers));
  const counts = await lockCounts(tx, sorted(needs.stockCounts.keys()));
  for (const count of counts) {
    // As many promises may break there as there are.
    for (const sku of needs.stockCounts.get(count.id)!.counted.keys()) needs.counts(sku, count.location, 0);
  }
  const skus = [...transfers.flatMap((one) => one.lines.map((line) => line.sku)), ...counts.flatMap((one) => [...needs.stockCounts.get(one.id)!.counted.keys()]), ...(await skusOfPopups(tx, needs))];
  return { transfers: new OpenWork(transfers), counts: new OpenWork(counts), skus };
}

/** Lines are read by a statement of their own: that which waits for a lock would show them as they were before the wait. */
async function lockTransfers(tx: Tx, ids: readonly string[]): Promise<Transfer[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.query<TransferRow>({ name: 'transfers-lock', text: `select ${TRANSFER} from inventory.transfer where id = any($1) order by id for update`, values: [ids] });
  const lines = rows.length === 0 ? [] : (await tx.query<TransferLineRow>({ name: 'transfer-lines', text: `select ${TRANSFER_LINE} from inventory.transfer_line where transfer_id = any($1) order by transfer_id, sku collate "C"`, values: [ids] })).rows;
  return rows.map((row) => transferOf(row, lines.filter((line) => line.transfer_id === row.id)));
}

async function lockCounts(tx: Tx, ids: readonly string[]): Promise<StockCount[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.query<CountRow>({ name: 'counts-lock', text: `select ${COUNT} from inventory.stock_count where id = any($1) order by id for update`, values: [ids] });
  const lines = rows.length === 0 ? [] : (await tx.query<CountLineRow>({ name: 'count-lines', text: `select ${COUNT_LINE} from inventory.stock_count_line where count_id = any($1) order by count_id, sku collate "C"`, values: [ids] })).rows;
  return rows.map((row) => countOf(row, lines.filter((line) => line.count_id === row.id)));
}

/** Under the locks of the SKUs: what has moved at the counted places since the earliest of their times, and what lies where a count is closed. */
export async function readForWork(tx: Tx, { needs, locked, now }: { needs: Needs; locked: LockedWork | undefined; now: Date }): Promise<WorkOnStock | undefined> {
  if (!locked) return undefined;
  const { transfers, counts } = locked;
  const asked = [...needs.stockCounts].flatMap(([id, { counted }]) => {
    const count = counts.get(id);
    return count ? [...counted].map(([sku, at]) => ({ sku, location: count.location, at })) : [];
  });
  const closing = [...needs.stockCounts].flatMap(([id, { closes }]) => (closes && counts.get(id)?.whole ? [counts.get(id)!.location] : []));
  return { transfers, counts, since: await readSince(tx, asked), lying: await readLying(tx, closing), popups: await readPopups(tx, needs, now) };
}

/** What a till had sold before that time was not there to be counted, whenever it was handed in (S22). */
async function readSince(tx: Tx, asked: ReadonlyArray<{ sku: string; location: string; at: Date }>): Promise<Map<string, ShelfMove[]>> {
  const since = new Map<string, ShelfMove[]>();
  if (asked.length === 0) return since;
  const { rows } = await tx.query<{ sku: string; location: string; at: Date; reason: LedgerReason; reference: string; shelf: number }>({
    name: 'ledger-since',
    text: `select l.sku, l.location, l.at, l.reason, l.reference, (l.on_hand - l.in_transit)::float8 as shelf from unnest($1::text[], $2::text[], $3::timestamptz[]) as a(sku, location, at)
      join inventory.stock_ledger l on l.sku = a.sku and l.location = a.location and l.at > a.at
      where (l.on_hand <> l.in_transit or l.reason in ('count', 'cycle-count')) and not exists (select from inventory.till_sale s where s.order_id = l.reference and s.sold_at <= a.at) order by l.sku, l.version, l.position`,
    values: [asked.map((one) => one.sku), asked.map((one) => one.location), asked.map((one) => one.at)],
  });
  for (const { sku, location, ...move } of rows) {
    const key = placeOf(sku, location);
    since.set(key, [...(since.get(key) ?? []), move]);
  }
  return since;
}

async function readLying(tx: Tx, locations: readonly string[]): Promise<Map<string, Array<{ sku: string; onShelf: number }>>> {
  const lying = new Map(locations.map((location): [string, Array<{ sku: string; onShelf: number }>] => [location, []]));
  if (lying.size === 0) return lying;
  const { rows } = await tx.query<{ sku: string; location: string; on_shelf: number }>({
    name: 'levels-lying', text: `select sku, location, (on_hand - in_transit)::float8 as on_shelf from inventory.stock_level where location = any($1) and on_hand > in_transit order by location, sku collate "C"`, values: [[...lying.keys()].sort()],
  });
  for (const { sku, location, on_shelf: onShelf } of rows) lying.get(location)!.push({ sku, onShelf });
  return lying;
}

function transferOf({ from_location: from, to_location: to, reference, shipped_at: shippedAt, closed_at: closedAt, ...row }: TransferRow, lines: readonly TransferLineRow[]): Transfer {
  const own = lines.map(({ transfer_id: _transfer, ...line }) => line);
  return { ...row, from, to, shippedAt, ...(reference === null ? {} : { reference }), ...(closedAt ? { closedAt } : {}), lines: own };
}

function countOf({ reference, opened_at: openedAt, closed_at: closedAt, ...row }: CountRow, lines: readonly CountLineRow[]): StockCount {
  return { ...row, openedAt, ...(reference === null ? {} : { reference }), ...(closedAt ? { closedAt } : {}), lines: lines.map(countLineOf) };
}

function countLineOf({ sku, opened_version: version, opened_on_shelf: shelf, counted, counted_at: countedAt, expected, difference, superseded }: CountLineRow): CountLine {
  return {
    sku, difference, ...(version === null ? {} : { opened: { version, onShelf: shelf! } }), ...(counted === null ? {} : { counted, countedAt: countedAt! }), ...(expected === null ? {} : { expected }), ...(superseded ? { superseded } : {}),
  };
}

const WORK_PER_PAGE = 50;

/** A page of transfers and counts as they are, or one of them; locked, so that nothing newer is told before. */
export async function workPage(tx: Tx, { after, key }: { after: string; key?: string | undefined }): Promise<{ transfers: Transfer[]; counts: StockCount[]; next: string | undefined }> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from (select id from inventory.transfer union all select id from inventory.stock_count) w where id > $1 and ($2::text is null or id = $2) order by id limit ${WORK_PER_PAGE}`, [after, key ?? null]);
  const ids = rows.map((row) => row.id);
  return { transfers: await lockTransfers(tx, ids), counts: await lockCounts(tx, ids), next: ids.length === WORK_PER_PAGE ? ids.at(-1) : undefined };
}

export function storeWork(tx: Tx, book: StockBook): void {
  const { transfers, counts } = book;
  storeTransfers(tx, sortedById(transfers.changed));
  storeCounts(tx, sortedById(counts.changed));
  storePopups(tx, book);
}

function sortedById<T extends { readonly id: string }>(changed: ReadonlySet<T>): T[] {
  return [...changed].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function storeTransfers(tx: Tx, rows: readonly Transfer[]): void {
  if (rows.length === 0) return;
  tx.write({
    name: 'transfers-store',
    text: `insert into inventory.transfer (id, version, client, from_location, to_location, reference, status, shipped_at, closed_at)
      select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[])
      on conflict (id) do update set version = excluded.version, status = excluded.status, closed_at = excluded.closed_at`,
    values: [
      rows.map((one) => one.id), rows.map((one) => one.version), rows.map((one) => one.client), rows.map((one) => one.from), rows.map((one) => one.to), rows.map((one) => one.reference ?? null),
      rows.map((one) => one.status), rows.map((one) => one.shippedAt), rows.map((one) => one.closedAt ?? null),
    ],
  });
  const lines = rows.flatMap(({ id, lines: own }) => own.map((line) => ({ id, ...line })));
  tx.write({
    name: 'transfer-lines-store',
    text: `insert into inventory.transfer_line (transfer_id, sku, shipped, received, damaged, missing, found)
      select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
      on conflict (transfer_id, sku) do update set received = excluded.received, damaged = excluded.damaged, missing = excluded.missing, found = excluded.found`,
    values: [
      lines.map((one) => one.id), lines.map((one) => one.sku), lines.map((one) => one.shipped), lines.map((one) => one.received), lines.map((one) => one.damaged), lines.map((one) => one.missing), lines.map((one) => one.found),
    ],
  });
}

function storeCounts(tx: Tx, rows: readonly StockCount[]): void {
  if (rows.length === 0) return;
  tx.write({
    name: 'counts-store',
    text: `insert into inventory.stock_count (id, version, client, location, whole, reference, status, opened_at, closed_at, uncounted)
      select id, version, client, location, whole, reference, status, opened_at, closed_at, array(select jsonb_array_elements_text(uncounted::jsonb))
      from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[], $10::text[])
        as c(id, version, client, location, whole, reference, status, opened_at, closed_at, uncounted)
      on conflict (id) do update set version = excluded.version, status = excluded.status, closed_at = excluded.closed_at, uncounted = excluded.uncounted`,
    values: [
      rows.map((one) => one.id), rows.map((one) => one.version), rows.map((one) => one.client), rows.map((one) => one.location), rows.map((one) => one.whole), rows.map((one) => one.reference ?? null),
      rows.map((one) => one.status), rows.map((one) => one.openedAt), rows.map((one) => one.closedAt ?? null), rows.map((one) => JSON.stringify(one.uncounted)),
    ],
  });
  const lines = rows.flatMap(({ id, lines: own }) => own.map((line) => ({ id, ...line })));
  if (lines.length === 0) return;
  tx.write({
    name: 'count-lines-store',
    text: `insert into inventory.stock_count_line (count_id, sku, opened_version, opened_on_shelf, counted, counted_at, expected, difference, superseded)
      select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::bigint[], $8::bigint[], $9::boolean[])
      on conflict (count_id, sku) do update set counted = excluded.counted, counted_at = excluded.counted_at, expected = excluded.expected, difference = excluded.difference, superseded = excluded.superseded`,
    values: [
      lines.map((one) => one.id), lines.map((one) => one.sku), lines.map((one) => one.opened?.version ?? null), lines.map((one) => one.opened?.onShelf ?? null), lines.map((one) => one.counted ?? null),
      lines.map((one) => one.countedAt ?? null), lines.map((one) => one.expected ?? null), lines.map((one) => one.difference), lines.map((one) => one.superseded ?? false),
    ],
  });
}
