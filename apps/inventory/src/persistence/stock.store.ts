import type { Tx } from '@onefront/outbox';
import type { StockBook } from '../domain/stock-book.js';
import { refreshAvailability } from './availability.repository.js';
import { storeBackorders } from './backorder.repository.js';
import { storeConfirmations } from './confirmation.repository.js';
import { storeEscrows } from './escrow.repository.js';
import { storeExpected } from './expected.repository.js';
import { storeHolds } from './hold.repository.js';
import { storeTills, wakeReclaim } from './lease.repository.js';
import { storeNetwork } from './network.repository.js';
import { storeParcels } from './parcel.repository.js';
import { storePolicies } from './policy.repository.js';
import { storeWork } from './stock-work.repository.js';
import type { AvailabilityChange, Unit } from './unit.js';

/** Writes all that the batch changed, a table by a statement. Returns what channels with a connector must be told. */
export async function storeUnit(tx: Tx, unit: Unit): Promise<AvailabilityChange[]> {
  const { book } = unit;
  storeNetwork(tx, unit);
  storePolicies(tx, unit);
  storeConfirmations(tx, unit);
  storeOrders(tx, unit);
  if (book.touchedSkus.size > 0) {
    await storeStock(tx, book);
    storeLedger(tx, book);
  }
  // What was set aside becomes the order's own without any entry.
  storeReservations(tx, book);
  if (book.touchedSkus.size > 0) await storeParcels(tx, book);
  storeHolds(tx, book);
  storeTills(tx, book);
  await wakeReclaim(tx, book);
  storeWork(tx, book);
  storeBackorders(tx, book);
  await storeExpected(tx, book);
  storeIncidents(tx, book);
  const told = await refreshAvailability(tx, book, skusWithNewAvailability(book));
  storeEscrows(tx, book);
  return told;
}

function skusWithNewAvailability({ touchedSkus, backorders, escrows }: StockBook): string[] {
  return [...new Set([...touchedSkus, ...[...backorders.changedTotals].map((one) => one.sku), ...escrows.changedSkus()])].sort();
}

function storeOrders(tx: Tx, { book, storedOrders }: Unit): void {
  const changed = [...book.orders.values()].filter((order) => {
    const stored = storedOrders.get(order.orderId);
    return !stored || stored.attempt !== order.attempt || stored.closed !== order.closed || stored.ahead !== order.ahead.length;
  });
  if (changed.length === 0) return;
  tx.write({
    name: 'orders-store',
    text: `update inventory.order_stock set attempt = o.attempt, closed = o.closed, ahead = o.ahead::jsonb
      from unnest($1::text[], $2::int[], $3::boolean[], $4::text[]) as o(order_id, attempt, closed, ahead) where order_stock.order_id = o.order_id`,
    values: [changed.map((one) => one.orderId), changed.map((one) => one.attempt), changed.map((one) => one.closed), changed.map((one) => (one.ahead.length > 0 ? JSON.stringify(one.ahead) : null))],
  });
}

async function storeStock(tx: Tx, book: StockBook): Promise<void> {
  const pages = [...book.touchedSkus].map((sku) => book.page(sku));
  const updated = await tx.query({
    name: 'stock-store',
    text: `update inventory.stock set version = s.version, last_reserved_at = to_timestamp(s.last / 1000.0)
      from unnest($1::text[], $2::bigint[], $3::float8[]) as s(sku, version, last) where stock.sku = s.sku and stock.version < s.version`,
    values: [pages.map((one) => one.sku), pages.map((one) => one.version), pages.map((one) => one.lastReservedAt)],
  });
  if (updated.rowCount !== pages.length) throw new Error('a SKU has moved on under its lock');
  const levels = [...book.touched.values()].map(({ sku, location }) => ({ sku, location, ...book.level(sku, location) }));
  tx.write({
    name: 'levels-store',
    text: `insert into inventory.stock_level (sku, location, on_hand, unavailable, reserved, quality, display, in_transit)
      select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
      on conflict (sku, location) do update set on_hand = excluded.on_hand, unavailable = excluded.unavailable, reserved = excluded.reserved,
        quality = excluded.quality, display = excluded.display, in_transit = excluded.in_transit`,
    values: [
      levels.map((one) => one.sku), levels.map((one) => one.location), levels.map((one) => one.onHand), levels.map((one) => one.unavailable), levels.map((one) => one.reserved),
      levels.map((one) => one.quality ?? 0), levels.map((one) => one.display ?? 0), levels.map((one) => one.inTransit ?? 0),
    ],
  });
}

function storeLedger(tx: Tx, { ledger, now }: StockBook): void {
  tx.write({
    name: 'ledger-append',
    text: `insert into inventory.stock_ledger (sku, version, position, location, reason, on_hand, unavailable, reserved, reference, quality, display, in_transit, actor, at)
      select *, $14::timestamptz from unnest($1::text[], $2::bigint[], $3::int[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::text[])`,
    values: [
      ledger.map((one) => one.sku), ledger.map((one) => one.version), ledger.map((one) => one.position), ledger.map((one) => one.location), ledger.map((one) => one.reason),
      ledger.map((one) => one.onHand), ledger.map((one) => one.unavailable), ledger.map((one) => one.reserved), ledger.map((one) => one.reference),
      ledger.map((one) => one.quality ?? 0), ledger.map((one) => one.display ?? 0), ledger.map((one) => one.inTransit ?? 0), ledger.map((one) => one.actor), now,
    ],
  });
}

/** A reservation that is taken again after it had ended is as young as a new one. */
function storeReservations(tx: Tx, { reservations }: StockBook): void {
  const rows = [...reservations.changed];
  if (rows.length === 0) return;
  tx.write({
    name: 'reservations-store',
    text: `insert into inventory.reservation (order_id, line_id, sku, location, held, consumed, released, broken, aside)
      select order_id, line_id, sku, location, held, consumed, released, broken, aside
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
        with ordinality as r(order_id, line_id, sku, location, held, consumed, released, broken, aside, position) order by position
      on conflict (order_id, line_id, sku, location) do update set held = excluded.held, consumed = excluded.consumed, released = excluded.released, broken = excluded.broken, aside = excluded.aside,
        seq = case when reservation.held = 0 and excluded.held > 0 then excluded.seq else reservation.seq end`,
    values: [
      rows.map((one) => one.orderId), rows.map((one) => one.lineId), rows.map((one) => one.sku), rows.map((one) => one.location),
      rows.map((one) => one.held), rows.map((one) => one.consumed), rows.map((one) => one.released), rows.map((one) => one.broken), rows.map((one) => one.aside),
    ],
  });
}

function storeIncidents(tx: Tx, { incidents, now }: StockBook): void {
  if (incidents.length === 0) return;
  tx.write({
    name: 'incidents-store',
    text: `insert into inventory.incident (id, kind, detail, sku, location, order_id, broken_order_id, quantity, at)
      select *, $9::timestamptz from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[])`,
    values: [
      incidents.map((one) => one.id), incidents.map((one) => one.kind), incidents.map((one) => one.detail), incidents.map((one) => one.sku), incidents.map((one) => one.location ?? null),
      incidents.map((one) => one.orderId ?? null), incidents.map((one) => one.brokenOrderId ?? null), incidents.map((one) => one.quantity), now,
    ],
  });
}
