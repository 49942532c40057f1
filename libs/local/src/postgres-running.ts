import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { CannotStart } from './cannot-start.js';
import { program } from './postgres-binaries.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { password, SUPERUSER } from './postgres-cluster.js';
import type { Cluster } from './postgres-cluster.js';
import { FAST_SHUTDOWN_MS } from './postgres-server.js';
import { commandLine, endProcess, isAlive, until } from './process-state.js';

/** A server that already runs on a data directory. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

/** The server of this data directory, once it answers; undefined when there is none. Clears away what a dead one has left. */
export async function findRunning(cluster: Cluster): Promise<RunningServer | undefined> {
  const found = await until(() => look(cluster), 30_000, 100);
  if (found === 'none') return undefined;
  if (found) return found;
  throw new CannotStart(`A PostgreSQL (process ${readPidFile(cluster)?.pid}) holds ${cluster.dataDir} but does not answer. See ${cluster.logFile}, or end that process.`);
}

async function look(cluster: Cluster): Promise<RunningServer | 'none' | undefined> {
  const noted = readPidFile(cluster);
  if (!noted) return 'none';
  if (!isAlive(noted.pid) || !commandLine(noted.pid).includes(cluster.dataDir)) {
    fs.rmSync(path.join(cluster.dataDir, 'postmaster.pid'), { force: true });
    return 'none';
  }
  return (await answers(cluster, noted.port)) ? noted : undefined;
}

function readPidFile(cluster: Cluster): RunningServer | undefined {
  try {
    const lines = fs.readFileSync(path.join(cluster.dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  } catch {
    return undefined;
  }
}

async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = new Client({ host: '127.0.0.1', port, user: SUPERUSER, password: password(cluster), database: 'postgres', connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Fast shutdown; after the deadline immediate shutdown (the next start recovers from the write-ahead log); at last SIGKILL. */
export async function stopServer(pid: number, cluster: Cluster, binaries: () => PostgresBinaries): Promise<void> {
  if (process.platform === 'win32') {
    // Windows has no signals: Node would just terminate the process.
    spawnSync(program(binaries().folder, 'pg_ctl'), ['stop', '-m', 'fast', '-D', cluster.dataDir]);
    return;
  }
  await endProcess(pid, [['SIGINT', FAST_SHUTDOWN_MS], ['SIGQUIT', 5_000], ['SIGKILL', 5_000]]);
}

/** Immediate shutdown: every process of the server quits where it stands. Resolves when they are gone. */
export async function crashServer(pid: number, cluster: Cluster, binaries: () => PostgresBinaries): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync(program(binaries().folder, 'pg_ctl'), ['stop', '-m', 'immediate', '-D', cluster.dataDir]);
    return;
  }
  await endProcess(pid, [['SIGQUIT', 10_000], ['SIGKILL', 5_000]]);
}
