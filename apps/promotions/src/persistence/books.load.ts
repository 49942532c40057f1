import { usesKey, type Books, type CouponRow, type CouponUse, type PromotionUse, type Sale } from '../domain/books.js';
import type { BookRefs } from '../domain/book-refs.js';
import type { Tx } from '@onefront/outbox';
import type { Reader } from './rules-cache.js';

/** Locks an order's row each, in sorted order; one that was not there is made (`waiting`). With the uses that stand behind them. */
export async function loadSales(tx: Reader, books: Books, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  const { rows } = await tx.query<Omit<Sale, 'couponUses' | 'promotionUses'> & { order_id: string; known: boolean } & Record<string, unknown>>({
    name: 'sale-lock',
    text: `insert into promotions.sale as s (order_id, stage) select distinct id, 'waiting' from unnest($1::text[]) as wanted(id) order by id
      on conflict (order_id) do update set stage = s.stage returning order_id, stage, confirmed, customer, request, buyer, recalled, xmax <> 0 as known`,
    values: [orderIds],
  });
  for (const { order_id: orderId, stage, confirmed, customer, request, buyer, recalled } of rows) {
    books.sales.set(orderId, { orderId, stage, confirmed, customer, request, buyer, ...(recalled ? { recalled } : {}), couponUses: [], promotionUses: [] });
  }
  const known = rows.filter((row) => row.known).map((row) => row.order_id);
  if (known.length > 0) await loadUses(tx, books, known);
}

async function loadUses(tx: Reader, books: Books, orderIds: readonly string[]): Promise<void> {
  const coupons = await tx.query<CouponUse & { order_id: string } & Record<string, unknown>>({ name: 'coupon-use-load', text: 'select key, order_id, customer, over, state from promotions.coupon_use where order_id = any($1::text[]) order by order_id, key', values: [orderIds] });
  for (const { order_id: orderId, ...use } of coupons.rows) books.sales.get(orderId)!.couponUses.push({ ...use, orderId });
  const promotions = await tx.query<Omit<PromotionUse, 'amount'> & { order_id: string; amount: string } & Record<string, unknown>>({ name: 'promotion-use-load', text: 'select promotion, order_id, customer, amount, counted, state from promotions.promotion_use where order_id = any($1::text[]) order by order_id, promotion', values: [orderIds] });
  for (const { order_id: orderId, ...use } of promotions.rows) books.sales.get(orderId)!.promotionUses.push({ ...use, amount: BigInt(use.amount), orderId });
}

/** Coupons, then counters, then customers, each in sorted order: everybody locks in this order. `lock: false` only reads (quotes). */
export async function loadBooks(tx: Reader, books: Books, refs: BookRefs, lock: boolean): Promise<void> {
  if (refs.coupons.size > 0) await loadCoupons(tx, books, refs.coupons, lock);
  if (refs.promotions.size > 0) await loadCounters(tx, books, refs.promotions, lock);
  if (refs.customers.size > 0) await loadCustomers(tx, books, refs.customers, lock);
  if (refs.countedFor.size > 0) await countUses(tx, books, refs);
}

const forUpdate = (lock: boolean): string => (lock ? ' for update' : '');
const named = (name: string, lock: boolean): string => (lock ? `${name}-lock` : name);

async function loadCoupons(tx: Reader, books: Books, keys: ReadonlySet<string>, lock: boolean): Promise<void> {
  const { rows } = await tx.query<CouponRow & { version: unknown } & Record<string, unknown>>({
    name: named('coupon', lock),
    text: `select key, code, promotion, "limit", per_customer as "perCustomer", customer, starts_at as "startsAt", expires_at as "expiresAt", issue_id as "issueId", status, used, held, over, version
      from promotions.coupon where key = any($1::text[]) order by key${forUpdate(lock)}`,
    values: [[...keys]],
  });
  for (const row of rows) books.coupons.set(row.key, { ...row, version: Number(row.version) });
}

async function loadCounters(tx: Reader, books: Books, promotions: ReadonlySet<string>, lock: boolean): Promise<void> {
  const { rows } = await tx.query<{ promotion: string; uses: number; spent: string; max_uses: number | null; max_spent: string | null }>({
    name: named('counter', lock), text: `select promotion, uses, spent, max_uses, max_spent from promotions.promotion_counter where promotion = any($1::text[]) order by promotion${forUpdate(lock)}`, values: [[...promotions]],
  });
  for (const row of rows) books.counters.set(row.promotion, { promotion: row.promotion, uses: row.uses, spent: BigInt(row.spent), maxUses: row.max_uses, maxSpent: row.max_spent === null ? null : BigInt(row.max_spent) });
}

/** Two first orders at once meet here: the second waits until the first has its use. */
async function loadCustomers(tx: Reader, books: Books, ids: ReadonlySet<string>, lock: boolean): Promise<void> {
  const { rows } = await tx.query<{ id: string; confirmed: number; first_order: string | null }>(lock
    ? { name: 'customer-lock', text: `insert into promotions.customer as c (id) select id from unnest($1::text[]) as wanted(id) order by id on conflict (id) do update set confirmed = c.confirmed returning id, confirmed, first_order`, values: [[...ids]] }
    : { name: 'customer', text: 'select id, confirmed, first_order from promotions.customer where id = any($1::text[])', values: [[...ids]] });
  for (const row of rows) books.customers.set(row.id, { id: row.id, confirmed: row.confirmed, firstOrder: row.first_order });
}

/** Counted under the locks of coupon and counter, which every taker holds: the numbers stand until commit. */
async function countUses(tx: Reader, books: Books, { coupons, promotions, countedFor }: BookRefs): Promise<void> {
  const { rows } = await tx.query<{ kind: 'coupon' | 'promotion'; id: string; customer: string; n: number }>({
    name: 'uses-by-customer',
    text: `select 'coupon' as kind, key as id, customer, count(*)::int as n from promotions.coupon_use where key = any($1::text[]) and customer = any($3::text[]) and state <> 'released' group by key, customer
      union all select 'promotion', promotion, customer, count(*)::int from promotions.promotion_use where promotion = any($2::text[]) and customer = any($3::text[]) and state <> 'released' group by promotion, customer`,
    values: [[...coupons], [...promotions], [...countedFor]],
  });
  for (const { kind, id, customer, n } of rows) books.usesByCustomer.set(usesKey(kind, id, customer), n);
}

/** Codes about to be given away: whoever issues the same one waits. Locks of numbers, in sorted order, before all others. */
export function lockCodes(tx: Tx, keys: readonly string[]): void {
  if (keys.length === 0) return;
  tx.write({ name: 'code-lock', text: `select pg_advisory_xact_lock(n) from (select distinct hashtextextended(key, 7103) as n from unnest($1::text[]) as wanted(key) order by 1) as sorted`, values: [keys] });
}
