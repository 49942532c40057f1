import { z } from 'zod';
import { preconditions } from './catalog.js';
import { http, wire, type Kit } from './kit.js';
import { command, fact } from './message.js';
import { skuStock } from './stock.js';
import { opaqueId, quantity, sku, slug, text, timestamp } from './values.js';

const expectedSource = z.enum(['purchase', 'supplier']);

/** Units that are announced and not here yet. Owned by inventory (S1: they count towards what can be promised for a later day, never for today). */

const announcement = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  sku, location: slug.describe('where they are to arrive; sku and location of a receipt never change'), quantity,
  eta: timestamp.describe('when they are expected'),
  confidence: z.int().min(0).max(100).optional().describe('per cent of the units that may be promised, rounded down; default 100'),
  source: expectedSource.optional().describe('who announced them; default purchase'),
  reference: text(200, 1).optional(),
});
export const httpExpectedReceipt = announcement(http);
export const wireExpectedReceipt = announcement(wire);
export type ExpectedAnnouncement = z.infer<typeof wireExpectedReceipt>;

export const expectedReceiptStatus = z.enum(['expected', 'received', 'cancelled']);
const units = z.int().min(0);
export const expectedReceiptDocument = z.object({
  id: slug, sku, location: slug, quantity, eta: timestamp, confidence: z.int(), source: expectedSource, reference: z.string().optional(),
  status: expectedReceiptStatus, received: units.describe('arrived so far'), promisable: units.describe('of what is still to come, rounded down by the confidence'),
  promised: units.describe('of these, promised to orders that wait'), closedAt: timestamp.optional(),
});
export type ExpectedReceiptDocument = z.infer<typeof expectedReceiptDocument>;

const arrived = { quantity: units.max(1_000_000).describe('arrived and can be sold'), damaged: units.max(1_000_000).default(0).describe('arrived broken'), complete: z.boolean().default(false).describe('nothing more will come') };
export const httpReceiveExpected = http.object(arrived);

export const putExpectedReceipt = command('inventory.put-expected-receipt.v1', {
  keyedBy: 'SKU', summary: 'Announce units that are to arrive at a location, or say it anew.',
  schema: z.object({ id: slug, sku, receipt: wireExpectedReceipt, conditions: preconditions.default({}) }),
  sample: { id: 'po-1-lamp', sku: 'LAMP-1', receipt: { sku: 'LAMP-1', location: 'utrecht', quantity: 10, eta: '2026-12-01T00:00:00.000Z', confidence: 90 }, conditions: {} },
});
export const receiveExpected = command('inventory.receive-expected.v1', {
  keyedBy: 'SKU', summary: 'What has arrived of an expected receipt.', schema: z.object({ id: slug, sku, quantity: units, damaged: units, complete: z.boolean() }),
  sample: { id: 'po-1-lamp', sku: 'LAMP-1', quantity: 9, damaged: 1, complete: true },
});
export const cancelExpected = command('inventory.cancel-expected.v1', {
  keyedBy: 'SKU', summary: 'What was still to come of an expected receipt will not.', schema: z.object({ id: slug, sku }), sample: { id: 'po-1-lamp', sku: 'LAMP-1' },
});
/** State-carrying; one per receipt and change, also when only what is promised against it has changed. */
export const expectedReceiptChanged = fact('inventory.expected-receipt-changed.v1', {
  keyedBy: 'SKU', summary: 'An expected receipt was announced or changed, has arrived, will not come, or something was promised against it.',
  schema: z.object({ version: z.int(), receipt: expectedReceiptDocument, stock: z.array(skuStock).optional() }),
  sample: {
    version: 1,
    receipt: { id: 'po-1-lamp', sku: 'LAMP-1', location: 'utrecht', quantity: 10, eta: '2026-12-01T00:00:00.000Z', confidence: 90, source: 'purchase', status: 'expected', received: 0, promisable: 9, promised: 2 },
  },
});
export const expectedUnits = z.object({ lineId: opaqueId, sku, quantity, receipt: slug, eta: timestamp });
/** Replaces what was said of these lines before: an empty list for a line says that nothing is expected for it any more. */
export const backorderPromised = fact('inventory.backorder-promised.v1', {
  keyedBy: 'order id', summary: 'Lines that wait are promised units of expected receipts, other ones than before, or none any more.',
  schema: z.object({ orderId: opaqueId, lines: z.array(z.object({ lineId: opaqueId, sku, expected: z.array(expectedUnits.omit({ lineId: true, sku: true })) })) }),
  sample: { orderId: 'o-1', lines: [{ lineId: '1', sku: 'LAMP-1', expected: [{ quantity: 1, receipt: 'po-1-lamp', eta: '2026-12-01T00:00:00.000Z' }] }] },
});
