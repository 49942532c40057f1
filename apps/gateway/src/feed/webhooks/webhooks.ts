import { setTimeout as pause } from 'node:timers/promises';
import { seal, type Keyring, type SealedValue } from '@onefront/contracts';
import { checkPreconditions, DomainError, newId } from '@onefront/kernel';
import { enqueueWork, type Database, type Tx } from '@onefront/outbox';
import { recordOwn } from '../../audit/own-changes.js';
import { readAs, type Wall } from '../../persistence/behind-wall.js';
import type { Body } from '../../views/documents.js';
import { Gone } from '../../gone.js';
import { FEED_DAYS } from '../../persistence/retention.js';
import { BOUNDS } from '../feed.js';
import { isPublicAddress, hostOf, readTarget, type Walls } from './address.js';
import type { Resolve } from './connect.js';
import { WEBHOOK } from './fan-out.js';
import type { Notice } from './rules.js';
import { newSigningSecret } from './signing.js';

/** Of one client. */
const AT_MOST = 50;
/** A secret that was replaced goes on signing beside the new one for so long. */
const ROTATION = '24 hours';
const LOOK_UP_MS = 2_000;
const KEPT_MS = FEED_DAYS * 86_400_000;
const EXPIRED = `Events are kept for ${FEED_DAYS} days; this is older.`;

export interface WebhookChange { readonly url?: string | undefined; readonly types?: readonly string[] | undefined; readonly enabled?: boolean | undefined }
interface Row { id: string; version: string; url: string; types: string[]; enabled: boolean; notice: Notice | null; failing_since: Date | null; created_at: Date; [column: string]: unknown }
const COLUMNS = 'id, version, url, types, enabled, notice, failing_since, created_at';

/** The webhooks of clients. Whoever asks sees and changes only its own; those of others are not there. */
export class Webhooks {
  constructor(private readonly database: Database, private readonly keyring: Keyring, private readonly walls: Walls & { readonly resolve: Resolve }) {}

  /** Throws 422 for an address that must not be called, 409 when there are too many. The secret is shown only here. */
  async create(client: string, { url, types }: { url: string; types: readonly string[] }): Promise<{ id: string; secret: string }> {
    const target = await this.checked(url);
    const { secret, box } = await this.newSecret();
    const id = newId();
    await this.database.transact(async (tx) => {
      await tx.query('select 1 from client where id = $1 for update', [client]);
      const { rows } = await tx.query<{ n: number }>('select count(*)::int as n from webhook where client_id = $1', [client]);
      if (rows[0]!.n >= AT_MOST) throw new DomainError('too-many-webhooks', 'conflict', `A client has at most ${AT_MOST} webhooks.`);
      await tx.query('insert into webhook (id, client_id, url, types, secret, reached) select $1, $2, $3, $4, $5, position from feed_sequencer', [id, client, target, [...new Set(types)], JSON.stringify(box)]);
      recordOwn(tx, { action: 'gateway.webhook-created', subject: webhook(id), version: 1, after: audited({ url: target, types, enabled: true }) });
    });
    return { id, secret };
  }

  async get(client: string, id: string, wall: Wall | null): Promise<Body | undefined> {
    const { rows } = await readAs<Row>(this.database, wall, { name: 'webhook-read', text: `select ${COLUMNS} from webhook where client_id = $1 and id = $2`, values: [client, id] });
    return rows[0] && shown(rows[0]);
  }

  async list(client: string, { after, limit }: { after?: string | undefined; limit: number }, wall: Wall | null): Promise<{ key: string; body: string }[]> {
    const { rows } = await readAs<Row>(this.database, wall, { name: 'webhook-list', text: `select ${COLUMNS} from webhook where client_id = $1 and id > $2 order by id limit $3`, values: [client, after ?? '', limit] });
    return rows.map((row) => ({ key: row.id, body: shown(row).body }));
  }

  /** To enable one is to let it begin anew: its circuit is closed and what waits is sent. Undefined when it is not there. */
  async change(client: string, id: string, change: WebhookChange, conditions: { ifMatch?: string }): Promise<Body | undefined> {
    const url = change.url === undefined ? undefined : await this.checked(change.url);
    return this.locked(client, id, conditions, async (tx, row) => {
      const next = { url: url ?? row.url, types: change.types ? [...new Set(change.types)] : row.types, enabled: change.enabled ?? row.enabled };
      if (next.url === row.url && next.enabled === row.enabled && String(next.types) === String(row.types)) return shown(row);
      const anew = next.url !== row.url || (next.enabled && !row.enabled);
      const notice = next.enabled ? (row.enabled ? row.notice : null) : (row.enabled ? { reason: 'by-client', detail: 'Disabled by its client.', at: new Date().toISOString() } : row.notice);
      const { rows } = await tx.query<Row>(
        `update webhook set url = $2, types = $3, enabled = $4, notice = $5, version = version + 1, failures = case when $6 then 0 else failures end,
           failing_since = case when $6 then null else failing_since end, open_until = case when $6 then null else open_until end where id = $1 returning ${COLUMNS}`,
        [id, next.url, next.types, next.enabled, notice && JSON.stringify(notice), anew],
      );
      if (anew) await sendNow(tx, id);
      recordOwn(tx, { action: 'gateway.webhook-changed', subject: webhook(id), version: Number(rows[0]!.version), before: audited(row), after: audited(next) });
      return shown(rows[0]!);
    });
  }

  /** Removes it with all its deliveries and destroys the keys of its secrets. */
  async remove(client: string, id: string, conditions: { ifMatch?: string }): Promise<boolean> {
    const kids = await this.locked(client, id, conditions, async (tx, row) => {
      recordOwn(tx, { action: 'gateway.webhook-removed', subject: webhook(id), before: audited(row) });
      const { rows } = await tx.query<{ secret: SealedValue; previous_secret: SealedValue | null }>('delete from webhook where id = $1 returning secret, previous_secret', [id]);
      return [rows[0]!.secret, rows[0]!.previous_secret].flatMap((box) => box?.kid ?? []);
    });
    if (kids) await this.keyring.destroy(kids);
    return kids !== undefined;
  }

  /** A fresh secret; the one before it signs beside it for a day. */
  async rotate(client: string, id: string): Promise<string | undefined> {
    const { secret, box } = await this.newSecret();
    return this.locked(client, id, {}, async (tx) => {
      await tx.query(`update webhook set previous_secret = secret, previous_until = clock_timestamp() + interval '${ROTATION}', secret = $2 where id = $1`, [id, JSON.stringify(box)]);
      recordOwn(tx, { action: 'gateway.webhook-secret-added', subject: webhook(id) });
      return secret;
    });
  }

  /** Sends everything since a time, or from a position on, again, in order and under the same ids. Throws 410 for what is no longer kept, 422 for a position that is not yet given. */
  async replay(client: string, id: string, from: Date | number): Promise<Body | undefined> {
    if (from instanceof Date && from.getTime() < Date.now() - KEPT_MS) throw new Gone(EXPIRED);
    return this.locked(client, id, {}, async (tx) => {
      const after = from instanceof Date ? await beforeTime(tx, from) : await beforePosition(tx, from);
      const { rows } = await tx.query<Row>(`update webhook set run = run + 1, version = version + 1, reached = least(reached, $2::bigint) where id = $1 returning ${COLUMNS}`, [id, after]);
      recordOwn(tx, { action: 'gateway.webhook-replayed', subject: webhook(id), version: Number(rows[0]!.version), after: { from } });
      return shown(rows[0]!);
    });
  }

  private async checked(url: string): Promise<string> {
    const target = readTarget(url, this.walls);
    if (this.walls.allowPrivate) return target.href;
    // A name that cannot be looked up now may be one later: it is looked at anew at every connection.
    const addresses = await Promise.race([this.walls.resolve(hostOf(target)).catch(() => []), pause(LOOK_UP_MS, [], { ref: false })]);
    if (addresses.some(({ address }) => !isPublicAddress(address))) throw new DomainError('invalid-request', 'invalid', '/url: not an address of the public internet', [{ path: '/url', message: 'not an address of the public internet' }]);
    return target.href;
  }

  private async newSecret(): Promise<{ secret: string; box: SealedValue }> {
    const secret = newSigningSecret();
    return { secret, box: seal(secret, await this.keyring.newKey()) };
  }

  private locked<T>(client: string, id: string, conditions: { ifMatch?: string }, work: (tx: Tx, row: Row) => Promise<T>): Promise<T | undefined> {
    return this.database.transact(async (tx) => {
      const { rows: [row] } = await tx.query<Row>(`select ${COLUMNS} from webhook where client_id = $1 and id = $2 for update`, [client, id]);
      if (!row) return undefined;
      checkPreconditions({ version: Number(row.version), document: row }, conditions);
      return work(tx, row);
    });
  }
}

const webhook = (id: string) => ({ type: 'webhook', id });

/** What is told of a webhook: where it sends to without what may be a secret in the address. */
function audited({ url, types, enabled }: { readonly url: string; readonly types: readonly string[]; readonly enabled: boolean }) {
  const { origin, pathname } = new URL(url);
  return { url: origin + pathname, types: [...types], enabled };
}

/** In the caller's transaction: what waits is due, and an executor looks. */
async function sendNow(tx: Tx, id: string): Promise<void> {
  await tx.query(`update webhook_delivery set due_at = clock_timestamp() where webhook_id = $1 and status = 'pending' and due_at > clock_timestamp()`, [id]);
  enqueueWork(tx, { kind: WEBHOOK, id, payload: {} });
}

/** The position after which everything since a time lies; null when there is nothing. */
async function beforeTime(tx: Tx, from: Date): Promise<string | null> {
  const { rows } = await tx.query<{ after: string | null }>('select min(position) - 1 as after from feed_event where at >= $1 and position is not null', [from]);
  return rows[0]!.after;
}

async function beforePosition(tx: Tx, from: number): Promise<number> {
  const { rows } = await tx.query<{ last: string; first: string }>({ name: 'feed-bounds', text: BOUNDS });
  if (from > Number(rows[0]!.last) + 1) throw new DomainError('invalid-request', 'invalid', '/from: the stream has not come so far', [{ path: '/from', message: 'the stream has not come so far' }]);
  if (from < Number(rows[0]!.first)) throw new Gone(EXPIRED);
  return from - 1;
}

function shown({ id, version, url, types, enabled, notice, failing_since, created_at }: Row): Body {
  return { version: Number(version), body: JSON.stringify({ id, url, types, enabled, notice, failingSince: failing_since, createdAt: created_at }) };
}
