import { createHash, randomBytes } from 'node:crypto';
import { newId } from '@onefront/kernel';
import { recordOwn } from '../audit/own-changes.js';
import type { Database, Tx } from '@onefront/outbox';

/** At most so many secrets of a client are valid: the newest, so that one can be rotated while the other is in use. */
export const ACTIVE_SECRETS = 2;
/** Found by scanners for secrets that somebody has published by mistake. */
const PREFIX = 'ofs';

export interface NewSecret {
  readonly id: string;
  readonly secret: string;
}

/** Secrets are 256 random bits: a plain hash cannot be turned back, and needs no slowing down. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** 256 random bits as text. */
export function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/** `ofs_<id>.<256 bits>`: the id tells people which one it is, and is of no use alone. */
export function newSecret(): NewSecret {
  const id = newId();
  return { id, secret: `${PREFIX}_${id}.${randomText()}` };
}

/** A further secret of a client whose row is locked; the older ones beyond the newest two end, with the tokens that were got by them. */
export async function addSecret(tx: Tx, clientId: string, { id, secret }: NewSecret): Promise<void> {
  await tx.query('insert into client_secret (id, client_id, hash, created_at) values ($1, $2, $3, clock_timestamp())', [id, clientId, hashOf(secret)]);
  const { rows: ended } = await tx.query<{ id: string }>(`delete from client_secret where client_id = $1 and id not in (select id from client_secret where client_id = $1 order by created_at desc, id desc limit ${ACTIVE_SECRETS}) returning id`, [clientId]);
  recordOwn(tx, { action: 'gateway.secret-added', subject: { type: 'partner', id: clientId }, before: secretsOf(ended.map((row) => row.id)), after: secretsOf([id]) });
}

/** For the audit: which secrets, and nothing of what they are. */
export function secretsOf(ids: readonly string[]): { secrets: Record<string, string> } {
  return { secrets: Object.fromEntries(ids.map((id) => [id, 'active'])) };
}

export interface SecretRow { id: string; created_at: Date; last_used_at: Date | null; [column: string]: unknown }

/** The active secrets of a client, newest first, without what is secret about them. */
export async function listSecrets(database: Database, clientId: string): Promise<SecretRow[]> {
  const { rows } = await database.read<SecretRow>({ name: 'secret-list', text: 'select id, created_at, last_used_at from client_secret where client_id = $1 order by created_at desc, id desc', values: [clientId] });
  return rows;
}
