import type { Outcome } from '../types.js';
import { byInvariant } from './invariants.js';
import { count, moment, percentile, span } from './words.js';

export interface Verdict {
  readonly ok: boolean;
  readonly title: string;
  readonly lines: readonly string[];
}

/** What the run has shown, in a heading and a few lines. */
export function verdict(outcome: Outcome): Verdict {
  const { summary, struck, violations, checks, goals } = outcome;
  const broken = byInvariant(checks).filter((one) => one.violations > 0);
  const missed = goals.filter((goal) => !goal.ok && !goal.ofTheMachine);
  const slow = goals.filter((goal) => !goal.ok && goal.ofTheMachine);
  const ok = broken.length === 0 && missed.length === 0 && violations.length === 0;
  const held = byInvariant(checks).length - broken.length;
  const what = `${count(summary.orders.done)} orders confirmed through ${count(struck.length)} fault${struck.length === 1 ? '' : 's'}`;
  const recoveries = struck.map((one) => one.recoveryMs);
  const lines = [
    ...(outcome.saboteur && !ok ? [`The planted bug was seen${violations[0] ? ` after ${span(violations[0].at)}` : ''}.`] : []),
    `${held} of ${byInvariant(checks).length} invariants hold, over ${count(checks.reduce((sum, one) => sum + one.counted, 0))} things looked at.`,
    ...(recoveries.length > 0 ? [`After a fault orders flowed as before within ${span(percentile(recoveries, 95))} (95 of 100), ${span(Math.max(...recoveries))} at the longest.`] : []),
    ...missed.map((goal) => `Goal missed: ${goal.name}: ${goal.measured} ${goal.unit}, the limit is ${goal.limit} ${goal.unit}.`),
    ...slow.map((goal) => `Slower than wanted on this machine: ${goal.name}: ${goal.measured} ${goal.unit}, the limit is ${goal.limit} ${goal.unit}.`),
    ...violations.slice(0, 10).map((one) => `${one.by} at ${moment(one.at)}: ${one.text}`),
  ];
  return { ok, title: ok ? `${what}: nothing lost, nothing doubled, nothing oversold` : `${what}: ${saying(outcome, broken.map((one) => one.invariant), missed.length)}`, lines };
}

function saying({ violations, saboteur }: Outcome, broken: readonly string[], missed: number): string {
  const names = [...new Set([...broken, ...violations.map((one) => one.by)])];
  if (saboteur) return `${saboteur} was caught by ${names.join(', ')}`;
  return names.length > 0 ? `broken: ${names.join(', ')}` : `${missed} goal${missed === 1 ? '' : 's'} missed`;
}
