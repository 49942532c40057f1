import { z } from 'zod';
import { http, wire, type Kit } from './kit.js';
import { command, fact } from './message.js';
import { sku, slug, timestamp } from './values.js';

/** What a sales channel shows of our figures, as its connector has read it back. Owned by inventory. */

const confirmation = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  sku,
  quantity: z.int().min(0).max(1_000_000_000).describe('units that the channel offered when it was read'),
  version: z.int().min(1).describe('the newest figure that it had been sent: every figure up to it has been taken in, or never will be'),
  readAt: timestamp.describe('when the answer of the channel was there'),
});
const confirmations = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  ordersUpTo: timestamp.optional().describe('every order that buyers placed until then has been handed in and answered'),
  confirmations: z.array(confirmation(kit)).min(1).max(1000),
});
/** A figure read back from a channel. Repeats and older readings change nothing. */
export const httpConfirmations = confirmations(http);
export const wireConfirmation = confirmation(wire);
export type Confirmation = z.infer<typeof wireConfirmation>;

const sample: Confirmation = { sku: 'LAMP-1', quantity: 9, version: 2, readAt: '2026-11-01T09:00:05.000Z' };

export const confirmQuantities = command('inventory.confirm-quantities.v1', {
  keyedBy: 'channel id', summary: 'Tell what a channel offers, as it was read back.',
  schema: z.object({ channel: slug, ...confirmations(wire).shape }),
  sample: { channel: 'market', ordersUpTo: '2026-11-01T09:00:00.000Z', confirmations: [sample] },
});
/** Only what was news; none when all was known. */
export const quantitiesConfirmed = fact('inventory.quantities-confirmed.v1', {
  keyedBy: 'channel id', summary: 'A channel was seen to offer these quantities.',
  schema: z.object({ channel: slug, ordersUpTo: timestamp.optional(), confirmations: z.array(wireConfirmation), at: timestamp }),
  sample: { channel: 'market', ordersUpTo: '2026-11-01T09:00:00.000Z', confirmations: [sample], at: '2026-11-01T09:00:06.000Z' },
});
