import type { Outcome } from '../types.js';
import { lineOf } from '../checks/index.js';
import { verdict } from './verdict.js';
import { moment, span } from './words.js';

/** The last lines of the terminal: faults, checks, goals, and what it all comes to. */
export function closingLines(outcome: Outcome, files: readonly string[] = []): string {
  const { ok, title, lines } = verdict(outcome);
  const width = Math.max(0, ...outcome.struck.map((one) => one.fault.length));
  const { tier, seed, saboteur } = outcome;
  return [
    '', 'Faults', ...outcome.struck.map((one, index) => `  ${String(index + 1).padStart(3)}  ${moment(one.at).padStart(7)}  ${one.fault.padEnd(width)}  lasted ${span(one.ms)}, recovered in ${span(one.recoveryMs)}; ${one.inFlight} in flight, ${one.answeredDuring} answered meanwhile`),
    ...outcome.missing.map(({ fault, why }) => `       not here: ${fault} (${why})`),
    '', 'Invariants', ...outcome.checks.map((one) => `  ${lineOf(one).replaceAll('\n', '\n  ')}`),
    '', 'Goals', ...outcome.goals.map((goal) => `  ${goal.ok ? 'PASS' : goal.ofTheMachine ? 'SLOW' : 'FAIL'}  ${goal.name}: ${goal.measured.toLocaleString('en-GB', { maximumFractionDigits: 2 })} ${goal.unit} (limit ${goal.limit.toLocaleString('en-GB')} ${goal.unit})`),
    '', `${ok ? 'PASSED' : saboteur ? 'CAUGHT' : 'BROKEN'}  ${title}`, ...lines.map((line) => `  ${line}`),
    '', `Again: npm run test:chaos -- --tier ${tier} --seed ${seed}${saboteur ? ` --saboteur ${saboteur}` : ''}`, ...files.map((file) => `Report: ${file}`), '',
  ].join('\n');
}
