import type { Pool } from 'pg';

const TABLE = `
  create table sealing_key (
    kid          text primary key,
    key          bytea,
    created_at   timestamptz not null default now(),
    person_id    text,
    destroyed_at timestamptz,
    constraint sealing_key_destroyed check ((key is null) = (destroyed_at is not null)),
    constraint sealing_key_length check (octet_length(key) = 32)
  ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1);
  create index sealing_key_person on sealing_key (person_id) where person_id is not null;
  comment on table sealing_key is 'Keys that seal personal data. Destroying one makes every copy of its data unreadable; autovacuum then removes the old row, and backups of this database must be short-lived.';
`;

/** Any advisory lock number will do, as long as it is always this one. */
const SCHEMA_LOCK = 7_243_391;

/** Creates the table of keys once; many processes may start at the same time. A user without DDL rights only checks. */
export async function ensureKeyringSchema(pool: Pool): Promise<void> {
  if (await exists(pool)) return;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    if (!(await exists(client))) await client.query(TABLE);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function exists(client: Pick<Pool, 'query'>): Promise<boolean> {
  // Not to_regclass: inside a transaction it answers from a cache that does not see what another session has created meanwhile.
  const { rows } = await client.query<{ there: boolean }>(`select exists (select from pg_catalog.pg_tables where tablename = 'sealing_key' and schemaname = any (current_schemas(false))) as there`);
  return rows[0]!.there;
}
