import { DomainError, newId } from '@onefront/kernel';
import { recordOwn, type OwnAction } from '../../audit/own-changes.js';
import { enqueueWork, type Database, type Tx } from '@onefront/outbox';
import { currentTraceparent } from '@onefront/service';
import { readAs, type Wall } from '../../persistence/behind-wall.js';
import { WEBHOOK } from './fan-out.js';
import { messageIdOf } from './message.js';

export interface DeliveryRow { seq: string; id: string; event_id: string; position: string; type: string; subject: string; status: string; attempts: number; due_at: Date; last_attempt: object | null; created_at: Date; done_at: Date | null; [column: string]: unknown }
/** Failed deliveries that are sent again by one call. */
const AT_ONCE = 1_000;
/** Type and subject of a test, and how many may wait. */
const TEST = 'webhook.test';
const TESTS = 10;
const COLUMNS = 'd.seq, d.id, d.event_id, d.position, d.type, d.subject, d.status, d.attempts, d.due_at, d.last_attempt, d.created_at, d.done_at';

/** A page of a webhook's deliveries, newest first; undefined when this client has no such webhook. */
export async function listDeliveries(database: Database, of: { client: string; webhook: string; wall: Wall | null }, page: { before?: number | undefined; status?: string | undefined; limit: number }): Promise<DeliveryRow[] | undefined> {
  const own = await readAs(database, of.wall, { name: 'webhook-own', text: 'select 1 from webhook where client_id = $1 and id = $2', values: [of.client, of.webhook] });
  if (!own.rowCount) return undefined;
  const { rows } = await readAs<DeliveryRow>(database, of.wall, {
    name: 'webhook-deliveries',
    text: `select ${COLUMNS} from webhook_delivery d where webhook_id = $1 and ($2::bigint is null or seq < $2) and ($3::text is null or status = $3) order by seq desc limit $4`,
    values: [of.webhook, page.before ?? null, page.status ?? null, page.limit],
  });
  return rows;
}

type Own = { readonly client: string; readonly webhook: string };

/** Works on a webhook of this client, its row locked, and wakes an executor: at once, whatever pause there is. Undefined when it is not there; throws 409 for a disabled one. */
function sending<T>(database: Database, { client, webhook: id, action }: Own & { readonly action: OwnAction }, work: (tx: Tx) => Promise<T | undefined>): Promise<T | undefined> {
  return database.transact(async (tx) => {
    const { rows: [webhook] } = await tx.query<{ enabled: boolean }>('select enabled from webhook where client_id = $1 and id = $2 for update', [client, id]);
    if (!webhook) return undefined;
    const done = await work(tx);
    if (done === undefined) return undefined;
    if (!webhook.enabled) throw new DomainError('webhook-disabled', 'conflict', 'The webhook is disabled; enable it first.');
    recordOwn(tx, { action, subject: { type: 'webhook', id } });
    await tx.query('update webhook set open_until = null where id = $1', [id]);
    enqueueWork(tx, { kind: WEBHOOK, id, payload: {} });
    return done;
  });
}

const AGAIN = `status = 'pending', done_at = null, first_attempt_at = null, due_at = clock_timestamp()`;

/** Sends one again, before what waits behind it. Undefined when it is not there; throws 409 for a disabled webhook. */
export function redeliver(database: Database, of: Own & { readonly delivery: string }): Promise<DeliveryRow | undefined> {
  return sending(database, { ...of, action: 'gateway.webhook-redelivered' }, async (tx) => {
    const { rows: [row] } = await tx.query<DeliveryRow>(`update webhook_delivery d set ${AGAIN} where webhook_id = $1 and id = $2 returning ${COLUMNS}`, [of.webhook, of.delivery]);
    return row;
  });
}

/** Sends again all that were given up, at most 1,000 at a time, the oldest first. Returns how many; undefined and 409 as with one. */
export function redeliverFailed(database: Database, of: Own): Promise<number | undefined> {
  return sending(database, { ...of, action: 'gateway.webhook-redelivered' }, async (tx) => {
    const { rowCount } = await tx.query(
      `update webhook_delivery d set ${AGAIN} where d.seq = any(array(select seq from webhook_delivery where webhook_id = $1 and status = 'failed' order by seq limit ${AT_ONCE}))`, [of.webhook]);
    return rowCount ?? 0;
  });
}

/** Sends a `webhook.test`, signed like any event, that is in no feed. Undefined and 409 as with a redelivery; 409 when many wait already. */
export function sendTest(database: Database, of: Own): Promise<DeliveryRow | undefined> {
  return sending(database, { ...of, action: 'gateway.webhook-tested' }, async (tx) => {
    const { rows: [waiting] } = await tx.query<{ n: number }>(`select count(*)::int as n from webhook_delivery where webhook_id = $1 and subject = $2 and status = 'pending'`, [of.webhook, TEST]);
    if (waiting!.n >= TESTS) throw new DomainError('too-many-tests', 'conflict', `${TESTS} tests wait to be sent already.`);
    const { rows: [row] } = await tx.query<DeliveryRow>(
      `insert into webhook_delivery as d (id, webhook_id, run, position, event_id, type, subject, at, body, traceparent)
       values ($1, $2, 0, nextval('webhook_test_position'), 'test/' || $1, $3, $3, clock_timestamp(), $4, $5) returning ${COLUMNS}`,
      [newId(), of.webhook, TEST, JSON.stringify({ webhook: of.webhook }), currentTraceparent() ?? null]);
    return row;
  });
}

export function deliveryBody(row: DeliveryRow): string {
  return JSON.stringify({
    id: row.id, messageId: messageIdOf(row.event_id), eventId: row.event_id, position: Number(row.position), type: row.type, subject: row.subject, status: row.status, attempts: row.attempts,
    createdAt: row.created_at, ...(row.status === 'pending' ? { nextAttemptAt: row.due_at } : { doneAt: row.done_at }), ...(row.last_attempt ? { lastAttempt: row.last_attempt } : {}),
  });
}
