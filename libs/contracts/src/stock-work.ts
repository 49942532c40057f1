import { z } from 'zod';
import { http } from './kit.js';
import { command, fact } from './message.js';
import { incident, skuStock } from './stock.js';
import { opaqueId, quantity, sku, slug, text, timestamp } from './values.js';

/** Work on stock that takes more than one step: transfers that are on their way, and counts while the shop goes on selling. Owned by inventory. */

/** Lines of one transfer or count, so that each is told in one message. */
export const MOST_WORK_LINES = 2000;
const units = z.int().min(0).max(1_000_000);
const unique = <T extends { sku: string }>(lines: readonly T[]) => new Set(lines.map((line) => line.sku)).size === lines.length;
const NAMED_TWICE = 'names a SKU twice';

export const transferLine = z.object({
  sku, shipped: quantity, received: units.describe('arrived and can be sold'), damaged: units.describe('arrived broken'), missing: units.describe('did not arrive; known when it is closed'),
  found: units.describe('arrived beyond what was shipped'),
});
export const transferDocument = z.object({
  id: opaqueId, from: slug, to: slug, status: z.enum(['shipped', 'received', 'cancelled']), reference: z.string().optional(), lines: z.array(transferLine),
  shippedAt: timestamp, closedAt: timestamp.optional(),
});
export type TransferDocument = z.infer<typeof transferDocument>;

export const httpTransfer = http.object({ from: slug, to: slug, lines: z.array(http.object({ sku, quantity })).min(1).max(MOST_WORK_LINES).refine(unique, NAMED_TWICE), reference: text(200, 1).optional() })
  .superRefine((value, context) => { if (value.from === value.to) context.addIssue({ code: 'custom', path: ['to'], message: 'a transfer goes to another location' }); });
const arrived = z.object({ sku, quantity: units.describe('arrived and can be sold'), damaged: units.default(0) });
export const httpReceiveTransfer = http.object({
  lines: z.array(http.object(arrived.shape)).max(MOST_WORK_LINES).refine(unique, NAMED_TWICE).default([]),
  complete: z.boolean().default(false).describe('nothing more will come: what is still open is missing'),
});

export const shipTransfer = command('inventory.ship-transfer.v1', {
  keyedBy: 'transfer id', summary: 'Send units from one location to another; until they arrive they are in transit.',
  schema: z.object({ transferId: opaqueId, client: z.string(), from: slug, to: slug, lines: z.array(z.object({ sku, quantity })).min(1), reference: z.string().optional() }),
  sample: { transferId: 'transfer-1', client: 'c-1', from: 'utrecht', to: 'leiden', lines: [{ sku: 'LAMP-1', quantity: 5 }] },
});
export const receiveTransfer = command('inventory.receive-transfer.v1', {
  keyedBy: 'transfer id', summary: 'What has arrived of a transfer.', schema: z.object({ transferId: opaqueId, lines: z.array(arrived), complete: z.boolean() }),
  sample: { transferId: 'transfer-1', lines: [{ sku: 'LAMP-1', quantity: 4, damaged: 1 }], complete: true },
});
export const cancelTransfer = command('inventory.cancel-transfer.v1', {
  keyedBy: 'transfer id', summary: 'A transfer of which nothing has arrived comes back.', schema: z.object({ transferId: opaqueId }), sample: { transferId: 'transfer-1' },
});
/** State-carrying. */
export const transferChanged = fact('inventory.transfer-changed.v1', {
  keyedBy: 'transfer id', summary: 'A transfer was shipped, has arrived in part or as a whole, or came back.',
  schema: z.object({ client: z.string(), version: z.int(), transfer: transferDocument, stock: z.array(skuStock), incidents: z.array(incident).optional() }),
  sample: {
    client: 'c-1', version: 1, stock: [],
    transfer: { id: 'transfer-1', from: 'utrecht', to: 'leiden', status: 'shipped', lines: [{ sku: 'LAMP-1', shipped: 5, received: 0, damaged: 0, missing: 0, found: 0 }], shippedAt: '2026-11-01T09:00:00.000Z' },
  },
});

export const countLine = z.object({
  sku, opened: z.object({ version: z.int(), onShelf: z.int() }).optional().describe('the book when the count was opened, for a SKU that it named'),
  counted: units.optional(), countedAt: timestamp.optional(), expected: z.int().optional().describe('what the book says lay there at that time'),
  difference: z.int().describe('booked by this count'), superseded: z.boolean().optional().describe('a later count stands: nothing was booked'),
});
export const countDocument = z.object({
  id: opaqueId, location: slug, status: z.enum(['open', 'closed']), whole: z.boolean().describe('of all that lies there, not of named SKUs'), reference: z.string().optional(),
  lines: z.array(countLine), openedAt: timestamp, closedAt: timestamp.optional(),
  uncounted: z.array(sku).optional().describe('not counted when it was closed, at most 500 of them'), uncountedTotal: z.int().optional(),
});
export type CountDocument = z.infer<typeof countDocument>;

export const httpCount = http.object({ location: slug, skus: z.array(sku).min(1).max(MOST_WORK_LINES).refine((skus) => new Set(skus).size === skus.length, NAMED_TWICE).optional(), reference: text(200, 1).optional() });
const countedUnits = z.object({ sku, quantity: units, countedAt: timestamp });
export const httpCounted = http.object({
  lines: z.array(http.object({ sku, quantity: units, countedAt: timestamp.optional().describe('default: now; sales after it are kept') })).min(1).max(MOST_WORK_LINES).refine(unique, NAMED_TWICE),
});

export const openCount = command('inventory.open-count.v1', {
  keyedBy: 'count id', summary: 'Begin to count at a location; selling goes on.',
  schema: z.object({ countId: opaqueId, client: z.string(), location: slug, skus: z.array(sku).optional(), reference: z.string().optional() }),
  sample: { countId: 'count-1', client: 'c-1', location: 'utrecht', skus: ['LAMP-1'] },
});
export const recordCount = command('inventory.record-count.v1', {
  keyedBy: 'count id', summary: 'Units counted, each with the time at which they were.', schema: z.object({ countId: opaqueId, lines: z.array(countedUnits).min(1) }),
  sample: { countId: 'count-1', lines: [{ sku: 'LAMP-1', quantity: 9, countedAt: '2026-11-01T09:05:00.000Z' }] },
});
export const closeCount = command('inventory.close-count.v1', {
  keyedBy: 'count id', summary: 'The count is over; what it found is its variance report.', schema: z.object({ countId: opaqueId }), sample: { countId: 'count-1' },
});
/** State-carrying. */
export const countChanged = fact('inventory.count-changed.v1', {
  keyedBy: 'count id', summary: 'A count was opened, has found something, or was closed.',
  schema: z.object({ client: z.string(), version: z.int(), count: countDocument, stock: z.array(skuStock), incidents: z.array(incident).optional() }),
  sample: {
    client: 'c-1', version: 1, stock: [],
    count: { id: 'count-1', location: 'utrecht', status: 'open', whole: false, lines: [{ sku: 'LAMP-1', opened: { version: 2, onShelf: 10 }, difference: 0 }], openedAt: '2026-11-01T09:00:00.000Z' },
  },
});
