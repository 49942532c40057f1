import { computedBuffer } from './computed-buffer.js';
import type { AutoBuffer } from './network.js';

/** A lag at p99, in seconds, and how often it was measured. */
export interface MeasuredLag {
  readonly seconds: number;
  readonly samples: number;
}

/** Units of a SKU that another channel has sold from locations of this one: within the window, and within its last 24th. */
export interface MeasuredSales {
  readonly channel: string;
  readonly units: number;
  readonly recent: number;
}

/** All that a buffer is computed from, but for the sales. */
export interface MeasuredLags {
  /** Until the channel was read back to show a figure. */
  readonly push: MeasuredLag | undefined;
  /** By channel, from a sale to when it took its units. */
  readonly intake: ReadonlyMap<string, MeasuredLag>;
}

/** A lag that counts; `assumed`: too little was measured, so that it is what the channel says to assume. */
export interface CountedLag extends MeasuredLag {
  readonly assumed?: true;
}

/** A computed buffer, and all that it was computed from. */
export interface BufferRecord {
  readonly units: number;
  readonly target: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly windowSeconds: number;
  /** Units that are sold elsewhere on average until the channel shows that they are gone. */
  readonly expected: number;
  readonly push: CountedLag;
  readonly elsewhere: ReadonlyArray<MeasuredSales & { readonly perDay: number; readonly intake: CountedLag }>;
}

/** What fewer measurements say of a p99 is chance. */
const ENOUGH = 30;
/** A rush shows in so small a part of the window. */
export const RECENT_PART = 24;
const DAY_SECONDS = 86_400;

/**
 * The buffer of a SKU that the risk of a channel asks for (S3 a), from what was measured: nothing is invented, what was measured too rarely is what the
 * channel says to assume, and the record says so. A rate is the higher of that of the window and that of its last part, so that a rush counts as it comes.
 */
export function autoBuffer(asked: AutoBuffer, lags: MeasuredLags, sales: readonly MeasuredSales[]): BufferRecord {
  const { target, minimum, maximum, windowSeconds } = asked;
  const push = counted(lags.push, asked);
  const elsewhere = sales.map((one) => ({ ...one, perDay: (Math.max(one.units, one.recent * RECENT_PART) * DAY_SECONDS) / windowSeconds, intake: counted(lags.intake.get(one.channel), asked) }));
  const rates = elsewhere.map(({ channel, perDay, intake }) => ({ channel, unitsPerSecond: perDay / DAY_SECONDS, intakeSeconds: intake.seconds }));
  const { units, expected } = computedBuffer({ target, maximum }, push.seconds, rates);
  return { units: Math.max(minimum, units), target, minimum, maximum, windowSeconds, expected, push, elsewhere };
}

function counted(lag: MeasuredLag | undefined, { assumedLagSeconds }: AutoBuffer): CountedLag {
  return lag && lag.samples >= ENOUGH ? lag : { seconds: assumedLagSeconds, samples: lag?.samples ?? 0, assumed: true };
}
