import type { Load } from './load.js';

/** Below this gain from one run to the next the subject counts as warm. */
const GAIN = 1.04;

export interface WarmUp {
  readonly clients: number;
  /** Length of one run of the warm-up, in seconds. */
  readonly seconds: number;
  /** Runs at most. */
  readonly most: number;
  readonly say: (line: string) => void;
}

/**
 * Load until a run is no longer faster than the best before it: the machine code of hot paths, caches and statement plans of a dozen processes
 * come over tens of seconds, and a shop that is open is never cold. Slow subjects get as many runs as fast ones.
 */
export async function warmUp(load: Pick<Load, 'run'>, { clients, seconds, most, say }: WarmUp): Promise<void> {
  let best = 0;
  for (let run = 1; run <= most; run++) {
    const { perSecond } = await load.run({ seconds, clients });
    say(`warming up at ${clients} clients, run ${run}: ${perSecond.toFixed(1)} orders/s`);
    if (run > 2 && perSecond < best * GAIN) return;
    best = Math.max(best, perSecond);
  }
}
