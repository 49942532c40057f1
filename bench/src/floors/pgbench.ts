import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadCores, pinned } from '../harness/pinning.js';

/** pgbench from PATH, or where Debian's and Red Hat's packages put it; undefined when there is none. */
export function findPgbench(): string | undefined {
  const folders = ['/usr/lib/postgresql', '/usr'].flatMap((base) => subfolders(base).map((name) => join(base, name, 'bin/pgbench')));
  return ['pgbench', ...folders].find((command) => spawnSync(command, ['--version']).status === 0);
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^(pgsql-)?\d+$/.test(name)).sort().reverse();
  } catch {
    return [];
  }
}

export interface PgbenchRun {
  readonly command: string;
  readonly script: string;
  readonly url: string;
  readonly clients: number;
  readonly seconds: number;
}

/** Transactions per second. Rejects with pgbench's own words. */
export async function pgbench({ command, script, url, clients, seconds }: PgbenchRun): Promise<number> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const [file, ...args] = pinned([command, '-h', hostname, '-p', port, '-U', decodeURIComponent(username), '-n', '-M', 'prepared', '-c', String(clients), '-j', '1', '-T', String(Math.ceil(seconds)), '-f', script, decodeURIComponent(pathname.slice(1))], loadCores);
  const child = spawn(file, args, { env: { ...process.env, PGPASSWORD: decodeURIComponent(password) }, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  child.stdout.on('data', (chunk: Buffer) => { words += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { words += chunk.toString(); });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const [, perSecond] = /tps = ([\d.]+)/.exec(words) ?? [];
  if (code !== 0 || perSecond === undefined) throw new Error(`pgbench ended with ${String(code)}: ${words.slice(-600)}`);
  return Number(perSecond);
}
