import { unseal, type Keyring, type SealedValue } from '@onefront/contracts';
import { startExecutor, type ClaimedItem, type Database, type Executor, type Tx, type WorkOutcome } from '@onefront/outbox';
import { childOf } from '@onefront/service';
import { recordOwn } from '../../audit/own-changes.js';
import { WEBHOOK } from './fan-out.js';
import { messageBody, messageIdOf, type Copied } from './message.js';
import { deliveryAfter, OPENS_AT, standingAfter, type Notice, type Standing } from './rules.js';
import type { Attempt, Sender } from './send.js';

/** Deliveries of one webhook that are on their way at a time, each of another key. */
const WIDE = 8;

export interface Delivering {
  readonly keyring: Keyring;
  readonly sender: Pick<Sender, 'send'>;
  /** Hears of every attempt. */
  readonly count?: (attempt: Attempt) => void;
  /** Longer than an attempt may take (10 s); a webhook whose sender was killed waits so long for the next. Default 20,000 ms. */
  readonly leaseMs?: number;
}

interface Head extends Copied { readonly id: string; readonly attempts: number; readonly due_at: Date; readonly first_attempt_at: Date | null; readonly traceparent: string | null }
interface StandingRow { readonly client_id: string; readonly url: string; readonly failures: number; readonly failing_since: Date | null; readonly open_until: Date | null; readonly notice: Notice | null; readonly enabled: boolean }
interface Target extends Omit<StandingRow, 'client_id'> { readonly secrets: SealedValue[]; readonly now: Date }
interface Sent { readonly head: Head; readonly attempt: Attempt }

const TARGET = {
  name: 'webhook-target',
  text: `select w.url, w.failures, w.failing_since, w.open_until, w.notice, w.enabled, clock_timestamp() as now,
      array_to_json(array_remove(array[w.secret, case when w.previous_until > clock_timestamp() then w.previous_secret end], null)) as secrets
    from webhook w join client c on c.id = w.client_id where w.id = $1 and w.enabled and c.revoked_at is null and 'events:read' = any(c.scopes)`,
};
/** The oldest that waits of every key: nothing overtakes it. */
const HEADS = {
  name: 'webhook-heads',
  text: `select * from (
      select distinct on (subject) seq, id, event_id, type, subject, at, position, body, traceparent, attempts, due_at, first_attempt_at from webhook_delivery
      where webhook_id = $1 and status = 'pending' order by subject, seq) h order by due_at, seq limit $2`,
};

/** The executors: one process at a time per webhook (the item's lease), so that order and circuit need no other lock. */
export function startDelivering(database: Database, delivering: Delivering): Executor {
  return startExecutor(database, { kind: WEBHOOK, concurrency: 32, leaseMs: delivering.leaseMs ?? 20_000, pollMs: 250, handle: (item) => round(database, delivering, item) });
}

/** One round: what is due of every key goes out together; the results are stored with the item. */
async function round(database: Database, { keyring, sender, count }: Delivering, item: ClaimedItem): Promise<WorkOutcome> {
  const { rows: [target] } = await database.read<Target & Record<string, unknown>>({ ...TARGET, values: [item.id] });
  if (!target) return 'done';
  const { now } = target;
  // What is due is due by the clock of the database; this process's own may be off.
  const off = now.getTime() - Date.now();
  if (target.open_until && target.open_until > now) return { retryAt: target.open_until };
  const probing = target.failures >= OPENS_AT;
  const { rows: heads } = await database.read<Head & Record<string, unknown>>({ ...HEADS, values: [item.id, probing ? 1 : WIDE] });
  const due = probing ? heads : heads.filter((head) => head.due_at <= now);
  if (due.length === 0) return heads[0] ? { retryAt: heads[0].due_at } : 'done';
  const secrets = await opened(keyring, target.secrets);
  const sent = await Promise.all(due.map(async (head): Promise<Sent> => ({ head, attempt: await sender.send({ url: target.url, id: messageIdOf(head.event_id), body: messageBody(head), secrets, traceparent: childOf(head.traceparent ?? undefined) }, item.signal) })));
  for (const { attempt } of sent) count?.(attempt);
  return { retryAt: now, store: (tx) => store(tx, item.id, sent.map(({ head, attempt }) => ({ head, attempt: { ...attempt, at: new Date(attempt.at.getTime() + off) } }))) };
}

async function opened(keyring: Keyring, secrets: readonly SealedValue[]): Promise<string[]> {
  const keys = await keyring.keys(secrets.map((secret) => secret.kid));
  return secrets.map((secret) => {
    const key = keys.get(secret.kid);
    if (!key) throw new Error('the key of a webhook\'s secret is gone');
    return unseal(secret, key) as string;
  });
}

async function store(tx: Tx, id: string, sent: readonly Sent[]): Promise<void> {
  const { rows: [row] } = await tx.query<StandingRow & Record<string, unknown>>({ name: 'webhook-lock', text: 'select client_id, url, failures, failing_since, open_until, notice, enabled from webhook where id = $1 for update', values: [id] });
  // Deleted meanwhile, with all its deliveries.
  if (!row) return;
  const before: Standing = { failures: row.failures, failingSince: row.failing_since, openUntil: row.open_until, notice: row.notice, enabled: row.enabled };
  const inOrder = [...sent].sort((a, b) => endOf(a) - endOf(b));
  const after = standingAfter(before, inOrder.map(({ attempt }) => attempt), Math.random);
  await storeDeliveries(tx, sent, after.failures >= OPENS_AT || !after.enabled);
  await storeStanding(tx, id, before, after);
  if (before.enabled && !after.enabled) await tellDisabled(tx, { id, client: row.client_id, url: row.url, notice: after.notice! });
}

/** Its client hears of it as an event of its own, in its streams and through its other webhooks; so does the audit. */
async function tellDisabled(tx: Tx, { id, client, url, notice }: { id: string; client: string; url: string; notice: Notice }): Promise<void> {
  recordOwn(tx, { action: 'gateway.webhook-disabled', subject: { type: 'webhook', id }, before: { enabled: true }, after: { enabled: false, reason: notice.reason } });
  await tx.query({
    name: 'webhook-disabled',
    text: `insert into feed_event (event_id, type, subject, client, at, body) values ($1, 'webhook.disabled', $2, $3, $4, $5) on conflict (event_id) do nothing`,
    values: [`webhook-disabled/${id}/${notice.at}`, id, client, notice.at, JSON.stringify({ id, url, ...notice })],
  });
}

const endOf = ({ attempt }: Sent) => attempt.at.getTime() + attempt.tookMs;

async function storeDeliveries(tx: Tx, sent: readonly Sent[], webhookFailing: boolean): Promise<void> {
  const results = sent.map(({ head, attempt }) => {
    const firstAttemptAt = head.first_attempt_at ?? attempt.at;
    const next = deliveryAfter(attempt, { attempts: head.attempts + 1, firstAttemptAt, webhookFailing, random: Math.random() });
    const { at, status, error, tookMs } = attempt;
    return { id: head.id, status: next.status, dueAt: next.status === 'pending' ? next.dueAt : attempt.at, firstAttemptAt, last: JSON.stringify({ at, status, error, tookMs }) };
  });
  await tx.query({
    name: 'webhook-results',
    text: `update webhook_delivery d set status = r.status, due_at = r.due_at, attempts = d.attempts + 1, first_attempt_at = r.first_attempt_at, last_attempt = r.last::jsonb, done_at = case when r.status <> 'pending' then clock_timestamp() end
      from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[]) as r(id, status, due_at, first_attempt_at, last) where d.id = r.id and d.status = 'pending'`,
    values: [results.map((one) => one.id), results.map((one) => one.status), results.map((one) => one.dueAt), results.map((one) => one.firstAttemptAt), results.map((one) => one.last)],
  });
}

async function storeStanding(tx: Tx, id: string, before: Standing, after: Standing): Promise<void> {
  if (before.failures === 0 && after.failures === 0 && before.openUntil === after.openUntil) return;
  // What callers are shown has a version.
  const shown = (before.failingSince === null) !== (after.failingSince === null) || before.enabled !== after.enabled;
  await tx.query({
    name: 'webhook-standing',
    text: `update webhook set failures = $2, failing_since = $3, open_until = $4, enabled = $5, notice = $6, version = version + $7 where id = $1`,
    values: [id, after.failures, after.failingSince, after.openUntil, after.enabled, after.notice && JSON.stringify(after.notice), shown ? 1 : 0],
  });
  // It answers again: nothing waits out a pause that was meant for its silence.
  if (before.failures >= OPENS_AT && after.failures === 0) await tx.query({ name: 'webhook-again', text: `update webhook_delivery set due_at = clock_timestamp() where webhook_id = $1 and status = 'pending' and due_at > clock_timestamp()`, values: [id] });
}
