import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../types.js';
import { chartsOf } from './charts.js';
import { pageOf } from './page.js';
import { withRatios } from './ratios.js';

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
  const complete: Report = { ...whole, results: withRatios(whole.results) };
  writeFileSync(file, `${JSON.stringify(complete, null, 1)}\n`);
  const charts = chartsOf(complete.results);
  for (const chart of charts) writeFileSync(join(folder, chart.file), `${chart.svg}\n`);
  for (const name of readdirSync(folder)) if (name.endsWith('.svg') && !charts.some((chart) => chart.file === name)) rmSync(join(folder, name));
  writeFileSync(join(folder, 'README.md'), pageOf(complete, charts));
  say(`results in ${folder}`);
}

/** This run's suites replace the same suites of the earlier one; the others stay, marked with the time they were taken. */
function mergedWith(report: Report, earlier: Report): Report {
  const now = new Set(report.results.map(({ suite }) => suite));
  const kept = earlier.results.filter(({ suite }) => !now.has(suite)).map((result) => ({ ...result, notes: [...(result.notes ?? []).filter((note) => !note.startsWith('taken ')), `taken ${earlier.at.slice(0, 16)}Z`] }));
  return { ...report, results: [...kept, ...report.results], skipped: report.skipped };
}
