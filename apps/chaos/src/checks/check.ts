import type { CheckResult, Evidence, InvariantName } from '../types.js';

const MOST_EXAMPLES = 10;

/** Counts what a check has looked at and what it found, and keeps the first bad ones. */
export class Tally {
  counted = 0;
  violations = 0;
  readonly examples: string[] = [];

  /** So many more were looked at. */
  looked(count = 1): void {
    this.counted += count;
  }

  bad(example: string): void {
    this.violations += 1;
    if (this.examples.length < MOST_EXAMPLES) this.examples.push(example);
  }

  /** Looks at one thing: `wrong` says what is wrong with it, if anything. */
  look(wrong: string | undefined | false): void {
    this.counted += 1;
    if (wrong) this.bad(wrong);
  }
}

/** Part of an invariant, held against the evidence after the house has come to rest. Reads only. */
export interface Check {
  readonly invariant: InvariantName;
  /** What holds, in words. */
  readonly about: string;
  /** May look at nothing at all without being suspicious: a run without coupons has no uses. */
  readonly mayBeEmpty?: boolean;
  run(evidence: Evidence, tally: Tally): Promise<void>;
}

/** Runs one check. A check that fails to run, or that has looked at nothing, is a violation: it has proved nothing. */
export async function runCheck(check: Check, evidence: Evidence): Promise<CheckResult> {
  const tally = new Tally();
  const started = performance.now();
  try {
    await check.run(evidence, tally);
    if (tally.counted === 0 && !check.mayBeEmpty) tally.bad('nothing was there to look at, so nothing is proved');
  } catch (error) {
    tally.bad(`the check could not be made: ${(error as Error).message}`);
  }
  const { counted, violations, examples } = tally;
  return { invariant: check.invariant, about: check.about, counted, ms: Math.round(performance.now() - started), violations, examples };
}
