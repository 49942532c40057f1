import { z } from 'zod';
import { http, wire, type Kit } from './kit.js';
import { command, fact } from './message.js';
import { opaqueId, quantity, sku, slug, text, timestamp } from './values.js';

/** Stock, its ledger and its promises. Owned by inventory. */

export const movementReason = z.enum(['receipt', 'return', 'adjustment', 'count', 'damage', 'transfer', 'quality', 'display', 'release']);
/** States of units that lie at a location and cannot be sold, which a movement may name; units in transit are a matter of their transfer. */
export const namedState = z.enum(['damaged', 'quality', 'display']);
/** Also what the service itself books: sales, found-by-sale adjustments (S26), reservations and their ends. */
export const ledgerReason = z.enum([
  'receipt', 'return', 'adjustment', 'count', 'damage', 'transfer-out', 'transfer-in', 'sale', 'found-by-sale', 'dispose', 'reserve', 'release', 'break',
  'quality', 'display', 'dispatch', 'arrival', 'variance', 'cycle-count',
]);
export type LedgerReason = z.infer<typeof ledgerReason>;

const movement = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  sku,
  location: slug,
  quantity: z.int().min(-1_000_000).max(1_000_000),
  reason: movementReason,
  toLocation: slug.optional(),
  state: namedState.optional().describe('units that cannot be sold: units that come in go there, others are taken from there; default: sellable, for a release quality'),
  reference: text(200).optional(),
});
export const httpMovement = movement(http).superRefine((value, context) => {
  const bad = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (['receipt', 'return', 'damage', 'transfer', 'quality', 'display', 'release'].includes(value.reason) && value.quantity < 1) bad('quantity', `a ${value.reason} has a quantity of at least 1`);
  if (value.reason === 'count' && value.quantity < 0) bad('quantity', 'a counted quantity is not negative');
  if (value.reason === 'adjustment' && value.quantity === 0) bad('quantity', 'an adjustment of zero changes nothing');
  if (value.reason === 'transfer' && !value.toLocation) bad('toLocation', 'a transfer names where the units go');
  if (value.reason === 'transfer' && value.toLocation === value.location) bad('toLocation', 'a transfer goes to another location');
  if (value.reason !== 'transfer' && value.toLocation) bad('toLocation', 'only a transfer has a second location');
  if (value.state !== undefined && value.reason === 'count') bad('state', 'a count is of all that lies there');
  if (value.state !== undefined && value.state === (value.reason === 'damage' ? 'damaged' : value.reason)) bad('state', 'the units are in this state already');
});
export const wireMovement = movement(wire);
export type Movement = z.infer<typeof wireMovement>;

/** Units that cannot be sold, by why; `damaged` is what remains of `unavailable`. A member that is absent is zero. */
const apart = { quality: z.int().optional(), display: z.int().optional(), inTransit: z.int().optional() };

/** The stock of one SKU everywhere, after a change. State-carrying by `version` (one per SKU, stepping by one within an epoch). */
export const skuStock = z.object({
  sku,
  version: z.int(),
  asOf: timestamp,
  /** Every location that has or had stock of the SKU. */
  levels: z.array(z.object({ location: slug, onHand: z.int(), unavailable: z.int(), reserved: z.int(), ...apart })),
  /** What was booked to get from version - 1 to this version: signed changes. */
  entries: z.array(z.object({
    location: slug, reason: ledgerReason, onHand: z.int(), unavailable: z.int(), reserved: z.int(), reference: z.string().optional(), ...apart,
  })),
  actor: z.string().optional().describe('who did it: a service and, behind a slash, the client for whom'),
});
export type SkuStock = z.infer<typeof skuStock>;

type Counted = Pick<SkuStock['entries'][number], 'onHand' | 'unavailable' | 'reserved' | 'quality' | 'display' | 'inTransit'>;
export type StockState = 'outside' | 'sellable' | 'reserved' | 'damaged' | 'quality' | 'display' | 'in-transit';

/** Units by state; of a change, what each state gained or lost, the outside included, so that the sum is zero. */
export function byState({ onHand, unavailable, reserved, quality = 0, display = 0, inTransit = 0 }: Counted): Record<StockState, number> {
  return { outside: 0 - onHand, sellable: onHand - unavailable - reserved, reserved, damaged: unavailable - quality - display - inTransit, quality, display, 'in-transit': inTransit };
}

/** Double entry: which state units left, which they entered, and how many. Undefined for an entry that moved nothing, and for one of before states were told apart. */
export function movedBetween(entry: Counted): { from: StockState; to: StockState; quantity: number } | undefined {
  const changes = Object.entries(byState(entry)).filter(([, units]) => units !== 0) as Array<[StockState, number]>;
  const [from, to] = [changes.find(([, units]) => units < 0), changes.find(([, units]) => units > 0)];
  return changes.length === 2 && from && to ? { from: from[0], to: to[0], quantity: to[1] } : undefined;
}

const sampleStock: SkuStock = {
  sku: 'LAMP-1', version: 2, asOf: '2026-11-01T09:00:00.000Z',
  levels: [{ location: 'utrecht', onHand: 10, unavailable: 0, reserved: 1 }],
  entries: [{ location: 'utrecht', reason: 'reserve', onHand: 0, unavailable: 0, reserved: 1, reference: 'o-1' }],
};

/** One candidate that sourcing looked at (S4): why it was taken or not. */
export const sourcingCandidate = z.object({
  locations: z.array(slug), cost: z.string(),
  /** What the cost is made of, when it is more than the way. */
  parts: z.array(z.object({ part: z.enum(['way', 'handling', 'split', 'delay']), cost: z.string() })).optional(),
  leavesOn: z.iso.date().optional().describe('the day on which the last of its parcels leaves, where a location has a calendar'),
  rejectedBecause: z.string().optional(),
});
export const sourcingRecord = z.object({
  chosen: z.array(slug), candidates: z.array(sourcingCandidate),
  unit: z.string().optional().describe('what costs are counted in: a currency, or kilometres when absent'),
});
export type SourcingRecord = z.infer<typeof sourcingRecord>;

/** Units kept for somebody who has not ordered yet (S2). Ends by itself; an order may take it over. */
export const holdDocument = z.object({
  id: opaqueId, channel: slug, status: z.enum(['held', 'taken', 'released', 'expired']),
  lines: z.array(z.object({ sku, quantity })), location: slug.optional().describe('where the goods are to be collected'), reference: z.string().optional(),
  expiresAt: timestamp, extended: z.boolean().describe('it has been extended, which is possible once'), order: opaqueId.optional().describe('the order that took it over'),
});
export type HoldDocument = z.infer<typeof holdDocument>;

/** A hold with its owner: only this client sees it. */
export const heldState = z.object({ client: z.string(), version: z.int(), hold: holdDocument });

/** Pickup in 72 hours is the longest that anything is kept without an order. */
export const HOLD_SECONDS = { usual: 900, longest: 259_200 } as const;
const ttlSeconds = z.int().min(1).max(HOLD_SECONDS.longest);
export const httpHold = http.object({
  channel: slug, lines: z.array(http.object({ sku, quantity })).min(1).max(2000), location: slug.optional().describe('where the goods are to be collected'),
  ttlSeconds: ttlSeconds.default(HOLD_SECONDS.usual), reference: text(200, 1).optional(),
});
export const httpExtendHold = http.object({ ttlSeconds: ttlSeconds.default(HOLD_SECONDS.usual) });

/** One promised part of an order line: units of a SKU at a location. A bundle line has one per part. */
export const reservedLine = z.object({ lineId: opaqueId, sku, quantity, location: slug });
export type ReservedLine = z.infer<typeof reservedLine>;

export const shortLine = z.object({ lineId: opaqueId, sku, requested: quantity, available: z.int().min(0), noDay: z.literal(true).optional().describe('the rest may wait, but no day can be promised for it') });

/** Two sides of a promise that physics broke, or of a count below zero (S26). */
export const incident = z.object({
  id: opaqueId, kind: z.enum(['oversell', 'found-by-sale', 'promise-broken', 'transfer-variance', 'coupon-overused', 'late-answer']), detail: z.string(),
  sku: sku.optional(), location: slug.optional(), orderId: opaqueId.optional(), brokenOrderId: opaqueId.optional(), quantity: z.int().optional(),
});

export const recordMovements = command('inventory.record-movements.v1', {
  keyedBy: 'movement id', summary: 'Book stock movements, all or none.',
  schema: z.object({ movementId: opaqueId, movements: z.array(wireMovement).min(1).max(10_000), at: timestamp }),
  sample: { movementId: 'm-1', movements: [{ sku: 'LAMP-1', location: 'utrecht', quantity: 10, reason: 'receipt' }], at: '2026-11-01T09:00:00.000Z' },
});

export const stockAdjusted = fact('inventory.stock-adjusted.v1', {
  keyedBy: 'movement id', summary: 'Movements were booked.',
  schema: z.object({ movementId: opaqueId, stock: z.array(skuStock), incidents: z.array(incident).optional() }),
  sample: { movementId: 'm-1', stock: [sampleStock] },
});
/** Answer to `orders.order-placed` and `orders.resourcing-requested`. Goods carried out are consumed in the same transaction (`consumed: true`). */
export const stockReserved = fact('inventory.stock-reserved.v1', {
  keyedBy: 'order id', summary: 'All lines of an order are promised to it (or handed over, for carry-out).',
  schema: z.object({
    orderId: opaqueId, attempt: z.int().min(1), lines: z.array(reservedLine.extend({ consumed: z.boolean().optional() })),
    /** Accepted without stock: an oversell policy or a recorded order. Waits for stock. */
    backordered: z.array(z.object({ lineId: opaqueId, sku, quantity })).optional(),
    stock: z.array(skuStock), sourcing: sourcingRecord, incidents: z.array(incident).optional(),
    /** The hold whose promises the order has taken over. */
    hold: heldState.optional(),
  }),
  sample: { orderId: 'o-1', attempt: 1, lines: [{ lineId: '1', sku: 'LAMP-1', quantity: 1, location: 'utrecht' }], stock: [sampleStock], sourcing: { chosen: ['utrecht'], candidates: [{ locations: ['utrecht'], cost: '0' }] } },
});
export const reservationRejected = fact('inventory.reservation-rejected.v1', {
  keyedBy: 'order id', summary: 'The lines of an order cannot be promised; nothing was taken.',
  schema: z.object({
    orderId: opaqueId, attempt: z.int().min(1), short: z.array(shortLine), sourcing: sourcingRecord,
    contested: z.boolean().describe('true when units are held by orders that are still undecided: asking again may succeed'),
  }),
  sample: { orderId: 'o-1', attempt: 1, short: [{ lineId: '1', sku: 'LAMP-1', requested: 2, available: 1 }], sourcing: { chosen: [], candidates: [] }, contested: false },
});
/** Answer to `orders.release-requested`; with no lines when nothing was held (S25: a recorded no-op that blocks a later take). */
export const reservationReleased = fact('inventory.reservation-released.v1', {
  keyedBy: 'order id', summary: 'Promised units are free again.',
  schema: z.object({ orderId: opaqueId, releaseId: opaqueId, lines: z.array(reservedLine), stock: z.array(skuStock) }),
  sample: { orderId: 'o-1', releaseId: 'r-1', lines: [{ lineId: '1', sku: 'LAMP-1', quantity: 1, location: 'utrecht' }], stock: [sampleStock] },
});
/** A fact broke a promise (S26): orders re-sources, else backorders, else cancels with reason. */
export const reservationBroken = fact('inventory.reservation-broken.v1', {
  keyedBy: 'order id', summary: 'Units promised to an order are physically gone.',
  schema: z.object({ orderId: opaqueId, breakId: opaqueId, lines: z.array(reservedLine), incident }),
  sample: { orderId: 'o-2', breakId: 'b-1', lines: [{ lineId: '1', sku: 'LAMP-1', quantity: 1, location: 'utrecht' }], incident: { id: 'i-1', kind: 'promise-broken', detail: 'a carry-out sale took the last unit', sku: 'LAMP-1', location: 'utrecht', orderId: 'o-1', brokenOrderId: 'o-2', quantity: 1 } },
});
/** Answer to `orders.goods-handed-over`: promised units have left (S5: exactly at shipped / collected). */
export const stockConsumed = fact('inventory.stock-consumed.v1', {
  keyedBy: 'order id', summary: 'Promised units have left their location.',
  schema: z.object({ orderId: opaqueId, handoverId: opaqueId, lines: z.array(reservedLine), stock: z.array(skuStock) }),
  sample: { orderId: 'o-1', handoverId: 'h-1', lines: [{ lineId: '1', sku: 'LAMP-1', quantity: 1, location: 'utrecht' }], stock: [sampleStock] },
});
/** Answer to `orders.goods-returned`. */
export const stockReturned = fact('inventory.stock-returned.v1', {
  keyedBy: 'order id (return id when there is no order)', summary: 'Returned units are booked where they lie.',
  schema: z.object({ returnId: opaqueId, stock: z.array(skuStock) }),
  sample: { returnId: 'ret-1', stock: [sampleStock] },
});
const heldPart = z.object({ lineId: opaqueId, sku, quantity });
export const placeHold = command('inventory.place-hold.v1', {
  keyedBy: 'hold id', summary: 'Keep units for somebody who has not ordered yet, all of them or none.',
  schema: z.object({
    holdId: opaqueId, client: z.string(), channel: slug, lines: z.array(z.object({ sku, quantity })),
    /** What the lines take of stock: bundles in their parts, nothing for what has no stock. */
    parts: z.array(heldPart), location: slug.optional(), reference: z.string().optional(), ttlSeconds,
    limit: z.int().min(1).describe('open holds that the client may have'),
  }),
  sample: { holdId: 'hold-1', client: 'c-1', channel: 'web', lines: [{ sku: 'LAMP-1', quantity: 1 }], parts: [{ lineId: '1', sku: 'LAMP-1', quantity: 1 }], ttlSeconds: 900, limit: 100 },
});
export const extendHold = command('inventory.extend-hold.v1', {
  keyedBy: 'hold id', summary: 'Keep a hold longer, once: the buyer pays.', schema: z.object({ holdId: opaqueId, ttlSeconds }), sample: { holdId: 'hold-1', ttlSeconds: 900 },
});
export const releaseHold = command('inventory.release-hold.v1', {
  keyedBy: 'hold id', summary: 'Give up a hold; one that has ended stays as it ended.', schema: z.object({ holdId: opaqueId }), sample: { holdId: 'hold-1' },
});
/** State-carrying. */
export const holdChanged = fact('inventory.hold-changed.v1', {
  keyedBy: 'hold id', summary: 'A hold was placed, extended, released or has expired.',
  schema: heldState.extend({ stock: z.array(skuStock) }),
  sample: { client: 'c-1', version: 1, hold: { id: 'hold-1', channel: 'web', status: 'held', lines: [{ sku: 'LAMP-1', quantity: 1 }], expiresAt: '2026-11-01T09:15:00.000Z', extended: false }, stock: [sampleStock] },
});

/** State-carrying, coalesced: what a sales channel with a connector may be told. */
export const availabilityChanged = fact('inventory.availability-changed.v1', {
  topic: 'onefront.availability',
  keyedBy: 'SKU', summary: 'What a channel can sell now.',
  schema: z.object({
    sku, channel: slug, available: z.int().min(0), version: z.int(), at: timestamp,
    stock: z.int().optional().describe('the version of the stock that it was computed from'),
    buffer: z.int().min(0).optional().describe('units kept back in this figure, where more than the buffer of the channel: what was computed for the SKU'),
    escrow: z.literal(true).optional().describe('units that are held for the channel alone: send the figure once and let its sales lower it; send it again only when it is told again'),
  }),
  sample: { sku: 'LAMP-1', channel: 'market', available: 9, version: 2, stock: 2, at: '2026-11-01T09:00:00.000Z' },
});
