import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Socket } from 'node:net';

/** What this file needs of jest's configuration. */
interface Run {
  readonly rootDir: string;
  readonly testPathPatterns: { toExecutor(options: { rootDir: string }): { isMatch(file: string): boolean } };
  readonly findRelatedTests: boolean;
  readonly onlyChanged: boolean;
}

const root = path.resolve(__dirname, '../../../..');

/**
 * Gives the run a PostgreSQL of its own, in ONEFRONT_TEST_PG, when one of the chosen suites needs it. An address that is set already
 * is used as it is. Nothing here may import our packages: jest loads this file without its resolver.
 */
export default async function globalSetup(run: Run, { roots }: { readonly roots: readonly string[] }): Promise<void> {
  if (process.env['ONEFRONT_TEST_PG'] || !needsPostgres(run, roots)) return;
  const host = spawn(process.execPath, ['--require', path.join(root, 'scripts/source.cjs'), path.join(__dirname, 'postgres-host.ts')], {
    cwd: root,
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  process.env['ONEFRONT_TEST_PG'] = await firstLine(host);
  host.unref();
  for (const stream of [host.stdin, host.stdout]) (stream as unknown as Socket).unref();
  Object.assign(globalThis, { onefrontPostgresHost: host });
}

/** Suites are told by their names. When jest chooses by what has changed, we cannot know and start one. */
function needsPostgres({ rootDir, testPathPatterns, findRelatedTests, onlyChanged }: Run, roots: readonly string[]): boolean {
  if (findRelatedTests || onlyChanged) return true;
  const chosen = testPathPatterns.toExecutor({ rootDir });
  return roots.some((folder) =>
    fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => {
      if (!/\.(int|bus|kafka|e2e|security)\.spec\.ts$/.test(name) || name.includes('node_modules')) return false;
      return chosen.isMatch(path.join(folder, name));
    }),
  );
}

function firstLine(host: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    host.once('error', reject).once('exit', (code) => reject(new Error(`The PostgreSQL of this test run did not start (code ${code}), see above.`)));
    createInterface({ input: host.stdout! }).once('line', resolve);
  });
}
