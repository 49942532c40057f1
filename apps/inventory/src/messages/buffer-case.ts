import { readHttp, slug } from '@onefront/contracts';
import { z } from 'zod';
import { computedBuffer, type ComputedBuffer } from '../domain/computed-buffer.js';

const seconds = z.number().min(0).max(31_536_000);

/** What was measured of one SKU, from outside. */
const shape = z.strictObject({
  target: z.number().gt(0).lt(1).describe('so likely no more is sold elsewhere than is kept back'),
  maximum: z.int().min(0).max(1_000_000).optional(),
  pushSeconds: seconds.describe('until the channel shows a figure, at p99'),
  windowSeconds: seconds.min(1).describe('for so long sales were counted'),
  elsewhere: z.array(z.strictObject({
    channel: slug, units: z.int().min(0).max(1_000_000_000).describe('sold there in that time'), intakeSeconds: seconds.default(0).describe('until a sale of it is heard, at p99'),
  })).max(2000).refine((all) => new Set(all.map((one) => one.channel)).size === all.length, 'names a channel twice'),
});

/**
 * Units to keep back from a channel by the rule of S3 a, from what was measured. Lags in seconds. Throws `invalid-request` that names every wrong member
 * by JSON Pointer.
 */
export function bufferCase(value: unknown): ComputedBuffer {
  const { target, maximum, pushSeconds, windowSeconds, elsewhere } = readHttp(shape, value);
  return computedBuffer({ target, maximum }, pushSeconds, elsewhere.map(({ channel, units, intakeSeconds }) => ({ channel, unitsPerSecond: units / windowSeconds, intakeSeconds })));
}
