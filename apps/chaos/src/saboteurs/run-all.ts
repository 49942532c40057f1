import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../cluster/build-copy.js';
import { moment } from '../report/words.js';
import type { Outcome } from '../types.js';
import { catches, saboteurs, type Saboteur } from './index.js';

export interface Caught {
  readonly name: string;
  readonly about: string;
  readonly seed: number;
  /** What saw it first, and in which words; undefined: nobody saw it. */
  readonly by?: string;
  readonly words?: string;
  /** Milliseconds since the first order. */
  readonly after?: number;
  /** The faults that had struck by then. */
  readonly faults: readonly string[];
}

export interface RunAllOptions {
  readonly seed: number;
  /** Folder for the runs, one each. */
  readonly out: string;
  /** Given on to every run, e.g. `--orders 3000`. */
  readonly more: readonly string[];
  /** Run only these; of the others the reports of former runs in `out` count. All by default. */
  readonly only?: readonly string[];
  say(line: string): void;
}

/**
 * Runs every saboteur, one after the other, each in a process of its own until the first violation. Resolves with what caught which.
 * A run that gave no report counts as not caught: a system that does not even start is no subtle bug.
 */
export async function runSaboteurs({ seed, out, more, only, say }: RunAllOptions): Promise<Caught[]> {
  const caught: Caught[] = [];
  for (const saboteur of saboteurs) {
    const folder = join(out, saboteur.name);
    const report = join(folder, 'report.json');
    const fresh = !only || only.includes(saboteur.name);
    if (!fresh && !existsSync(report)) continue;
    if (fresh) {
      say(`saboteur ${saboteur.name}: ${saboteur.about}`);
      rmSync(report, { force: true });
      await runOne(['--saboteur', saboteur.name, '--seed', String(seed), '--out', folder, ...more]);
    }
    const one = caughtBy(saboteur, seed, existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Outcome) : undefined);
    caught.push(one);
    say(one.by ? `saboteur ${one.name} was caught by ${one.by} after ${moment(one.after ?? 0)}` : `saboteur ${one.name} was NOT caught`);
  }
  return caught;
}

function runOne(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', join(checkout, 'apps/chaos/dist/main.js'), ...args], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', () => resolve());
  });
}

/** What saw the bug first: while it ran, or the first of the checks afterwards. */
export function caughtBy({ name, about }: Saboteur, seed: number, outcome: Outcome | undefined): Caught {
  const none = { name, about, seed: outcome?.seed ?? seed, faults: [] };
  if (!outcome) return none;
  const seen = outcome.violations.find(catches);
  const check = outcome.checks.find((one) => one.violations > 0);
  const after = seen?.at ?? outcome.ms.load + outcome.ms.rest + outcome.ms.checks;
  const faults = outcome.struck.filter((one) => one.at <= after).map((one) => one.fault);
  if (seen) return { ...none, by: seen.by, words: seen.text, after, faults };
  return check ? { ...none, by: check.invariant, words: check.examples[0] ?? check.about, after, faults } : { ...none, faults };
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').slice(0, 220);

/** The table for people, as docs/saboteurs.md. */
export function tableOf(caught: readonly Caught[], how: string): string {
  const missed = caught.filter((one) => !one.by);
  return [
    '# Saboteurs', '',
    'The chaos suite is itself tested: each of these bugs, as a developer in a hurry would write it, is planted into a copy of the build, and the suite must see it.', '',
    `${caught.length - missed.length} of ${caught.length} caught. ${how}`, '',
    '| saboteur | what is wrong | caught by | after | faults until then | in words | seed |', '|---|---|---|---|---|---|---|',
    ...caught.map((one) => `| \`${one.name}\` | ${cell(one.about)} | ${one.by ?? '**nobody**'} | ${one.after === undefined ? '' : `${moment(one.after)} min`} | ${one.faults.length === 0 ? 'none' : cell(one.faults.join(', '))} | ${cell(one.words ?? '')} | ${one.seed} |`),
    '', 'One again: `npm run test:chaos -- --saboteur NAME --seed SEED`. All: `npm run test:chaos -- --saboteurs`, which writes this page.', '',
  ].join('\n');
}

/** Writes docs/saboteurs.md in the checkout. */
export function writeTable(caught: readonly Caught[], how: string): string {
  const file = join(checkout, 'docs/saboteurs.md');
  writeFileSync(file, tableOf(caught, how));
  return file;
}
