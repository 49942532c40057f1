import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { newId } from '@onefront/kernel';
import type { Database, Tx } from '@onefront/outbox';
import type { Scope } from './scopes.js';

/** Who calls. `channels` null = the retailer itself; else a partner, which acts only through these. */
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly channels: readonly string[] | null;
}

/** At most so many secrets of a client are valid: the newest, so that one can be rotated while the other is in use. */
const ACTIVE_SECRETS = 2;

/** Secrets are 256 random bits: a plain hash cannot be turned back, and needs no slowing down. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The client with these credentials, or undefined; takes as long for an unknown client as for a wrong secret. */
export async function authenticate(database: Database, id: string, secret: string): Promise<Client | undefined> {
  const { rows } = await database.read<Client & { hashes: Buffer[] }>({
    name: 'client-authenticate',
    text: `select c.id, c.name, c.scopes, c.channels, array(select hash from client_secret s where s.client_id = c.id order by created_at desc, id desc limit ${ACTIVE_SECRETS}) as hashes
      from client c where c.id = $1 and c.revoked_at is null`,
    values: [id],
  });
  const given = hashOf(secret);
  const hashes = rows[0]?.hashes ?? [Buffer.alloc(32)];
  const matches = hashes.map((hash) => timingSafeEqual(hash, given)).includes(true);
  return matches && rows[0] ? { id: rows[0].id, name: rows[0].name, scopes: rows[0].scopes, channels: rows[0].channels } : undefined;
}

export async function createClient(tx: Tx, client: { name: string; scopes: readonly Scope[]; channels: readonly string[] }): Promise<{ id: string; secret: string }> {
  const id = newId();
  await tx.query('insert into client (id, name, scopes, channels) values ($1, $2, $3, $4)', [id, client.name, client.scopes, client.channels]);
  return { id, secret: await addSecret(tx, id) };
}

/** A fresh secret beside the newest one; older ones stop working. Undefined for a client that is not there. */
export async function rotateSecret(database: Database, id: string): Promise<string | undefined> {
  return database.transact(async (tx) => {
    const { rowCount } = await tx.query('select 1 from client where id = $1 and revoked_at is null for update', [id]);
    return rowCount ? addSecret(tx, id) : undefined;
  });
}

async function addSecret(tx: Tx, clientId: string, secret = newSecret()): Promise<string> {
  await tx.query('insert into client_secret (id, client_id, hash, created_at) values ($1, $2, $3, clock_timestamp())', [newId(), clientId, hashOf(secret)]);
  await tx.query(`delete from client_secret where client_id = $1 and id not in (select id from client_secret where client_id = $1 order by created_at desc, id desc limit ${ACTIVE_SECRETS})`, [clientId]);
  return secret;
}

/** Revokes a client with all its tokens. False when there was none. */
export async function revokeClient(database: Database, id: string): Promise<boolean> {
  return database.transact(async (tx) => {
    const { rowCount } = await tx.query('update client set revoked_at = now() where id = $1 and revoked_at is null', [id]);
    await tx.query('delete from access_token where client_id = $1', [id]);
    return rowCount === 1;
  });
}

/** The administrator client as configured: there, with every scope, its secret among the active ones. Safe to repeat by many processes. */
export async function ensureAdministrator(database: Database, { id, secret, scopes }: { id: string; secret: string; scopes: readonly Scope[] }): Promise<void> {
  await database.transact(async (tx) => {
    await tx.query(`insert into client (id, name, scopes, channels) values ($1, 'administrator', $2, null) on conflict (id) do update set scopes = excluded.scopes, channels = null, revoked_at = null`, [id, scopes]);
    const { rowCount } = await tx.query('select 1 from client_secret where client_id = $1 and hash = $2', [id, hashOf(secret)]);
    if (!rowCount) await addSecret(tx, id, secret);
  });
}
