import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Client } from 'pg';
import type { Postgres } from '@onefront/local';

/** How many statements PostgreSQL executed while `work` ran, all databases together, begin and commit included. */
export interface Counted<T> {
  readonly outcome: T;
  readonly statements: number;
  readonly seconds: number;
}

/**
 * Counts the statements of everybody, by PostgreSQL's own log: no extension has to be loaded, which would be there during the other
 * measurements too. Whatever is timed inside `work` is slower than it would be.
 */
export async function countStatements<T>(postgres: Postgres, work: () => Promise<T>): Promise<Counted<T>> {
  const log = openSync(`${postgres.dataDir}.log`, 'r');
  try {
    await set(postgres, { log_statement: 'all', log_parameter_max_length: '0', log_duration: 'off' });
    const from = fstatSync(log).size;
    const began = performance.now();
    const outcome = await work();
    const seconds = (performance.now() - began) / 1000;
    const statements = countIn(log, from, fstatSync(log).size);
    return { outcome, statements, seconds };
  } finally {
    await set(postgres, { log_statement: undefined, log_parameter_max_length: undefined, log_duration: undefined });
    closeSync(log);
  }
}

/** Takes effect in sessions that are open already, before their next statement. */
async function set(postgres: Postgres, settings: Readonly<Record<string, string | undefined>>): Promise<void> {
  const client = new Client({ connectionString: postgres.url() });
  await client.connect();
  try {
    for (const [name, value] of Object.entries(settings)) await client.query(value === undefined ? `alter system reset ${name}` : `alter system set ${name} = '${value}'`);
    await client.query('select pg_reload_conf()');
  } finally {
    await client.end();
  }
}

const CHUNK = 1 << 20;

function countIn(log: number, from: number, to: number): number {
  const buffer = Buffer.alloc(CHUNK);
  let count = 0;
  let rest = '';
  for (let at = from; at < to; ) {
    const read = readSync(log, buffer, 0, Math.min(CHUNK, to - at), at);
    if (read === 0) break;
    at += read;
    const lines = `${rest}${buffer.toString('latin1', 0, read)}`.split('\n');
    rest = lines.pop()!;
    count += lines.filter((line) => /^\S+ \S+ \S+ \[\d+\] LOG: {2}(statement|execute [^:]+): /.test(line)).length;
  }
  return count;
}
