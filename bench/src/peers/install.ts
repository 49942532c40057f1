import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '@onefront/local';
import { root } from '../harness/crew.js';

export type PeerName = 'vendure' | 'medusa';

/** A peer whose packages lie in var/bench/peers/NAME, beside our few files of configuration. */
export interface InstalledPeer {
  readonly folder: string;
  readonly version: string;
}

/** The package whose version is the peer's. */
const mainPackage: Readonly<Record<PeerName, string>> = { vendure: '@vendure/core', medusa: '@medusajs/medusa' };
const PROGRESS_MS = 5_000;
const NPM_WITHIN_MS = 15 * 60_000;

/** The version that our lock file names. */
export function peerVersion(name: PeerName): string {
  const lock = JSON.parse(readFileSync(join(root, 'bench/peers', name, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version: string }> };
  return lock.packages[`node_modules/${mainPackage[name]}`]!.version;
}

/**
 * Installs the packages of the peer's lock file into var/bench/peers/NAME, unless exactly they are there already. Nothing of theirs runs at
 * installation: no package that they need on their way to an order has to be built (bench/peers/README.md). Throws `CannotStart`, with npm's
 * own words, when it cannot.
 */
export async function installPeer(name: PeerName, say: (line: string) => void): Promise<InstalledPeer> {
  const from = join(root, 'bench/peers', name);
  const folder = join(root, 'var/bench/peers', name);
  const version = peerVersion(name);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(from)) copyFileSync(join(from, file), join(folder, file));
  const stamp = join(folder, '.installed');
  const wanted = createHash('sha256').update(readFileSync(join(from, 'package-lock.json'))).update(process.version).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { folder, version };
  await npmCi(`${name} ${version}`, folder, say);
  writeFileSync(stamp, wanted);
  return { folder, version };
}

/** `npm ci` in a folder inside our checkout: told its place, or it would take ours. */
async function npmCi(what: string, folder: string, say: (line: string) => void): Promise<void> {
  const npm = process.env['npm_execpath'];
  const [command, ...before] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const args = [...before, 'ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--no-workspaces'];
  const began = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - began) / 1000)} s`;
  say(`installing ${what} from npm`);
  const timer = setInterval(() => say(`installing ${what} from npm, ${seconds()}`), PROGRESS_MS);
  try {
    const { code, said } = await run(command, args, folder);
    if (code !== 0) throw new CannotStart(`${what} could not be installed: npm ci ended with ${code}.\n${said.slice(-1_500)}\nIt needs the npm registry; where there is none, copy var/bench/peers of a checkout that has it.`);
    say(`installed ${what} in ${seconds()}`);
  } finally {
    clearInterval(timer);
  }
}

function run(command: string, args: readonly string[], cwd: string): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: NPM_WITHIN_MS });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-20_000)));
    child.once('error', (error) => reject(new CannotStart(`npm could not be started: ${error.message}. It comes with Node.`)));
    child.once('close', (code) => resolve({ code, said }));
  });
}
