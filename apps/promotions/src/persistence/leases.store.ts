import { enqueueWork, type Tx } from '@onefront/outbox';
import type { Books, CouponLease, CouponLeaseLine } from '../domain/books.js';
import { leftOf } from '../domain/coupon-lease.js';
import { TillQueue } from '../domain/till-queue.js';
import type { Reader } from './rules-cache.js';

/** Work: a till has not come back in time; what it has left is free again. */
export const RECLAIM_COUPONS = 'reclaim-coupons';
/** Milliseconds until we look again for sales that are on their way. */
const LOOK_AGAIN_MS = 60_000;

/** What a batch needs of tills: those that are heard of, and the coupons (keys) that words name. */
export interface TillRefs { readonly tills: readonly string[]; readonly keys: readonly string[] }

interface LeaseRow extends Record<string, unknown> { till: string; version: number; channel: string; serial: number; sequence: number; expires_at: Date; reclaim_from: Date }
type LineRow = CouponLeaseLine & { till: string } & Record<string, unknown>;

/** Locks a till's row each, in sorted order, after sales and before coupons; one that was not there is made. Nothing where no till is heard of. */
export async function loadTills(tx: Reader, books: Books, { tills, keys }: TillRefs): Promise<void> {
  if (tills.length === 0) return;
  const { rows } = await tx.query<{ id: string; acknowledged: number; last: number; now: Date }>({
    name: 'till-lock', values: [[...tills]],
    text: `insert into promotions.till as t (id) select distinct id from unnest($1::text[]) as wanted(id) order by id
      on conflict (id) do update set id = t.id returning id, acknowledged::float8 as acknowledged, last_sequence::float8 as last, clock_timestamp() as now`,
  });
  const beyond = await tx.query<{ till: string; sequence: number }>({
    name: 'till-sales-beyond', values: [[...tills]],
    text: 'select s.till, s.sequence::float8 as sequence from promotions.till t join promotions.till_sale s on s.till = t.id and s.sequence > t.acknowledged where t.id = any($1::text[])',
  });
  for (const { id, acknowledged, last, now } of rows) {
    books.tills.set(id, new TillQueue(id, { acknowledged, last, beyond: beyond.rows.filter((one) => one.till === id).map((one) => one.sequence) }));
    if (now > books.now) books.now = now;
  }
  for (const lease of await readLeases(tx, tills, keys)) books.leases.set(lease.id, lease);
}

/** Of each lease the lines that are open or asked for last, and those of these coupons. */
async function readLeases(tx: Reader, tills: readonly string[], keys: readonly string[]): Promise<CouponLease[]> {
  const { rows } = await tx.query<LeaseRow>({
    name: 'coupon-leases', values: [[...tills]],
    text: 'select till, version::float8 as version, channel, serial::float8 as serial, sequence::float8 as sequence, expires_at, reclaim_from from promotions.coupon_lease where till = any($1::text[]) order by till',
  });
  if (rows.length === 0) return [];
  const { rows: lines } = await tx.query<LineRow>({
    name: 'coupon-lease-lines', values: [[...tills], [...keys]],
    text: `select l.till, l.key, c.code, l.wanted, l.granted::float8 as granted, l.used::float8 as used, l.returned::float8 as returned from promotions.coupon_lease_line l join promotions.coupon c using (key)
      where l.till = any($1::text[]) and (l.wanted > 0 or l.granted > l.used + l.returned or l.key = any($2::text[])) order by l.till, l.key`,
  });
  return rows.map(({ till, expires_at: expiresAt, reclaim_from: reclaimFrom, ...row }) => ({
    id: till, ...row, expiresAt, reclaimFrom, lines: new Map(lines.filter((line) => line.till === till).map(({ till: _till, ...line }) => [line.key, line as CouponLeaseLine])),
  }));
}

/** Writes what has changed of tills, after coupons, sales and uses. */
export function storeTills(tx: Tx, { tills, leases, leaseUses }: Books): void {
  storeQueues(tx, [...tills.values()].filter((one) => one.changed).sort((a, b) => (a.till < b.till ? -1 : 1)));
  storeLeases(tx, [...leases.values()].filter((one) => one.changed).sort((a, b) => (a.id < b.id ? -1 : 1)));
  if (leaseUses.length === 0) return;
  tx.write({
    name: 'coupon-lease-uses', text: 'insert into promotions.coupon_lease_use (key, order_id, till) select * from unnest($1::text[], $2::text[], $3::text[])',
    values: [leaseUses.map((one) => one.key), leaseUses.map((one) => one.orderId), leaseUses.map((one) => one.till)],
  });
}

function storeQueues(tx: Tx, queues: readonly TillQueue[]): void {
  if (queues.length === 0) return;
  const sales = queues.flatMap(({ till, fresh }) => fresh.map((sale) => ({ till, ...sale })));
  if (sales.length > 0) tx.write({
    name: 'till-sales-store', text: 'insert into promotions.till_sale (till, sequence, order_id) select * from unnest($1::text[], $2::bigint[], $3::text[])',
    values: [sales.map((one) => one.till), sales.map((one) => one.sequence), sales.map((one) => one.orderId)],
  });
  tx.write({
    name: 'tills-store', text: 'update promotions.till t set acknowledged = n.acknowledged, last_sequence = n.last from unnest($1::text[], $2::bigint[], $3::bigint[]) as n(id, acknowledged, last) where t.id = n.id',
    values: [queues.map((one) => one.till), queues.map((one) => one.acknowledged), queues.map((one) => one.last)],
  });
}

function storeLeases(tx: Tx, changed: readonly CouponLease[]): void {
  if (changed.length === 0) return;
  const of = <T>(member: (one: CouponLease) => T): T[] => changed.map(member);
  tx.write({
    name: 'coupon-leases-store',
    text: `insert into promotions.coupon_lease (till, version, channel, serial, sequence, expires_at, reclaim_from)
      select * from unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::timestamptz[])
      on conflict (till) do update set version = excluded.version, channel = excluded.channel, serial = excluded.serial, sequence = excluded.sequence, expires_at = excluded.expires_at, reclaim_from = excluded.reclaim_from`,
    values: [of((one) => one.id), of((one) => one.version), of((one) => one.channel), of((one) => one.serial), of((one) => one.sequence), of((one) => one.expiresAt), of((one) => one.reclaimFrom)],
  });
  const lines = changed.flatMap(({ id, lines: own }) => [...own.values()].map((line) => ({ id, ...line })));
  if (lines.length > 0) tx.write({
    name: 'coupon-lease-lines-store',
    text: `insert into promotions.coupon_lease_line (till, key, wanted, granted, used, returned) select * from unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[])
      on conflict (till, key) do update set wanted = excluded.wanted, granted = excluded.granted, used = excluded.used, returned = excluded.returned`,
    values: [lines.map((one) => one.id), lines.map((one) => one.key), lines.map((one) => one.wanted), lines.map((one) => one.granted), lines.map((one) => one.used), lines.map((one) => one.returned)],
  });
  const open = changed.filter((one) => [...one.lines.values()].some((line) => leftOf(line) > 0));
  enqueueWork(tx, ...open.map((one) => ({ kind: RECLAIM_COUPONS, id: one.id, payload: null, dueAt: one.reclaimFrom })));
}

/** Somebody looks at the lease of this till again in a minute. */
export function lookAgain(tx: Tx, till: string, now: Date): void {
  enqueueWork(tx, { kind: RECLAIM_COUPONS, id: till, payload: null, dueAt: new Date(now.getTime() + LOOK_AGAIN_MS) });
}

/** Leases after a till, or one of them; locked, so that nothing newer is told before. */
export async function restateLeases(tx: Reader, after: string, { key, limit }: { key?: string; limit: number }): Promise<CouponLease[]> {
  const { rows } = await tx.query<{ till: string }>({ name: 'coupon-leases-page', text: 'select till from promotions.coupon_lease where till > $1 and ($2::text is null or till = $2) order by till limit $3 for update', values: [after, key ?? null, limit] });
  return rows.length === 0 ? [] : readLeases(tx, rows.map((row) => row.till), []);
}
