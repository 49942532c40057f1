import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report, Result } from '../types.js';
import { chartsOf } from './charts.js';
import { pageOf, TAKEN } from './page.js';
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

/** This run's figures replace those of the same kind on the same bus; the others stay, with the time they were taken. */
function mergedWith(report: Report, earlier: Report): Report {
  const kindOf = ({ suite, series, bus, subject }: Result): string => [suite, series, bus, subject].join('|');
  const now = new Set(report.results.map(kindOf));
  const kept = earlier.results.filter((result) => !now.has(kindOf(result))).map((result) => marked(result, earlier.at));
  return { ...report, results: [...kept, ...report.results], skipped: report.skipped };
}

function marked(result: Result, at: string): Result {
  const { notes = [] } = result;
  return notes.some((note) => note.startsWith(TAKEN)) ? result : { ...result, notes: [...notes, `${TAKEN}${at.slice(0, 16)}Z`] };
}
