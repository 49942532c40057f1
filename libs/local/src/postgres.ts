import fs from 'node:fs';
import { CannotStart, inWords } from './cannot-start.js';
import { freePort, isTaken } from './free-port.js';
import { findBinaries } from './postgres-binaries.js';
import { clusterAt, createCluster, prepareParent } from './postgres-cluster.js';
import type { Cluster } from './postgres-cluster.js';
import { addressOf, dropDatabase, ensureDatabase } from './postgres-databases.js';
import { crashServer, findRunning, stopServer } from './postgres-running.js';
import type { RunningServer } from './postgres-running.js';
import { FAST_SHUTDOWN_MS, launchPatiently } from './postgres-server.js';
import type { ServerSettings } from './postgres-server.js';
import { isAlive } from './process-state.js';
import { serverUser } from './server-user.js';
import { withLock } from './start-lock.js';
import { forget, watch } from './warden.js';

export interface PostgresOptions {
  /** Where the data lives. When we are root and PostgreSQL's user cannot get there, /var/tmp/onefront-<hash of this path> takes its place. */
  readonly dataDir: string;
  /** A free one by default. */
  readonly port?: number;
  /** Hears what takes time (copying binaries, making the data directory). */
  readonly log?: (line: string) => void;
  /** Default 200. */
  readonly maxConnections?: number;
  /** Any setting of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

export interface Postgres {
  readonly port: number;
  /** Where the data really lives. */
  readonly dataDir: string;
  /** Of the server; 0 between a crash and the restart. */
  readonly pid: number;
  /** False when the server belongs to another living process, which alone may stop it. */
  readonly owned: boolean;
  /** Address for the superuser; database `postgres` by default. */
  url(database?: string): string;
  /** Makes the database unless it is there, and the role `owner` that owns it. Answers with the address for that owner (superuser without one). */
  ensureDatabase(name: string, options?: { readonly owner?: string }): Promise<string>;
  /** Cuts off whoever still uses it. */
  dropDatabase(name: string): Promise<void>;
  /** Fast shutdown. Does nothing to a server that is not owned. */
  stop(): Promise<void>;
  /** Immediate shutdown (`pg_ctl stop -m immediate`): nothing is flushed, the next start recovers from the write-ahead log, as after a power cut. Throws for a server that is not owned. */
  crash(): Promise<void>;
  /** Starts it again after a crash, on the same port with the same data and settings. Throws for a server that is not owned. */
  restart(): Promise<void>;
}

/**
 * Starts PostgreSQL from the binaries in npm, as an ordinary user even when we are root, on 127.0.0.1 only, or joins the server that
 * already runs on that data directory. Should this process die, the server is shut down after it.
 * Throws `CannotStart` with what to do about it.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const cluster = clusterAt(options.dataDir, serverUser());
  try {
    prepareParent(cluster);
    return await withLock(cluster.lockFile, () => joinOrLaunch(cluster, options));
  } catch (error) {
    throw inWords(error, cluster.dataDir);
  }
}

async function joinOrLaunch(cluster: Cluster, options: PostgresOptions): Promise<Postgres> {
  const running = await findRunning(cluster);
  if (running && ownerOf(cluster) !== undefined) return handle(cluster, running, { owned: false, settings: {} });
  const settings = { max_connections: options.maxConnections ?? 200, ...options.settings };
  const server = running ?? (await launch(cluster, options, settings));
  if (running) watch(running.pid, 'SIGINT', FAST_SHUTDOWN_MS);
  fs.writeFileSync(cluster.ownerFile, String(process.pid));
  return handle(cluster, server, { owned: true, settings });
}

/** The living process that answers for the server; undefined when it died and left the server behind. */
function ownerOf(cluster: Cluster): number | undefined {
  try {
    const pid = Number(fs.readFileSync(cluster.ownerFile, 'utf8'));
    return isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

async function launch(cluster: Cluster, options: PostgresOptions, settings: ServerSettings['settings']): Promise<RunningServer> {
  const log = options.log ?? (() => undefined);
  const binaries = findBinaries(cluster.user, log);
  if (!fs.existsSync(cluster.dataDir)) log(`making a PostgreSQL ${binaries.version} data directory in ${cluster.dataDir}`);
  createCluster(cluster, binaries);
  if (options.port !== undefined) {
    if (await isTaken(options.port)) throw new CannotStart(`Port ${options.port} on 127.0.0.1 is taken by another program. End it, or choose another port for PostgreSQL.`);
    return { port: options.port, pid: await launchPatiently(cluster, binaries, { port: options.port, settings }) };
  }
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return { port, pid: await launchPatiently(cluster, binaries, { port, settings }) };
    } catch (error) {
      // Between our look and its bind somebody else may take a free port.
      if (attempt >= 5 || !/could not bind/.test((error as Error).message)) throw error;
    }
  }
}

interface Hold {
  readonly owned: boolean;
  readonly settings: ServerSettings['settings'];
}

function handle(cluster: Cluster, { pid: first, port }: RunningServer, { owned, settings }: Hold): Postgres {
  let pid = first;
  const binaries = () => findBinaries(cluster.user, () => undefined);
  const mine = (): void => {
    if (!owned) throw new Error(`The PostgreSQL on ${cluster.dataDir} belongs to another process, which alone may stop and start it.`);
  };
  return {
    port,
    get pid() {
      return pid;
    },
    owned,
    dataDir: cluster.dataDir,
    url: (database = 'postgres') => addressOf(cluster, port, database),
    ensureDatabase: (name, { owner } = {}) => ensureDatabase(cluster, port, name, owner),
    dropDatabase: (name) => dropDatabase(cluster, port, name),
    stop: async () => {
      if (!owned) return;
      if (pid) {
        await stopServer(pid, cluster, binaries);
        forget(pid);
      }
      fs.rmSync(cluster.ownerFile, { force: true });
    },
    crash: async () => {
      mine();
      if (pid) await crashServer(pid, cluster, binaries);
      pid = 0;
    },
    restart: async () => {
      mine();
      if (pid === 0) pid = await launchPatiently(cluster, binaries(), { port, settings });
    },
  };
}
