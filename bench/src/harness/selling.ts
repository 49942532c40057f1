import type { Subject } from '../types.js';
import type { Load } from './load.js';
import type { RunOutcome, RunSpec } from './load-messages.js';
import { cpuPerOrder, cpuSeconds } from './proc.js';

/** One run of orders and what it cost the subject's processes. */
export interface Sold extends RunOutcome {
  readonly cpuMsPerOrder: Readonly<Record<string, number>>;
  readonly totalCpuMs: number;
}

/** The row of the load generator in a table of CPU; not a part of any total. */
export const LOAD = 'load';

/** Runs the load and reads the CPU of every process of the subject before and after. */
export async function sell(subject: Pick<Subject, 'processes'>, load: Load, spec: RunSpec): Promise<Sold> {
  const before = cpuSeconds(subject.processes());
  const outcome = await load.run(spec);
  const used = cpuPerOrder(before, cpuSeconds(subject.processes()), outcome.confirmed);
  const totalCpuMs = Object.values(used).reduce((sum, ms) => sum + ms, 0);
  return { ...outcome, totalCpuMs, cpuMsPerOrder: { ...used, [LOAD]: (outcome.cpuSeconds * 1000) / Math.max(1, outcome.confirmed) } };
}

/** The mean of each process over the rounds. */
export function meanCpu(rounds: readonly Sold[]): Record<string, number> {
  const names = [...new Set(rounds.flatMap(({ cpuMsPerOrder }) => Object.keys(cpuMsPerOrder)))];
  return Object.fromEntries(names.map((name) => [name, rounds.reduce((sum, { cpuMsPerOrder }) => sum + (cpuMsPerOrder[name] ?? 0), 0) / rounds.length]));
}

/** What went wrong, for beside the figure. */
export function errorsOf(rounds: readonly RunOutcome[]): { count: number; of: number; examples: string[] } {
  const count = rounds.reduce((sum, { refused, failed }) => sum + refused + failed, 0);
  const of = rounds.reduce((sum, { confirmed, refused, failed }) => sum + confirmed + refused + failed, 0);
  return { count, of, examples: rounds.flatMap(({ examples }) => examples).slice(0, 5) };
}
