import { z } from 'zod';
import { fact } from './message.js';
import { sku, slug, timestamp } from './values.js';

/** Buffers that follow from what is measured (S3 a). Owned by inventory. */

const lag = z.object({
  seconds: z.number().min(0), samples: z.int().min(0).describe('how often it was measured'),
  assumed: z.literal(true).optional().describe('too little was measured: this is what the channel says to assume'),
});

/** What a computed buffer is, and all that it was computed from: `expected` is the sum of `perDay / 86400 x (intake + push)`, `units` the quantile of that mean at `target`, within minimum and maximum. */
export const wireComputedBuffer = z.object({
  units: z.int().min(0), target: z.number(), minimum: z.int().min(0), maximum: z.int().min(0), windowSeconds: z.int().min(1),
  expected: z.number().min(0).describe('units sold elsewhere on average until the channel shows it'),
  push: lag.describe('from a figure to when the channel was read back to show it, at p99'),
  elsewhere: z.array(z.object({
    channel: slug, units: z.int().min(0).describe('sold within the window from locations of the channel'), recent: z.int().min(0).describe('of these, in its last 24th'),
    perDay: z.number().min(0).describe('the rate that counts: the higher of the two'), intake: lag.describe('from a sale there to when it took its units, at p99'),
  })),
});
export type ComputedBufferDocument = z.infer<typeof wireComputedBuffer>;

/** State-carrying. Null: nothing is computed any more, the buffer of the channel holds. */
export const bufferComputed = fact('inventory.buffer-computed.v1', {
  keyedBy: 'SKU', summary: 'What is kept back of a SKU from a channel that sells from its own copy has changed, and why.',
  schema: z.object({ channel: slug, sku, version: z.int(), computed: wireComputedBuffer.nullable(), at: timestamp }),
  sample: {
    channel: 'market', sku: 'LAMP-1', version: 1, at: '2026-11-01T09:00:00.000Z',
    computed: {
      units: 3, target: 0.99, minimum: 0, maximum: 50, windowSeconds: 604_800, expected: 0.75, push: { seconds: 45, samples: 210 },
      elsewhere: [{ channel: 'web', units: 504, recent: 12, perDay: 72, intake: { seconds: 855, samples: 3, assumed: true } }],
    },
  },
});
