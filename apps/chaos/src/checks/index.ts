import type { CheckResult, Evidence, InvariantName } from '../types.js';
import { runCheck, type Check } from './check.js';
import { couponsWithinLimits } from './coupons.js';
import { nothingLeftOver, versionsAndInboxes } from './delivery.js';
import { nobodyWaitsInACircle } from './locks.js';
import { answeredOrdersExist, handedOverStands, keysHaveOperations, noOrderTwice } from './orders.js';
import { audited, ownWritesRead, shownAsItIs } from './shown.js';
import { neverOversold, receivedOnce, soldOnce } from './stock.js';
import { tillSalesCountOnce } from './tills.js';
import { verifiedCheck } from './verified.js';

export { startWatch, type Watch } from './watch.js';

const VERIFIED: readonly InvariantName[] = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I11'];

/** What must hold after a run (reliability.md 4.4), in the order in which it is looked at: what waits for the house to rest comes first. */
export const checks: readonly Check[] = [
  answeredOrdersExist, handedOverStands, noOrderTwice, keysHaveOperations, nothingLeftOver, nobodyWaitsInACircle, tillSalesCountOnce, receivedOnce, soldOnce, neverOversold, couponsWithinLimits,
  ...VERIFIED.map(verifiedCheck), shownAsItIs, audited, ownWritesRead, ...versionsAndInboxes,
];

const rank = (name: InvariantName): number => (name === 'R25' ? 100 : Number(name.slice(1)));

/** Holds everything against the evidence, one after the other, and tells each outcome as it comes. Resolves with all of them, by invariant. */
export async function runChecks(evidence: Evidence, say: (line: string) => void = () => undefined): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const result = await runCheck(check, evidence);
    results.push(result);
    say(lineOf(result));
  }
  return results.sort((a, b) => rank(a.invariant) - rank(b.invariant));
}

/** One line of the terminal: what was looked at, how much of it, and the first that is bad. */
export function lineOf({ invariant, about, counted, ms, violations, examples }: CheckResult): string {
  const head = `${violations === 0 ? 'PASS' : 'FAIL'}  ${invariant.padEnd(4)} ${about}: ${counted.toLocaleString('en-GB')} looked at in ${(ms / 1000).toFixed(1)} s`;
  return violations === 0 ? head : `${head}\n      ${violations} bad, the first: ${examples[0]}`;
}
