import type { Order } from '@onefront/contracts';
import type { Tx } from '@onefront/outbox';
import type { ViewChanges } from './changes.js';
import { httpFormOf, toHttpForm } from './http-form.js';

export async function storeOrders(tx: Tx, { orders }: ViewChanges): Promise<void> {
  if (orders.size === 0) return;
  const rows = [...orders].map(([id, { version, document }]) => ({ id, version, document, body: httpFormOf(document) }));
  const { rows: applied } = await tx.query<{ id: string }>({
    name: 'view-orders',
    text: `insert into order_view as v (id, version, channel, external_id, status, customer_id, placed_at, currency, grand, cancelled, returned, skus, body)
      select id, version, channel, external_id, status, customer_id, placed_at, currency, grand, cancelled, returned, array(select jsonb_array_elements_text(skus::jsonb)), body
      from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::numeric[], $10::numeric[], $11::numeric[], $12::text[], $13::text[])
        as o(id, version, channel, external_id, status, customer_id, placed_at, currency, grand, cancelled, returned, skus, body) order by id
      on conflict (id) do update set version = excluded.version, status = excluded.status, customer_id = excluded.customer_id, currency = excluded.currency, grand = excluded.grand,
        cancelled = excluded.cancelled, returned = excluded.returned, skus = excluded.skus, body = excluded.body
      where excluded.version > v.version returning id`,
    values: [
      rows.map((row) => row.id), rows.map((row) => row.version), rows.map((row) => row.document.channel), rows.map((row) => row.document.externalId), rows.map((row) => row.document.status),
      rows.map((row) => row.document.customer?.id ?? null), rows.map((row) => row.document.placedAt), rows.map((row) => row.document.totals?.grand.currency ?? null),
      rows.map((row) => row.document.totals?.grand.amount ?? '0'), rows.map((row) => row.document.amounts?.cancelled.amount ?? '0'), rows.map((row) => row.document.amounts?.returned.amount ?? '0'),
      rows.map((row) => JSON.stringify([...new Set(row.document.lines.map((line) => line.sku))])), rows.map((row) => JSON.stringify(row.body)),
    ],
  });
  const newest = new Set(applied.map((row) => row.id));
  storeFulfillments(tx, rows.filter((row) => newest.has(row.id)).map((row) => row.document));
}

/** The fulfillment orders of these orders, and no others, are in the task lists. */
function storeFulfillments(tx: Tx, orders: readonly Order[]): void {
  const rows = orders.flatMap((order) => order.fulfillments.map((fulfillment) => ({ order, fulfillment })));
  // A first version has none, and nothing to take away; that spares most orders a statement.
  const stepped = orders.filter((order) => order.status !== 'pending');
  if (stepped.length > 0) {
    tx.write({
      name: 'view-fulfillments-gone',
      text: 'delete from fulfillment_view where order_id = any($1::text[]) and id <> all($2::text[])',
      values: [stepped.map((order) => order.id), rows.map((row) => row.fulfillment.id)],
    });
  }
  if (rows.length === 0) return;
  tx.write({
    name: 'view-fulfillments',
    text: `insert into fulfillment_view (id, order_id, channel, location, status, placed_at, due_at, body)
      select id, order_id, channel, location, status, placed_at, due_at, body
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::text[]) as f(id, order_id, channel, location, status, placed_at, due_at, body) order by id
      on conflict (id) do update set location = excluded.location, status = excluded.status, due_at = excluded.due_at, body = excluded.body`,
    values: [
      rows.map((row) => row.fulfillment.id), rows.map((row) => row.order.id), rows.map((row) => row.order.channel), rows.map((row) => row.fulfillment.location), rows.map((row) => row.fulfillment.status),
      rows.map((row) => row.order.placedAt), rows.map((row) => row.fulfillment.dueAt ?? null), rows.map(({ order, fulfillment }) => JSON.stringify({ ...fulfillment, order: order.id, channel: order.channel, placedAt: order.placedAt })),
    ],
  });
}

export function storeReturns(tx: Tx, { returns }: ViewChanges): void {
  const rows = [...returns.values()];
  if (rows.length === 0) return;
  tx.write({
    name: 'view-returns',
    text: `insert into return_view (id, order_id, channel, external_id, customer_id, returned_at, currency, total, body)
      select id, order_id, channel, external_id, customer_id, returned_at, currency, total, body
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::numeric[], $9::text[]) as r(id, order_id, channel, external_id, customer_id, returned_at, currency, total, body) order by id
      on conflict (id) do update set customer_id = excluded.customer_id, total = excluded.total, body = excluded.body`,
    values: [
      rows.map((row) => row.id), rows.map((row) => row.order), rows.map((row) => row.channel), rows.map((row) => row.externalId), rows.map((row) => row.customer?.id ?? null), rows.map((row) => row.returnedAt),
      rows.map((row) => row.total.currency), rows.map((row) => row.total.amount), rows.map((row) => JSON.stringify(toHttpForm(row))),
    ],
  });
}

export function storeCoupons(tx: Tx, { coupons }: ViewChanges): void {
  if (coupons.size === 0) return;
  const rows = [...coupons].map(([code, { version, ...coupon }]) => ({ code, version, coupon }));
  tx.write({
    name: 'view-coupons',
    text: `insert into coupon_view as v (code, version, promotion, customer_id, document, body)
      select code, version, promotion, customer_id, document::jsonb, document from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[]) as c(code, version, promotion, customer_id, document) order by code
      on conflict (code) do update set version = excluded.version, customer_id = excluded.customer_id, document = excluded.document, body = excluded.body where excluded.version > v.version`,
    values: [rows.map((row) => row.code), rows.map((row) => row.version), rows.map((row) => row.coupon.promotion), rows.map((row) => row.coupon.customer ?? null), rows.map((row) => JSON.stringify(row.coupon))],
  });
}
