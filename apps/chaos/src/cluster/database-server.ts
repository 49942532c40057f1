import { Client } from 'pg';
import { startPostgres, type Postgres } from '@onefront/local';
import type { DatabaseServer } from '../types.js';

/** Connections of ours say so, so that a storm of terminations spares them. */
export const OUR_NAME = 'chaos';

export interface StartedDatabase extends DatabaseServer {
  readonly postgres: Postgres;
  readonly version: string;
  stop(): Promise<void>;
}

/** What was answered 2xx is on disk: nothing of durability is turned down. Sizes are those of a small machine. */
const SETTINGS = { shared_buffers: '256MB', max_wal_size: '4GB', checkpoint_timeout: '15min', fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

/** A PostgreSQL of our own. Data that lies in the folder is taken up again. */
export async function startDatabase(dataDir: string, say: (line: string) => void): Promise<StartedDatabase> {
  const postgres = await startPostgres({ dataDir, maxConnections: 300, settings: SETTINGS, log: say });
  const version = await ask(postgres, async (client) => (await client.query<{ server_version: string }>('show server_version')).rows[0]!.server_version);
  return {
    postgres, version,
    dataDir: postgres.dataDir,
    url: (database) => postgres.url(database),
    crash: () => postgres.crash(),
    start: () => postgres.restart(),
    terminateBackends: () => ask(postgres, terminateAll),
    stop: () => postgres.stop(),
  };
}

async function ask<T>(postgres: Postgres, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: postgres.url(), application_name: OUR_NAME });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function terminateAll(client: Client): Promise<number> {
  const { rows } = await client.query<{ ended: string }>(
    `select count(*) filter (where pg_terminate_backend(pid)) as ended from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend' and application_name not like $1`,
    [`${OUR_NAME}%`],
  );
  return Number(rows[0]!.ended);
}
