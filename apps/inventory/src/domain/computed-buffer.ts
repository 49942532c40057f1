/** What is asked of a buffer that is computed (S3 a). */
export interface AskedOfBuffer {
  /** With this probability no more is sold elsewhere, while the channel does not know yet, than is kept back from it; above 0, below 1. */
  readonly target: number;
  /** Units that are kept back at most, whatever is measured. */
  readonly maximum?: number | undefined;
}

/** What one other channel sells of a SKU, and how late we hear of it. */
export interface SalesElsewhere {
  readonly channel: string;
  readonly unitsPerSecond: number;
  readonly intakeSeconds: number;
}

export interface ComputedBuffer {
  /** Units to keep back. */
  readonly units: number;
  /** Units that are sold elsewhere on average until the channel shows that they are gone. */
  readonly expected: number;
}

/** No buffer is larger, as none that is typed in. */
const MOST = 1_000_000;

/**
 * Units of a SKU to keep back from a channel that sells from its own copy (S3 a): the quantile at `target` of a Poisson distribution whose mean is the
 * sum over all other channels of their rate times the time until the channel shows it, which is what their sale takes to come in (`intakeSeconds`)
 * and what a figure takes to be shown (`pushSeconds`). Rates in units per second, lags in seconds, both measured at p99.
 */
export function computedBuffer({ target, maximum = MOST }: AskedOfBuffer, pushSeconds: number, sales: readonly SalesElsewhere[]): ComputedBuffer {
  const expected = sales.reduce((sum, one) => sum + one.unitsPerSecond * (one.intakeSeconds + pushSeconds), 0);
  return { units: Math.min(maximum, MOST, poissonQuantile(expected, target)), expected };
}

/** What lies so many times less likely than the likeliest changes no sum of doubles. */
const NEGLIGIBLE = 1e-20;

/**
 * The least number that a Poisson variable of this mean stays at or below with probability `p`, 0 < p < 1. Added up from the likeliest number outwards,
 * since the chance of 0 is too small for a double from a mean of 745 on. Takes time with the square root of the mean; from a million on it is `MOST`.
 */
export function poissonQuantile(mean: number, p: number): number {
  if (!(mean > 0)) return 0;
  if (mean >= MOST) return MOST;
  const mode = Math.floor(mean);
  const below: number[] = [];
  for (let k = mode, mass = 1; k > 0; k -= 1) {
    mass *= k / mean;
    if (mass < NEGLIGIBLE) break;
    below.push(mass);
  }
  const above: number[] = [1];
  for (let k = mode + 1, mass = mean / k; mass >= NEGLIGIBLE; k += 1, mass *= mean / k) above.push(mass);
  const masses = [...below.reverse(), ...above];
  const wanted = p * masses.reduce((sum, mass) => sum + mass, 0);
  let sum = 0;
  const found = masses.findIndex((mass) => (sum += mass) >= wanted);
  return mode - below.length + (found < 0 ? masses.length - 1 : found);
}
