import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../types.js';

export interface WriteOptions {
  readonly folder: string;
  /** Keep the figures of suites that did not run this time. */
  readonly merge: boolean;
  say(line: string): void;
}

/** Writes `latest.json` and what people read of it. */
export function writeResults(report: Report, { folder, merge, say }: WriteOptions): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'latest.json');
  const whole = merge && existsSync(file) ? mergedWith(report, JSON.parse(readFileSync(file, 'utf8')) as Report) : report;
  writeFileSync(file, `${JSON.stringify(whole, null, 1)}\n`);
  say(`results in ${folder}`);
}

/** This run's suites replace the same suites of the earlier one; the others stay, marked with the time they were taken. */
function mergedWith(report: Report, earlier: Report): Report {
  const now = new Set(report.results.map(({ suite }) => suite));
  const kept = earlier.results.filter(({ suite }) => !now.has(suite)).map((result) => ({ ...result, notes: [...(result.notes ?? []).filter((note) => !note.startsWith('taken ')), `taken ${earlier.at.slice(0, 16)}Z`] }));
  return { ...report, results: [...kept, ...report.results], skipped: report.skipped };
}
