import { z } from 'zod';
import { preconditions } from './catalog.js';
import { http, wire, type Kit } from './kit.js';
import { command, fact } from './message.js';
import { reservedLine, skuStock, stockAdjusted } from './stock.js';
import { opaqueId, sku, slug, timestamp } from './values.js';

/** What may be promised beyond what lies here. Owned by inventory. */

const policy = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  policy: z.enum(['deny', 'backorder', 'preorder', 'capped']),
  limit: z.int().min(0).max(1_000_000).optional().describe('units that may wait for stock at one time; none: any number'),
  until: timestamp.optional().describe('nothing more is accepted from then on'),
  eta: timestamp.optional().describe('when the goods are promised at the latest; once it has passed nothing more is accepted. Expected receipts may promise an earlier day; a backorder policy without it accepts no more than they promise'),
  escrow: z.int().min(1).max(1_000_000).optional().describe('units to be held for this channel alone and offered there; only what it confirms to show no more is free again. None: it sells from what all share'),
});

type Issues = { addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void };

function checkPolicy(value: z.infer<ReturnType<typeof policy>>, context: Issues): void {
  const bad = (path: 'limit' | 'until' | 'eta' | 'escrow', message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (value.policy === 'deny') for (const name of ['limit', 'until', 'eta'] as const) if (value[name] !== undefined) bad(name, 'says nothing where nothing is accepted');
  if (value.policy !== 'deny' && value.escrow !== undefined) bad('escrow', 'a channel with units of its own sells no more than there is: policy deny');
  if (value.policy === 'capped' && value.limit === undefined) bad('limit', 'a capped policy names its cap');
  if (value.policy === 'preorder' && value.until === undefined) bad('until', 'a preorder policy names the day until which it takes orders');
}

/** How much more than there is one channel may sell of one SKU (S3). It stands before the channel's own policy. */
export const httpPolicy = policy(http).superRefine(checkPolicy);
export const wirePolicy = policy(wire);
export type SkuPolicy = z.infer<typeof wirePolicy>;

/** The key of a (channel, SKU) pair in views and settlements. */
export function pairKey(channel: string, name: string): string {
  return `${channel}/${name}`;
}

export const putPolicy = command('inventory.put-policy.v1', {
  keyedBy: 'SKU', summary: 'Set how much more than there is one channel may sell of a SKU.',
  schema: z.object({ channel: slug, sku, policy: wirePolicy, conditions: preconditions.default({}) }),
  sample: { channel: 'web', sku: 'LAMP-1', policy: { policy: 'backorder', limit: 5, eta: '2026-12-01T00:00:00.000Z' }, conditions: {} },
});
export const deletePolicy = command('inventory.delete-policy.v1', {
  keyedBy: 'SKU', summary: 'Let the policy of the channel hold for a SKU again.',
  schema: z.object({ channel: slug, sku, conditions: preconditions.default({}) }),
  sample: { channel: 'web', sku: 'LAMP-1', conditions: {} },
});
/** State-carrying. The version goes on counting after a policy was taken away (null), so that a later one overtakes it. */
export const policyChanged = fact('inventory.policy-changed.v1', {
  keyedBy: 'SKU', summary: 'How much more than there is one channel may sell of a SKU has changed.',
  schema: z.object({ channel: slug, sku, version: z.int(), policy: wirePolicy.nullable(), at: timestamp }),
  sample: { channel: 'web', sku: 'LAMP-1', version: 1, policy: { policy: 'backorder', limit: 5, eta: '2026-12-01T00:00:00.000Z' }, at: '2026-11-01T09:00:00.000Z' },
});
/** What came is held for the order that has waited longest; orders asks for it and gets exactly this, unless it wants it no more. */
export const backorderServed = fact('inventory.backorder-served.v1', {
  keyedBy: 'order id', summary: 'Units that an order waits for are here, and held for it.',
  schema: z.object({ orderId: opaqueId, lines: z.array(reservedLine), stock: z.array(skuStock) }),
  sample: { orderId: 'o-1', lines: [{ lineId: '1', sku: 'LAMP-1', quantity: 1, location: 'utrecht' }], stock: stockAdjusted.sample.stock },
});
