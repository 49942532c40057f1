import { enqueueWork, type Tx } from '@onefront/outbox';
import type { OrderBatch, OrderSlot } from '../domain/batch.js';
import { paymentStatus } from '../domain/document.js';
import type { OrderState } from '../domain/order.js';
import { handedOver, quantitiesOf } from '../domain/quantities.js';
import { statusOf } from '../domain/status.js';
import { columns } from './columns.js';
import { storeExchanges } from './exchanges.js';
import { storeDeadlines } from './store-deadlines.js';
import { differenceOf, rowsOf } from './rows.js';
import { storeTills } from './tills.js';

/** Kind of the work items that the payment executor takes. */
export const PAYMENT = 'payment';

/** What the executor needs to call the provider; the item's id is the call's, and so the idempotency key. */
export interface PaymentWork {
  readonly orderId: string;
  readonly kind: 'authorise' | 'capture' | 'void' | 'refund';
  /** The authorisation that a later call is about: the payment's id. */
  readonly payment: string;
  readonly amount: string;
  readonly currency: string;
  readonly token: string;
  /** Of an authorisation: the earlier one that it takes over from. */
  readonly replaces?: string;
}

const DEFAULT_TOKEN = 'tok_ok';

/** Writes what has changed: one statement per table, however many orders there are. */
export function storeBatch(tx: Tx, batch: OrderBatch): void {
  const touched = [...batch.orders.values()].filter((slot) => slot.touched).sort((a, b) => (a.order.id < b.order.id ? -1 : 1));
  const changes = touched.map((slot) => ({ slot, now: rowsOf(slot.order) }));
  if (touched.length > 0) {
    storeOrders(tx, touched);
    storeLines(tx, changes);
    storePayments(tx, changes);
  }
  storeEvents(tx, batch);
  storeCalls(tx, batch);
  storeHeard(tx, batch);
  storeExchanges(tx, batch);
  storeReturns(tx, batch);
  storeDeadlines(tx, batch, changes);
  storeTills(tx, batch);
}

type Changes = readonly { slot: OrderSlot; now: ReadonlyMap<string, string> }[];

function storeOrders(tx: Tx, slots: readonly OrderSlot[]): void {
  const fresh = slots.filter((slot) => slot.placement);
  if (fresh.length > 0) {
    const orders = fresh.map((slot) => slot.order);
    tx.write({
      name: 'orders-insert',
      text: `insert into orders."order" (id, channel, external_id, fingerprint, version, status, attention, placed_at, currency, grand, state, placement)
             select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::timestamptz[], $9::text[], $10::bigint[], $11::jsonb[], $12::jsonb[])`,
      values: [
        ...columns(orders, (one) => [one.id, one.channel, one.externalId, one.fingerprint, one.version, statusOf(one), one.attention, one.placedAt, one.currency, one.totals?.grand.amount ?? null, JSON.stringify(one)], 11),
        fresh.map((slot) => JSON.stringify(slot.placement)),
      ],
    });
  }
  const known = slots.filter((slot) => !slot.placement).map((slot) => slot.order);
  if (known.length === 0) return;
  tx.write({
    name: 'orders-update',
    text: `update orders."order" o set version = n.version, status = n.status, attention = n.attention, grand = n.grand, state = n.state, changed_at = clock_timestamp()
           from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::jsonb[]) as n (id, version, status, attention, grand, state) where o.id = n.id`,
    values: columns(known, (one) => [one.id, one.version, statusOf(one), one.attention, one.totals?.grand.amount ?? null, JSON.stringify(one)], 6),
  });
}

function storeLines(tx: Tx, changes: Changes): void {
  const rows = changes.flatMap(({ slot, now }) => linesOf(slot, differenceOf('line', slot.before, now).changed));
  if (rows.length === 0) return;
  tx.write({
    name: 'orders-lines',
    text: `insert into orders.order_line as l (order_id, line_id, sku, quantity, open, shipped, cancelled, returned, paid)
           select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::bigint[])
           on conflict (order_id, line_id) do update set open = excluded.open, shipped = excluded.shipped, cancelled = excluded.cancelled, returned = excluded.returned, paid = excluded.paid`,
    values: columns(rows, ({ order, line, quantities: { open, shipped, cancelled, returned } }) => [order.id, line.id, line.sku, line.quantity, open, shipped, cancelled, returned, line.paid], 9),
  });
}

function linesOf({ order }: OrderSlot, changed: readonly string[]) {
  if (changed.length === 0) return [];
  const wanted = new Set(changed);
  const gone = handedOver(order);
  return order.lines.filter((line) => wanted.has(line.id)).map((line) => ({ order, line, quantities: quantitiesOf(order, line, gone) }));
}

function storePayments(tx: Tx, changes: Changes): void {
  const rows = changes.flatMap(({ slot, now }) => differenceOf('payment', slot.before, now).changed.map((id) => ({ order: slot.order, tender: slot.order.tenders.find((one) => one.id === id)! })));
  if (rows.length === 0) return;
  tx.write({
    name: 'orders-payments',
    text: `insert into orders.payment as p (id, order_id, method, status, currency, authorised, captured, refunded)
           select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[])
           on conflict (id) do update set status = excluded.status, authorised = excluded.authorised, captured = excluded.captured, refunded = excluded.refunded`,
    values: columns(rows, ({ order, tender }) => [tender.id, order.id, tender.method, paymentStatus(order, tender), order.currency, tender.authorised, tender.captured, tender.refunded], 8),
  });
}

function storeEvents(tx: Tx, { events }: OrderBatch): void {
  if (events.length === 0) return;
  tx.write({
    name: 'orders-events',
    text: `insert into orders.order_event (order_id, version, type, status, at, detail, quantities)
           select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::jsonb[])`,
    values: columns(events, (one) => [one.orderId, one.version, one.type, one.status, one.at, one.detail, JSON.stringify(one.quantities)], 7),
  });
}

/** The ledger of calls, and the work of those that somebody else has to do: the key is down before the call (S14). */
function storeCalls(tx: Tx, batch: OrderBatch): void {
  const calls = [...batch.calls.values()];
  if (calls.length === 0) return;
  tx.write({
    name: 'orders-payment-entries',
    text: `insert into orders.payment_entry as e (id, payment_id, order_id, kind, amount, state, asked_at, answered_at)
           select n.id, n.payment_id, n.order_id, n.kind, n.amount, n.state, n.at, case when n.state in ('done', 'failed') then n.at end
           from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::timestamptz[]) as n (id, payment_id, order_id, kind, amount, state, at)
           on conflict (id) do update set state = excluded.state, answered_at = excluded.answered_at where e.state in ('asked', 'unknown')`,
    values: columns(calls, ({ order, call }) => [call.id, call.tender, order.id, call.kind, call.amount, call.state, batch.now], 7),
  });
  enqueueWork(tx, ...calls.filter(({ call }) => call.state === 'asked' && !call.by).map(({ order, call }) => ({ kind: PAYMENT, id: call.id, payload: workOf(order, call), dueAt: batch.now })));
}

/** Kind of the work items that ask the provider about what it has said something of. */
export const HEARD = 'payment-heard';

function storeHeard(tx: Tx, { heard, now }: OrderBatch): void {
  if (heard.size > 0) enqueueWork(tx, ...[...heard].map(([id, payload]) => ({ kind: HEARD, id, payload, dueAt: now })));
}

function workOf(order: OrderState, call: OrderState['calls'][number]): PaymentWork {
  const { token = DEFAULT_TOKEN, replaces } = order.tenders.find((tender) => tender.id === call.tender)!;
  return { orderId: order.id, kind: call.kind, payment: call.tender, amount: call.amount, currency: order.currency, token, ...(replaces ? { replaces } : {}) };
}

function storeReturns(tx: Tx, { returns }: OrderBatch): void {
  const records = [...returns.values()].filter((slot) => slot.touched).map((slot) => slot.record);
  if (records.length === 0) return;
  tx.write({
    name: 'orders-recorded-returns',
    text: `insert into orders.recorded_return as r (id, channel, external_id, fingerprint, booked, total, state)
           select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::bigint[], $7::jsonb[])
           on conflict (id) do update set booked = excluded.booked, state = excluded.state`,
    values: columns(records, (one) => [one.id, one.channel, one.externalId, one.fingerprint, one.booked, one.document.total.amount, JSON.stringify(one)], 7),
  });
}
