import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { checkout } from '../cluster/build-copy.js';
import type { Evidence, InvariantName } from '../types.js';
import type { Check } from './check.js';

/** One line of `onefront verify --json`. */
interface Verified { readonly name: string; readonly ok: boolean; readonly count: number; readonly firstBad?: string }

/** Which invariant a line of `onefront verify` belongs to; the first that fits. */
const BELONGS: ReadonlyArray<readonly [RegExp, InvariantName]> = [
  [/^(orders: no two orders|gateway: a channel's order id)/, 'I2'],
  [/^inventory: no step of the ledger|^gateway: stock within/, 'I3'],
  [/^inventory: (levels|versions)/, 'I4'],
  [/^(inventory: |orders, inventory)/, 'I5'],
  [/^(promotions: |orders, promotions)/, 'I6'],
  [/^orders: (what each payment|money|the payment provider)/, 'I7'],
  [/^orders: the life of every order|^catalog: versions/, 'I9'],
  [/audit|entry/, 'I11'],
  [/^orders: |^gateway: (no accepted operation|every answer)|^gateway, orders: every order/, 'I1'],
];

export function invariantOf(name: string): InvariantName {
  return BELONGS.find(([words]) => words.test(name))?.[1] ?? 'I8';
}

const runs = new WeakMap<Evidence, Promise<readonly Verified[]>>();

/** Runs the `onefront verify` that ships, once per evidence. Rejects when it gave no report. */
function verified(evidence: Evidence): Promise<readonly Verified[]> {
  const known = runs.get(evidence);
  if (known) return known;
  const env = Object.fromEntries(Object.entries(evidence.cluster.databases).map(([name, url]) => [`${name.toUpperCase()}_DATABASE_URL`, url]));
  const run = new Promise<readonly Verified[]>((resolve, reject) => {
    execFile(process.execPath, [join(checkout, 'apps/cli/dist/main.js'), 'verify', '--json'], { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      try {
        resolve((JSON.parse(stdout) as { checks: Verified[] }).checks);
      } catch {
        reject(new Error(`onefront verify gave no report: ${(stderr || stdout || error?.message || '').slice(0, 2_000)}`));
      }
    });
  });
  runs.set(evidence, run);
  return run;
}

/** The lines of `onefront verify` that belong to one invariant. It counts what those lines have looked at. */
export function verifiedCheck(invariant: InvariantName): Check {
  return {
    invariant, about: 'onefront verify', mayBeEmpty: true,
    async run(evidence, tally) {
      const lines = (await verified(evidence)).filter(({ name }) => invariantOf(name) === invariant);
      if (lines.length === 0) tally.bad('onefront verify has no line for it');
      for (const { name, ok, count, firstBad } of lines) {
        tally.looked(count);
        if (!ok) tally.bad(`${name}: ${firstBad}`);
      }
    },
  };
}
