import type { Postgres } from '@onefront/local';
import { Client } from 'pg';
import type { Result } from '../types.js';
import { postgresSeconds } from './proc.js';
import type { Sold } from './selling.js';

/** What PostgreSQL did meanwhile. */
export interface Written {
  readonly walBytes: number;
  readonly commits: number;
  /** CPU seconds by database. */
  readonly seconds: ReadonlyMap<string, number>;
}

/** Runs `work` and says what it made PostgreSQL write, commit and compute. */
export async function whatPostgresDid<T>(postgres: Postgres, work: () => Promise<T>): Promise<Written & { readonly value: T }> {
  const client = new Client({ connectionString: postgres.url() });
  await client.connect();
  try {
    const before = await countersOf(client);
    const cpu = postgresSeconds(postgres.pid);
    const value = await work();
    const seconds = new Map([...postgresSeconds(postgres.pid)].map(([name, used]) => [name, Math.max(0, used - (cpu.get(name) ?? 0))]));
    const after = await countersOf(client);
    return { value, seconds, walBytes: after.wal - before.wal, commits: after.commits - before.commits };
  } finally {
    await client.end();
  }
}

async function countersOf(client: Client): Promise<{ wal: number; commits: number }> {
  const { rows } = await client.query<{ wal: string; commits: string }>(`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as wal, (select sum(xact_commit) from pg_stat_database) as commits`);
  return { wal: Number(rows[0]!.wal), commits: Number(rows[0]!.commits) };
}

/** The same per confirmed order, over all rounds. */
export function perOrder(rounds: ReadonlyArray<Sold & { readonly written: Written }>): Pick<Result, 'postgresMsPerOrder' | 'walBytesPerOrder' | 'commitsPerOrder'> {
  const orders = Math.max(1, rounds.reduce((sum, { confirmed }) => sum + confirmed, 0));
  const names = [...new Set(rounds.flatMap(({ written }) => [...written.seconds.keys()]))];
  const ms = names.map((name) => [name, (rounds.reduce((sum, { written }) => sum + (written.seconds.get(name) ?? 0), 0) * 1000) / orders] as const).filter(([, value]) => value >= 0.0005);
  const sum = (of: (written: Written) => number): number => rounds.reduce((total, { written }) => total + of(written), 0) / orders;
  return {
    postgresMsPerOrder: Object.fromEntries(ms.map(([name, value]) => [name, Math.round(value * 1000) / 1000])),
    walBytesPerOrder: Math.round(sum(({ walBytes }) => walBytes)), commitsPerOrder: Math.round(sum(({ commits }) => commits) * 100) / 100,
  };
}
