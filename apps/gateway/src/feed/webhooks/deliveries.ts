import { DomainError } from '@onefront/kernel';
import { enqueueWork, type Database } from '@onefront/outbox';
import { WEBHOOK } from './fan-out.js';
import { messageIdOf } from './message.js';

export interface DeliveryRow { seq: string; id: string; event_id: string; position: string; type: string; subject: string; status: string; attempts: number; due_at: Date; last_attempt: object | null; created_at: Date; done_at: Date | null; [column: string]: unknown }
const COLUMNS = 'd.seq, d.id, d.event_id, d.position, d.type, d.subject, d.status, d.attempts, d.due_at, d.last_attempt, d.created_at, d.done_at';

/** A page of a webhook's deliveries, newest first; undefined when this client has no such webhook. */
export async function listDeliveries(database: Database, of: { client: string; webhook: string }, page: { before?: number | undefined; status?: string | undefined; limit: number }): Promise<DeliveryRow[] | undefined> {
  const own = await database.read({ name: 'webhook-own', text: 'select 1 from webhook where client_id = $1 and id = $2', values: [of.client, of.webhook] });
  if (!own.rowCount) return undefined;
  const { rows } = await database.read<DeliveryRow>({
    name: 'webhook-deliveries',
    text: `select ${COLUMNS} from webhook_delivery d where webhook_id = $1 and ($2::bigint is null or seq < $2) and ($3::text is null or status = $3) order by seq desc limit $4`,
    values: [of.webhook, page.before ?? null, page.status ?? null, page.limit],
  });
  return rows;
}

/** Sends one again, at once and whatever pause there is; before what waits behind it. Undefined when it is not there; throws 409 for a disabled webhook. */
export async function redeliver(database: Database, of: { client: string; webhook: string; delivery: string }): Promise<DeliveryRow | undefined> {
  return database.transact(async (tx) => {
    const { rows: [webhook] } = await tx.query<{ enabled: boolean }>('select enabled from webhook where client_id = $1 and id = $2 for update', [of.client, of.webhook]);
    if (!webhook) return undefined;
    const { rows: [row] } = await tx.query<DeliveryRow>(
      `update webhook_delivery d set status = 'pending', done_at = null, first_attempt_at = null, due_at = clock_timestamp() where webhook_id = $1 and id = $2 returning ${COLUMNS}`, [of.webhook, of.delivery]);
    if (!row) return undefined;
    if (!webhook.enabled) throw new DomainError('webhook-disabled', 'conflict', 'The webhook is disabled; enable it first.');
    await tx.query('update webhook set open_until = null where id = $1', [of.webhook]);
    await enqueueWork(tx, { kind: WEBHOOK, id: of.webhook, payload: {}, dueAt: new Date() });
    return row;
  });
}

export function deliveryBody(row: DeliveryRow): string {
  return JSON.stringify({
    id: row.id, messageId: messageIdOf(row.event_id), eventId: row.event_id, position: Number(row.position), type: row.type, subject: row.subject, status: row.status, attempts: row.attempts,
    createdAt: row.created_at, ...(row.status === 'pending' ? { nextAttemptAt: row.due_at } : { doneAt: row.done_at }), ...(row.last_attempt ? { lastAttempt: row.last_attempt } : {}),
  });
}
