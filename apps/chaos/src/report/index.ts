import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../types.js';
import { pageOf } from './page.js';

export { closingLines } from './closing.js';
export { verdict, type Verdict } from './verdict.js';

/** Writes report.json and report.html into a folder, which is made when it is not there. Resolves with their paths. */
export async function writeReport(outcome: Outcome, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files = [join(folder, 'report.json'), join(folder, 'report.html')];
  await writeFile(files[0]!, `${JSON.stringify(outcome, null, 1)}\n`);
  await writeFile(files[1]!, pageOf(outcome));
  return files;
}
