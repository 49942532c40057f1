import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(__dirname, '../../../var/test-results/cells');

/** Leaves how many cases a suite has tried and how many held, for the table at the end of `npm run test:security`. The last call of a suite counts. */
export function tally(suite: string, cases: number, passed: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${suite.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}.json`), `${JSON.stringify({ suite, cases, passed })}\n`);
}
