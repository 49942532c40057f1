import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { program } from './postgres-binaries.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { serverEnvironment } from './postgres-cluster.js';
import type { Cluster } from './postgres-cluster.js';
import { explain } from './postgres-failure.js';
import { pause, until } from './process-state.js';
import { forget, watch } from './warden.js';

const READY_WITHIN_MS = 120_000;
const LOG_KEPT_BYTES = 10_000_000;
/** SIGINT is PostgreSQL's fast shutdown: sessions are cut, everything committed is on disk. */
export const FAST_SHUTDOWN_MS = 10_000;

export interface ServerSettings {
  readonly port: number;
  readonly settings: Readonly<Record<string, string | number>>;
}

/** Starts the server and waits until it answers. Its log goes to a file, so that it can go on should we die. */
export async function launchServer(cluster: Cluster, binaries: PostgresBinaries, wanted: ServerSettings): Promise<number> {
  const from = openLog(cluster.logFile);
  const server = spawnServer(cluster, binaries, wanted);
  let failure: string | undefined;
  server.once('error', (error) => (failure = error.message));
  server.once('exit', (code, signal) => {
    failure ??= `it ended with ${signal ?? `code ${code}`}`;
    if (server.pid) forget(server.pid);
  });
  if (server.pid) watch(server.pid, 'SIGINT', FAST_SHUTDOWN_MS);
  const log = (): string => fs.readFileSync(cluster.logFile).subarray(from).toString();
  const ready = await until(() => failure !== undefined || /ready to accept connections/.test(log()), READY_WITHIN_MS);
  if (ready && failure === undefined && server.pid) return server.pid;
  server.kill('SIGQUIT');
  throw explain(`PostgreSQL did not start on port ${wanted.port} (${failure ?? 'no answer for two minutes'}; log ${cluster.logFile})`, `${log()}${failure ?? ''}`);
}

/** After kill -9 of a server its sessions linger for a moment and keep its shared memory; only waiting helps. */
export async function launchPatiently(cluster: Cluster, binaries: PostgresBinaries, wanted: ServerSettings): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchServer(cluster, binaries, wanted);
    } catch (error) {
      if (attempt >= 20 || !/pre-existing shared memory|lock file .* already exists/.test((error as Error).message)) throw error;
      await pause(500);
    }
  }
}

function spawnServer(cluster: Cluster, binaries: PostgresBinaries, { port, settings }: ServerSettings): ChildProcess {
  const pairs = Object.entries({ listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings });
  const args = ['-D', cluster.dataDir, '-p', String(port), ...pairs.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const log = fs.openSync(cluster.logFile, 'a', 0o600);
  try {
    // Detached: Ctrl-C in the terminal must reach the services first and the database last.
    const server = spawn(program(binaries.folder, 'postgres'), args, { ...cluster.user, env: serverEnvironment(), cwd: '/', detached: true, stdio: ['ignore', log, log] });
    server.unref();
    return server;
  } finally {
    fs.closeSync(log);
  }
}

/** Where in the log this start begins. */
function openLog(file: string): number {
  const size = fs.existsSync(file) ? fs.statSync(file).size : 0;
  if (size <= LOG_KEPT_BYTES) return size;
  fs.renameSync(file, `${file}.1`);
  return 0;
}
