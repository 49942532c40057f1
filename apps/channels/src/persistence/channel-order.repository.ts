import { enqueueWork, type Tx } from '@onefront/outbox';
import { dueAt, nextStep, type TrackedOrder } from '../domain/channel-order.js';
import { orderWork } from './work-kinds.js';

const COLUMNS = `external_id as "externalId", status, updated_at as "updatedAt", placed_at as "placedAt", hash, placement, tried, attempt, order_id as "orderId", acknowledged,
  rejection_told as "rejectionTold", cancellation, cancellation_told as "cancellationTold", reason_code as "reasonCode", reason, attention`;

type Read = Pick<Tx, 'query'>;
type Row = TrackedOrder & Record<string, unknown>;

/** Without locks: to see whether anything is new at all. */
export async function readOrders(tx: Read, connection: string, ids: readonly string[]): Promise<Map<string, TrackedOrder>> {
  const { rows } = await tx.query<Row>({ name: 'channels-read-orders', text: `select ${COLUMNS} from channels.channel_order where connection = $1 and external_id = any($2)`, values: [connection, ids] });
  return new Map(rows.map((row) => [row.externalId, row]));
}

/** Locks the named orders in the order of their ids. One that is new here is not locked: inserting it decides who was first. */
export async function lockOrders(tx: Tx, connection: string, ids: readonly string[]): Promise<Map<string, TrackedOrder>> {
  const { rows } = await tx.query<Row>({
    name: 'channels-lock-orders', text: `select ${COLUMNS} from channels.channel_order where connection = $1 and external_id = any($2) order by external_id for update`, values: [connection, [...ids].sort()],
  });
  return new Map(rows.map((row) => [row.externalId, row]));
}

/** Inserts orders that are new. Returns the ids of those that somebody else has inserted in the meantime. */
export async function insertOrders(tx: Tx, connection: string, orders: readonly TrackedOrder[]): Promise<string[]> {
  if (orders.length === 0) return [];
  const sorted = [...orders].sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
  const { rows } = await tx.query<{ external_id: string }>({
    name: 'channels-insert-orders',
    text: `insert into channels.channel_order (connection, external_id, status, updated_at, placed_at, hash, placement, cancellation)
      select $1, * from unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[]) on conflict do nothing returning external_id`,
    values: [connection, sorted.map((one) => one.externalId), sorted.map((one) => one.status), sorted.map((one) => one.updatedAt), sorted.map((one) => one.placedAt), sorted.map((one) => one.hash), sorted.map((one) => one.placement), sorted.map((one) => one.cancellation)],
  });
  const inserted = new Set(rows.map((row) => row.external_id));
  return sorted.map((one) => one.externalId).filter((id) => !inserted.has(id));
}

export async function updateOrder(tx: Tx, connection: string, order: TrackedOrder): Promise<void> {
  await tx.query({
    name: 'channels-update-order',
    text: `update channels.channel_order set status = $3, updated_at = $4, hash = $5, placement = $6, tried = $7, attempt = $8, order_id = $9, acknowledged = $10, rejection_told = $11,
        cancellation = $12, cancellation_told = $13, reason_code = $14, reason = $15, attention = $16, settled_at = case when $17 then clock_timestamp() end
      where connection = $1 and external_id = $2`,
    values: [connection, order.externalId, order.status, order.updatedAt, order.hash, order.placement, order.tried, order.attempt, order.orderId, order.acknowledged, order.rejectionTold,
      order.cancellation, order.cancellationTold, order.reasonCode, order.reason, order.attention, nextStep(order) === 'none'],
  });
}

/** Notes, before the request leaves, that its outcome may come to stand without us knowing. False: the order is not to be placed any more. */
export async function markTried(tx: Read, connection: string, externalId: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'channels-mark-tried', text: `update channels.channel_order set tried = true where connection = $1 and external_id = $2 and placement in ('received', 'exception') and (tried or status = 'open')`, values: [connection, externalId],
  });
  return rowCount === 1;
}

/** Puts down the next step of each order for the executor, in the transaction that made it due. */
export async function scheduleSteps(tx: Tx, connection: string, orders: readonly TrackedOrder[], { now, exceptionRetryMs }: { now: Date; exceptionRetryMs: number }): Promise<void> {
  const due = orders.filter((order) => nextStep(order) !== 'none');
  enqueueWork(tx, ...due.map((order) => ({ kind: orderWork(connection), id: order.externalId, payload: null, dueAt: dueAt(order, now, exceptionRetryMs) })));
}
