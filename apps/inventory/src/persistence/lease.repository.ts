import { enqueueWork, type Tx } from '@onefront/outbox';
import { OpenWork } from '../domain/open-work.js';
import { placeOf } from '../domain/reservations.js';
import type { StockBook, WorkOfTills } from '../domain/stock-book.js';
import { leftOf, type LeaseLine, type StockLease } from '../domain/stock-lease.js';
import { TillQueue } from '../domain/till-queue.js';
import { sorted, type Needs } from './needs.js';

/** Work: a till has not come back in time; what is counted by then is taken back. */
export const RECLAIM_LEASE = 'reclaim-lease';

interface LeaseRow { till: string; version: number; location: string; channel: string; serial: number; sequence: number; expires_at: Date; reclaim_from: Date }
type LineRow = LeaseLine & { till: string };

const LEASE = 'till, version::float8 as version, location, channel, serial::float8 as serial, sequence::float8 as sequence, expires_at, reclaim_from';

/** What the batch needs of tills, under the locks of their leases (locked like orders). Nothing where there are none. */
export async function readTills(tx: Tx, needs: Needs): Promise<WorkOfTills | undefined> {
  if (needs.tills.size === 0) return undefined;
  const ids = sorted(needs.tills.keys());
  return { leases: new OpenWork(await readLeases(tx, ids, sorted(needs.skus))), queues: await readQueues(tx, needs, ids), countedAt: await readCountedAt(tx, needs) };
}

/** SKUs of leases that may change as a whole. Nobody else can add a line while the lease is locked. */
export async function skusOfLeases(tx: Tx, { wholeLeases }: Needs): Promise<string[]> {
  if (wholeLeases.size === 0) return [];
  const { rows } = await tx.query<{ sku: string }>({ name: 'lease-skus', text: 'select distinct sku from inventory.stock_lease_line where till = any($1) and (wanted > 0 or granted > sold + returned)', values: [sorted(wholeLeases)] });
  return rows.map((row) => row.sku);
}

/** Of each lease the lines that are open or asked for last, and those of these SKUs. */
async function readLeases(tx: Tx, tills: readonly string[], skus: readonly string[]): Promise<StockLease[]> {
  const { rows } = await tx.query<LeaseRow>({ name: 'leases-read', text: `select ${LEASE} from inventory.stock_lease where till = any($1) order by till`, values: [tills] });
  if (rows.length === 0) return [];
  const { rows: lines } = await tx.query<LineRow>({
    name: 'lease-lines-read',
    text: `select till, sku, wanted::float8 as wanted, granted::float8 as granted, sold::float8 as sold, returned::float8 as returned from inventory.stock_lease_line
      where till = any($1) and (wanted > 0 or granted > sold + returned or sku = any($2)) order by till, sku collate "C"`,
    values: [tills, skus],
  });
  return rows.map((row) => leaseOf(row, lines));
}

function leaseOf({ till, expires_at: expiresAt, reclaim_from: reclaimFrom, ...row }: LeaseRow, lines: readonly LineRow[]): StockLease {
  return { id: till, ...row, expiresAt, reclaimFrom, lines: new Map(lines.filter((line) => line.till === till).map(({ till: _till, ...line }) => [line.sku, line])) };
}

/** A till that has sold keeps its location: it has one queue. */
async function readQueues(tx: Tx, needs: Needs, ids: readonly string[]): Promise<Map<string, TillQueue>> {
  const { rows } = await tx.query<{ till: string; location: string; acknowledged: number; last: number; beyond: number[] }>({
    name: 'till-queues',
    text: `select q.device as till, q.location, q.acknowledged::float8 as acknowledged, q.last_sequence::float8 as last,
        array(select s.sequence::float8 from inventory.till_sale s where s.till = q.device and s.sequence > q.acknowledged order by 1) as beyond
      from unnest($1::text[], $2::text[]) as a(till, location) join inventory.device_queue q on q.device = a.till and q.location = a.location`,
    values: [ids, ids.map((id) => needs.tills.get(id)!)],
  });
  return new Map(rows.map(({ till, location, ...state }) => [till, new TillQueue(till, location, state)]));
}

/** When the places of the batch's sales were last counted, where that was after the earliest of them. */
async function readCountedAt(tx: Tx, { tillSales }: Needs): Promise<Map<string, Date>> {
  const places = [...tillSales.values()];
  if (places.length === 0) return new Map();
  const { rows } = await tx.query<{ sku: string; location: string; at: Date | null }>({
    name: 'counted-at',
    text: `select p.sku, p.location, greatest(
        (select max(l.counted_at) from inventory.stock_count_line l join inventory.stock_count c on c.id = l.count_id where l.sku = p.sku and c.location = p.location and l.counted_at > p.since),
        (select max(m.at) from inventory.stock_ledger m where m.sku = p.sku and m.location = p.location and m.reason = 'count' and m.at > p.since)) as at
      from unnest($1::text[], $2::text[], $3::timestamptz[]) as p(sku, location, since)`,
    values: [places.map((one) => one.sku), places.map((one) => one.location), places.map((one) => one.since)],
  });
  return new Map(rows.flatMap(({ sku, location, at }) => (at ? [[placeOf(sku, location), at] as const] : [])));
}

/** Where a till has its lease; undefined when it has none. */
export async function locationOfLease(tx: Tx, till: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ location: string }>({ name: 'lease-location', text: 'select location from inventory.stock_lease where till = $1', values: [till] });
  return rows[0]?.location;
}

/** SKUs of a lease whose device has not come back in time, that were counted since it stopped selling; read under the lock of the lease. */
export async function countedSinceExpiry(tx: Tx, till: string): Promise<Set<string>> {
  const { rows } = await tx.query<{ sku: string }>({
    name: 'lease-counted',
    text: `select n.sku from inventory.stock_lease l join inventory.stock_lease_line n using (till) where l.till = $1 and l.reclaim_from <= clock_timestamp() and n.granted > n.sold + n.returned and (
        exists (select from inventory.stock_count_line k join inventory.stock_count c on c.id = k.count_id where k.sku = n.sku and c.location = l.location and k.counted_at >= l.expires_at)
        or exists (select from inventory.stock_ledger m where m.sku = n.sku and m.location = l.location and m.reason = 'count' and m.at >= l.expires_at))`,
    values: [till],
  });
  return new Set(rows.map((row) => row.sku));
}

/** Leases with something left at places that this batch has counted, whose time is over: somebody looks at them. */
export async function wakeReclaim(tx: Tx, { counts, ledger, now }: StockBook): Promise<void> {
  const locations = new Set([...[...counts.changed].map((one) => one.location), ...ledger.filter((row) => row.reason === 'count').map((row) => row.location)]);
  if (locations.size === 0) return;
  const { rows } = await tx.query<{ till: string; at: Date }>({
    name: 'leases-counted', text: `select till, greatest(reclaim_from, $2::timestamptz) as at from inventory.stock_lease where location = any($1) and expires_at <= $2 order by till`, values: [sorted(locations), now],
  });
  enqueueWork(tx, ...rows.map(({ till, at }) => ({ kind: RECLAIM_LEASE, id: till, payload: null, dueAt: at })));
}

/** Writes leases that have changed, the sales that have come, and how far each till is. */
export function storeTills(tx: Tx, { leases, queues }: StockBook): void {
  storeLeases(tx, [...leases.changed].sort((a, b) => (a.id < b.id ? -1 : 1)));
  const changed = [...queues.values()].filter((one) => one.touched).sort((a, b) => (a.till < b.till ? -1 : 1));
  if (changed.length === 0) return;
  const sales = changed.flatMap(({ till, fresh }) => fresh.map((sale) => ({ till, ...sale })));
  if (sales.length > 0) {
    tx.write({
      name: 'till-sales-note', text: 'insert into inventory.till_sale (till, sequence, order_id, sold_at) select * from unnest($1::text[], $2::bigint[], $3::text[], $4::timestamptz[])',
      values: [sales.map((one) => one.till), sales.map((one) => one.sequence), sales.map((one) => one.orderId), sales.map((one) => one.soldAt)],
    });
  }
  tx.write({
    name: 'device-queues-note',
    text: `insert into inventory.device_queue as q (location, device, last_sequence, acknowledged) select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
      on conflict (location, device) do update set acknowledged = greatest(q.acknowledged, excluded.acknowledged), last_sequence = greatest(q.last_sequence, excluded.last_sequence), at = now()`,
    values: [changed.map((one) => one.location), changed.map((one) => one.till), changed.map((one) => one.last), changed.map((one) => one.acknowledged)],
  });
}

function storeLeases(tx: Tx, changed: readonly StockLease[]): void {
  if (changed.length === 0) return;
  tx.write({
    name: 'leases-store',
    text: `insert into inventory.stock_lease (till, version, location, channel, serial, sequence, expires_at, reclaim_from)
      select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::timestamptz[])
      on conflict (till) do update set version = excluded.version, location = excluded.location, channel = excluded.channel, serial = excluded.serial, sequence = excluded.sequence,
        expires_at = excluded.expires_at, reclaim_from = excluded.reclaim_from`,
    values: [
      changed.map((one) => one.id), changed.map((one) => one.version), changed.map((one) => one.location), changed.map((one) => one.channel), changed.map((one) => one.serial), changed.map((one) => one.sequence),
      changed.map((one) => one.expiresAt), changed.map((one) => one.reclaimFrom),
    ],
  });
  const lines = changed.flatMap(({ id, lines: own }) => [...own.values()].map((line) => ({ id, ...line })));
  tx.write({
    name: 'lease-lines-store',
    text: `insert into inventory.stock_lease_line (till, sku, wanted, granted, sold, returned) select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
      on conflict (till, sku) do update set wanted = excluded.wanted, granted = excluded.granted, sold = excluded.sold, returned = excluded.returned`,
    values: [lines.map((one) => one.id), lines.map((one) => one.sku), lines.map((one) => one.wanted), lines.map((one) => one.granted), lines.map((one) => one.sold), lines.map((one) => one.returned)],
  });
  const open = changed.filter((one) => [...one.lines.values()].some((line) => leftOf(line) > 0));
  enqueueWork(tx, ...open.map((one) => ({ kind: RECLAIM_LEASE, id: one.id, payload: null, dueAt: one.reclaimFrom })));
}

const LEASES_PER_PAGE = 100;

/** A page of leases as they are, or one of them; locked, so that nothing newer is told before. */
export async function leasePage(tx: Tx, { after, key }: { after: string; key?: string | undefined }): Promise<{ leases: StockLease[]; next: string | undefined }> {
  const { rows } = await tx.query<{ till: string }>(`select till from inventory.stock_lease where till > $1 and ($2::text is null or till = $2) order by till limit ${LEASES_PER_PAGE} for update`, [after, key ?? null]);
  const ids = rows.map((row) => row.till);
  return { leases: await readLeases(tx, ids, []), next: ids.length === LEASES_PER_PAGE ? ids.at(-1) : undefined };
}
