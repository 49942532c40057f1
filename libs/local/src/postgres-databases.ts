import { createHmac } from 'node:crypto';
import { Client } from 'pg';
import { password, SUPERUSER } from './postgres-cluster.js';
import type { Cluster } from './postgres-cluster.js';

/** Address of a database, as the superuser or as an owner made by `ensureDatabase`. */
export function addressOf(cluster: Cluster, port: number, database: string, owner?: string): string {
  const secret = owner ? ownerPassword(cluster, owner) : password(cluster);
  return `postgresql://${encodeURIComponent(owner ?? SUPERUSER)}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** Follows from the superuser's, so that there is one secret to keep and every start gives the same addresses. */
function ownerPassword(cluster: Cluster, owner: string): string {
  return createHmac('sha256', password(cluster)).update(owner).digest('base64url');
}

export async function ensureDatabase(cluster: Cluster, port: number, name: string, owner?: string): Promise<string> {
  await asSuperuser(addressOf(cluster, port, 'postgres'), async (client) => {
    if (owner) await ensureOwner(client, owner, ownerPassword(cluster, owner));
    const known = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (known.rowCount === 0) await client.query(`create database ${quote(name)}${owner ? ` owner ${quote(owner)}` : ''}`);
  });
  return addressOf(cluster, port, name, owner);
}

async function ensureOwner(client: Client, owner: string, secret: string): Promise<void> {
  const known = await client.query('select 1 from pg_roles where rolname = $1', [owner]);
  const verb = known.rowCount === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${quote(owner)} login password ${client.escapeLiteral(secret)}`);
}

/** Sessions that are still open are cut off. */
export async function dropDatabase(cluster: Cluster, port: number, name: string): Promise<void> {
  await asSuperuser(addressOf(cluster, port, 'postgres'), (client) => client.query(`drop database if exists ${quote(name)} with (force)`));
}

async function asSuperuser(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
