import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildFiles, checkout, linkPackages } from '../cluster/build-copy.js';

const run = promisify(execFile);

/** What a kept release says of itself. */
export interface Release {
  readonly version: string;
  /** The commit it was built from. */
  readonly commit: string;
}

/** Tools stay behind: a kept release is there to run as services beside a newer one. */
const notServing = /^(apps\/(cli|e2e|chaos|simulation|simulators)|libs\/(local|testing))\//;

const NOTE = 'release.json';

/** The releases that the suite upgrades from. */
export const fixture = (version: string) => join(checkout, 'apps/chaos/fixtures', `release-${version}.tgz`);

/**
 * Packs the services as they are built in `from` into one archive, with a note of version and commit. Packages that were installed do not belong to it.
 * Rejects when nothing is built, or when the sources differ from the commit: nobody could say afterwards what is in it.
 */
export async function makeRelease(file: string, from: string = checkout): Promise<Release> {
  const { stdout: changed } = await run('git', ['status', '--porcelain', '--untracked-files=no'], { cwd: from });
  if (changed !== '') throw new Error(`A release is made of a commit, and ${from} has changes that are not committed. Commit, build, and pack again.`);
  const commit = (await run('git', ['rev-parse', 'HEAD'], { cwd: from })).stdout.trim();
  const { version } = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as { version: string };
  const folder = await mkdtemp(join(tmpdir(), 'onefront-release-'));
  try {
    for (const name of (await buildFiles(from)).filter((one) => !notServing.test(one))) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await copyFile(join(from, name), join(folder, name));
    }
    await writeFile(join(folder, NOTE), `${JSON.stringify({ version, commit }, null, 2)}\n`);
    await run('tar', ['-czf', resolve(file), 'apps', 'libs', NOTE], { cwd: folder });
    return { version, commit };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Unpacks a kept release into a folder that does not exist yet, and makes it runnable with the packages installed now. */
export async function openRelease(file: string, target: string): Promise<Release> {
  if (!existsSync(file)) throw new Error(`There is no release at ${file}. Pack one: npm run test:chaos -- --make-release ${file}`);
  await mkdir(target);
  await run('tar', ['-xzf', resolve(file)], { cwd: target });
  await linkPackages(target);
  return JSON.parse(await readFile(join(target, NOTE), 'utf8')) as Release;
}
