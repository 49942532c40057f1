import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Check } from '@onefront/outbox';

export interface VerifyReport {
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** What does not hold, one line each. */
  readonly broken: readonly string[];
}

/** Runs the `onefront verify` that ships, on the databases of a world. Rejects when it gave no report. */
export function verify(root: string, databases: Readonly<Record<string, string>>): Promise<VerifyReport> {
  const env = Object.fromEntries(Object.entries(databases).map(([name, url]) => [`${name.toUpperCase()}_DATABASE_URL`, url]));
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(root, 'apps/cli/dist/main.js'), 'verify', '--json'], { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      try {
        const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Check[] };
        resolve({ ok, checks, broken: checks.filter((check) => !check.ok).map((check) => `${check.name}: ${check.firstBad ?? ''}`) });
      } catch {
        reject(new Error(`onefront verify gave no report: ${stderr || stdout || error?.message}`));
      }
    });
  });
}
