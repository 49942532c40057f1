import type { Bus, Result, Skipped } from '../types.js';
import type { Ground } from './ground.js';
import type { Live } from './live.js';
import { median, rounded, spread } from './statistics.js';

export interface BenchOptions {
  /** Minutes instead of an hour: small rounds, no peers, the smaller sizes. */
  readonly short: boolean;
  readonly rounds: number;
  /** Seconds of one round. */
  readonly seconds: number;
  readonly buses: readonly Bus[];
  readonly clients: readonly number[];
  readonly lines: readonly number[];
  readonly growth: 'scaled' | 'full';
  /** Minutes; 0 leaves it out. */
  readonly soak: number;
  /** Folder of data/ with real transactions. */
  readonly data: string;
  readonly peers: boolean;
}

/** What every suite works with. */
export interface Bench {
  readonly ground: Ground;
  readonly options: BenchOptions;
  readonly live: Live;
  readonly results: readonly Result[];
  add(suite: string, figure: Figure): Result;
  skip(suite: string, why: string): void;
}

/** A result before its rounds were summed up. */
export type Figure = Omit<Result, 'suite' | 'median' | 'spread'>;

export interface Suite {
  /** What `--only` calls it; a suite that measures several things at once has several names. */
  readonly names: readonly string[];
  /** One line for `--help`. */
  readonly about: string;
  /** Left out unless it is asked for by name or option. */
  readonly byDefault?: (options: BenchOptions) => boolean;
  run(bench: Bench, wanted: ReadonlySet<string>): Promise<void>;
}

/** For suites that show the same on either: Kafka where there is one, and in short runs the embedded log, which starts faster. */
export function oneBus({ short, buses }: BenchOptions): readonly Bus[] {
  return short ? buses.slice(-1) : buses.slice(0, 1);
}

export class Notebook {
  readonly results: Result[] = [];
  readonly skipped: Skipped[] = [];

  constructor(private readonly live: Live) {}

  add(suite: string, figure: Figure): Result {
    const rounds = figure.rounds.map(rounded);
    const [least, most] = spread(rounds);
    const result: Result = { suite, ...figure, rounds, median: rounded(median(rounds)), spread: [least, most], ...(figure.cpuMsPerOrder ? { cpuMsPerOrder: roundAll(figure.cpuMsPerOrder) } : {}) };
    this.results.push(result);
    const errors = figure.errors && figure.errors.count > 0 ? `  !! ${figure.errors.count} of ${figure.errors.of} went wrong: ${figure.errors.examples[0] ?? ''}` : '';
    this.live.say(`  ${suite} · ${result.name}${figure.bus ? ` · ${figure.bus}` : ''}: ${result.median} ${result.unit}${rounds.length > 1 ? ` (${least} to ${most})` : ''}${errors}`);
    return result;
  }

  skip(suite: string, why: string): void {
    this.skipped.push({ suite, why });
    this.live.shout(`${suite} is left out: ${why}`);
  }
}

function roundAll(values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, rounded(value)]));
}

/** Runs `measure` for every case in each round, so that what the machine does meanwhile meets all cases alike. */
export async function interleaved<C, M>(rounds: number, cases: readonly C[], measure: (one: C, round: number) => Promise<M>): Promise<Map<C, M[]>> {
  const measured = new Map<C, M[]>(cases.map((one) => [one, []]));
  for (let round = 0; round < rounds; round++) for (const one of cases) measured.get(one)!.push(await measure(one, round));
  return measured;
}
