import { timingSafeEqual } from 'node:crypto';
import type { Database } from '@onefront/outbox';
import { ACTIVE_SECRETS, addSecret, hashOf, newSecret } from './secrets.js';
import type { Scope } from './scopes.js';

/** Who calls. `channels` null = the retailer itself; else a partner, which acts only through these. */
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly channels: readonly string[] | null;
}

/** A client that has shown one of its secrets. */
export interface Authenticated {
  readonly client: Client;
  readonly secretId: string;
}

interface SecretRow { id: string; hash: Buffer }

const active = (column: 'id' | 'hash') => `array(select s.${column} from client_secret s where s.client_id = c.id order by s.created_at desc, s.id desc limit ${ACTIVE_SECRETS})`;

/** The client with these credentials, or undefined; takes as long for an unknown client as for a wrong secret. */
export async function authenticate(database: Database, id: string, secret: string): Promise<Authenticated | undefined> {
  const { rows: [row] } = await database.read<Client & { ids: string[]; hashes: Buffer[] }>({
    name: 'client-authenticate',
    text: `select c.id, c.name, c.scopes, c.channels, ${active('id')} as ids, ${active('hash')} as hashes
      from client c where c.id = $1 and c.revoked_at is null`,
    values: [id],
  });
  const given = hashOf(secret);
  const known: SecretRow[] = row && row.hashes.length > 0 ? row.hashes.map((hash, index) => ({ id: row.ids[index]!, hash })) : [{ id: '', hash: Buffer.alloc(32) }];
  const match = known.map((one) => (timingSafeEqual(one.hash, given) ? one : undefined)).find((one) => one !== undefined);
  return match && row ? { client: { id: row.id, name: row.name, scopes: row.scopes, channels: row.channels }, secretId: match.id } : undefined;
}

/** The administrator client as configured: there, with every scope, its secret among the active ones. Safe to repeat by many processes. */
export async function ensureAdministrator(database: Database, { id, secret, scopes }: { id: string; secret: string; scopes: readonly Scope[] }): Promise<void> {
  await database.transact(async (tx) => {
    await tx.query(`insert into client (id, name, scopes, channels) values ($1, 'administrator', $2, null) on conflict (id) do update set scopes = excluded.scopes, channels = null, revoked_at = null`, [id, scopes]);
    const { rowCount } = await tx.query('select 1 from client_secret where client_id = $1 and hash = $2', [id, hashOf(secret)]);
    if (!rowCount) await addSecret(tx, id, { ...newSecret(), secret });
  });
}

