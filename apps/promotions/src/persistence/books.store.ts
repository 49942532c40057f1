import type { Tx } from '@onefront/outbox';
import type { Books, CouponRow } from '../domain/books.js';
import { storeTills } from './leases.store.js';

/** Writes what has changed, one statement per table. */
export async function storeBooks(tx: Tx, books: Books): Promise<void> {
  await insertCoupons(tx, [...books.coupons.values()].filter((one) => one.change === 'new'));
  updateCoupons(tx, [...books.coupons.values()].filter((one) => one.change === 'changed'));
  storeSales(tx, books);
  storeUses(tx, books);
  storeTills(tx, books);
  storeCounters(tx, books);
  storeIncidents(tx, books);
}

/** Inserts coupons; codes that are taken are left out. Returns the keys that are in. */
export async function insertCoupons(tx: Tx, coupons: readonly CouponRow[]): Promise<Set<string>> {
  if (coupons.length === 0) return new Set();
  const of = <T>(member: (one: CouponRow) => T): T[] => coupons.map(member);
  const { rows } = await tx.query<{ key: string }>({
    name: 'coupon-insert',
    text: `insert into promotions.coupon (key, code, promotion, "limit", per_customer, customer, starts_at, expires_at, status, used, held, over, version, issue_id)
      select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::text[], $10::int[], $11::int[], $12::int[], $13::bigint[], $14::text[]) order by 1
      on conflict (key) do nothing returning key`,
    values: [
      of((one) => one.key), of((one) => one.code), of((one) => one.promotion), of((one) => one.limit), of((one) => one.perCustomer), of((one) => one.customer), of((one) => one.startsAt), of((one) => one.expiresAt),
      of((one) => one.status), of((one) => one.used), of((one) => one.held), of((one) => one.over), of((one) => one.version), of((one) => one.issueId),
    ],
  });
  return new Set(rows.map((row) => row.key));
}

function updateCoupons(tx: Tx, coupons: readonly CouponRow[]): void {
  if (coupons.length === 0) return;
  const of = <T>(member: (one: CouponRow) => T): T[] => coupons.map(member);
  tx.write({
    name: 'coupon-update',
    text: `update promotions.coupon c set status = n.status, used = n.used, held = n.held, over = n.over, version = n.version
      from unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::int[], $6::bigint[]) as n(key, status, used, held, over, version) where c.key = n.key`,
    values: [of((one) => one.key), of((one) => one.status), of((one) => one.used), of((one) => one.held), of((one) => one.over), of((one) => one.version)],
  });
}

function storeSales(tx: Tx, books: Books): void {
  const sales = [...books.sales.values()].filter((one) => one.changed);
  if (sales.length === 0) return;
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  tx.write({
    name: 'sale-store',
    text: `update promotions.sale s set stage = n.stage, confirmed = n.confirmed, customer = n.customer, request = n.request::jsonb, buyer = n.buyer::jsonb
      from unnest($1::text[], $2::text[], $3::boolean[], $4::text[], $5::text[], $6::text[]) as n(order_id, stage, confirmed, customer, request, buyer) where s.order_id = n.order_id`,
    values: [sales.map((one) => one.orderId), sales.map((one) => one.stage), sales.map((one) => one.confirmed), sales.map((one) => one.customer), sales.map((one) => json(one.request)), sales.map((one) => json(one.buyer))],
  });
}

function storeUses(tx: Tx, books: Books): void {
  const coupons = [...books.sales.values()].flatMap((sale) => sale.couponUses.filter((use) => use.changed));
  if (coupons.length > 0) {
    tx.write({
      name: 'coupon-use-store',
      text: `insert into promotions.coupon_use as u (key, order_id, customer, over, state) select * from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::text[]) order by 1, 2
        on conflict (key, order_id) do update set state = excluded.state, at = clock_timestamp()`,
      values: [coupons.map((use) => use.key), coupons.map((use) => use.orderId), coupons.map((use) => use.customer), coupons.map((use) => use.over), coupons.map((use) => use.state)],
    });
  }
  const promotions = [...books.sales.values()].flatMap((sale) => sale.promotionUses.filter((use) => use.changed));
  if (promotions.length > 0) {
    tx.write({
      name: 'promotion-use-store',
      text: `insert into promotions.promotion_use as u (promotion, order_id, customer, amount, counted, state) select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::boolean[], $6::text[]) order by 1, 2
        on conflict (promotion, order_id) do update set state = excluded.state, at = clock_timestamp()`,
      values: [promotions.map((use) => use.promotion), promotions.map((use) => use.orderId), promotions.map((use) => use.customer), promotions.map((use) => use.amount.toString()), promotions.map((use) => use.counted), promotions.map((use) => use.state)],
    });
  }
}

function storeCounters(tx: Tx, books: Books): void {
  const counters = [...books.counters.values()].filter((one) => one.changed);
  if (counters.length > 0) {
    tx.write({
      name: 'counter-store',
      text: `insert into promotions.promotion_counter as c (promotion, uses, spent, max_uses, max_spent) select * from unnest($1::text[], $2::int[], $3::bigint[], $4::int[], $5::bigint[]) order by 1
        on conflict (promotion) do update set uses = excluded.uses, spent = excluded.spent, max_uses = excluded.max_uses, max_spent = excluded.max_spent`,
      values: [counters.map((one) => one.promotion), counters.map((one) => one.uses), counters.map((one) => one.spent.toString()), counters.map((one) => one.maxUses), counters.map((one) => one.maxSpent?.toString() ?? null)],
    });
  }
  const customers = [...books.customers.values()].filter((one) => one.changed);
  if (customers.length > 0) {
    tx.write({
      name: 'customer-store',
      text: `update promotions.customer c set confirmed = n.confirmed, first_order = n.first_order from unnest($1::text[], $2::int[], $3::text[]) as n(id, confirmed, first_order) where c.id = n.id`,
      values: [customers.map((one) => one.id), customers.map((one) => one.confirmed), customers.map((one) => one.firstOrder)],
    });
  }
}

function storeIncidents(tx: Tx, { incidents }: Books): void {
  if (incidents.length === 0) return;
  tx.write({
    name: 'incident-insert', text: 'insert into promotions.incident (order_id, code, reason) select * from unnest($1::text[], $2::text[], $3::text[])',
    values: [incidents.map((one) => one.orderId), incidents.map((one) => one.code), incidents.map((one) => one.reason)],
  });
}
