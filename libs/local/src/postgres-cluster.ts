import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { CannotStart } from './cannot-start.js';
import { program } from './postgres-binaries.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { explain } from './postgres-failure.js';
import { canReach } from './server-user.js';
import type { ServerUser } from './server-user.js';

export const SUPERUSER = 'onefront';

/** Files of one PostgreSQL data directory; what is ours lies beside it, since PostgreSQL wants the directory for itself. */
export interface Cluster {
  readonly dataDir: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly lockFile: string;
  readonly ownerFile: string;
  readonly user: ServerUser;
}

/**
 * Where the data lives: `wanted`, or, when the server's user cannot get there (root's own folder), a folder in /var/tmp whose name
 * follows from `wanted`, so that the same checkout finds its data again and two checkouts never share.
 */
export function clusterAt(wanted: string, user: ServerUser): Cluster {
  const absolute = path.resolve(wanted);
  const dataDir = canReach(path.dirname(absolute), user) ? absolute : substitute(absolute);
  const beside = (suffix: string): string => `${dataDir}.${suffix}`;
  return { dataDir, passwordFile: beside('password'), logFile: beside('log'), lockFile: beside('lock'), ownerFile: beside('owner'), user };
}

function substitute(wanted: string): string {
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  return path.join('/var/tmp', `onefront-${hash}`, path.basename(wanted));
}

export function prepareParent(cluster: Cluster): void {
  const parent = path.dirname(cluster.dataDir);
  fs.mkdirSync(parent, { recursive: true, mode: 0o755 });
  const owner = fs.statSync(parent).uid;
  if (parent.startsWith('/var/tmp/onefront-') && owner !== process.getuid?.()) throw new CannotStart(`${parent} belongs to another user (uid ${owner}); remove it.`);
}

export const password = (cluster: Cluster): string => fs.readFileSync(cluster.passwordFile, 'utf8').trim();

/** Makes the data directory unless it is there. It appears under its name only when it is complete. */
export function createCluster(cluster: Cluster, binaries: PostgresBinaries): void {
  if (isComplete(cluster, binaries)) return;
  const draft = `${cluster.dataDir}.new`;
  const passwordForServer = `${draft}.password`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.writeFileSync(cluster.passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  fs.copyFileSync(cluster.passwordFile, passwordForServer);
  try {
    give(draft, cluster.user);
    give(passwordForServer, cluster.user);
    initdb(draft, passwordForServer, cluster.user, binaries);
    fs.renameSync(draft, cluster.dataDir);
  } finally {
    fs.rmSync(passwordForServer, { force: true });
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

function isComplete({ dataDir, passwordFile }: Cluster, binaries: PostgresBinaries): boolean {
  if (!fs.existsSync(dataDir)) return false;
  const versionFile = path.join(dataDir, 'PG_VERSION');
  if (!fs.existsSync(versionFile)) {
    if (fs.readdirSync(dataDir).length > 0) throw new CannotStart(`${dataDir} is not a PostgreSQL data directory, and not empty. Move it away, or name another folder.`);
    fs.rmdirSync(dataDir);
    return false;
  }
  const [made, have] = [fs.readFileSync(versionFile, 'utf8').trim(), binaries.version.split('.')[0]];
  if (made !== have) throw new CannotStart(`The data in ${dataDir} was written by PostgreSQL ${made}, these are the programs of ${have}. Start with --fresh, or move it away.`);
  if (!fs.existsSync(passwordFile)) throw new CannotStart(`${passwordFile} is gone, so nobody can log in to the data in ${dataDir}. Put it back, or start with --fresh.`);
  return true;
}

function initdb(folder: string, passwordFile: string, user: ServerUser, binaries: PostgresBinaries): void {
  const options = ['-U', SUPERUSER, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  const made = spawnSync(program(binaries.folder, 'initdb'), ['-D', folder, ...options], { ...user, env: serverEnvironment(), cwd: '/', encoding: 'utf8' });
  if (made.status !== 0) throw explain(`PostgreSQL could not make its data directory ${folder}`, made.error?.message ?? `${made.stdout}${made.stderr}`);
}

/** English messages, because start-up is read from the server's log; nothing else of the caller's environment (PGDATA, PGPORT). */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const windows = process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] } : {};
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', ...windows };
}

function give(target: string, { uid, gid }: ServerUser): void {
  if (uid !== undefined && gid !== undefined) fs.chownSync(target, uid, gid);
}
