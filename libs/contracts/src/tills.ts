import { z } from 'zod';
import { preconditions } from './catalog.js';
import { http } from './kit.js';
import { command, fact } from './message.js';
import { placement } from './orders.js';
import { couponCode } from './promotions.js';
import { skuStock } from './stock.js';
import { opaqueId, quantity, sku, slug, text, timestamp } from './values.js';

/** Tills that go on selling without a network (S22). A till, the order of its sales and what has been accepted of them are owned by orders. */

/** Sales of one synchronisation: with their lines they fit into one message. */
export const MOST_SALES = 50;
/** Lines of all sales of one synchronisation. */
export const MOST_SALE_LINES = 400;

const publicKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/, '32 bytes in base64url without padding: a raw Ed25519 public key').describe('raw Ed25519 public key of the device, base64url');
export const deviceSignature = z.string().regex(/^[A-Za-z0-9_-]{86}$/, '64 bytes in base64url without padding: an Ed25519 signature');
const sequence = z.int().min(1).max(1_000_000_000);

const tillMembers = { name: text(200, 1), location: slug, channel: slug, publicKey };
export const httpTill = http.object(tillMembers);
export const wireTill = z.object(tillMembers);
export type Till = z.infer<typeof wireTill>;
/** The till as everybody sees it. */
export const tillDocument = z.object({ id: slug, ...tillMembers, accepted: z.int().describe('sequence of the last sale that is accepted: all before it are accepted too') });
export type TillDocument = z.infer<typeof tillDocument>;

/** One sale as the device signed it. Prices are what was paid; goods have left with the buyer. */
const sale = http.object({
  id: z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'a ULID'),
  sequence: sequence.describe('of the device: 1, 2, 3 and so on without a gap'),
  priceBook: text(100, 1).describe('version of the price book that it was sold by'),
  soldAt: timestamp,
  lines: z.array(http.object({ sku, quantity, total: http.money })).min(1).max(100),
  coupons: z.array(couponCode).max(5).optional(),
  payment: http.object({ method: z.enum(['cash', 'card']) }),
  soldBy: text(100, 1).optional(),
  override: http.object({ by: text(100, 1), reason: text(200, 1) }).optional().describe('the manager who sold beyond the quota of the device: the goods were in hand'),
  signature: deviceSignature.describe('Ed25519 over the canonical JSON (RFC 8785) of this sale without `signature`, with `till` added'),
});
export const httpTillSales = http.object({ sales: z.array(sale).min(1).max(MOST_SALES) })
  .superRefine(({ sales }, context) => {
    const lines = sales.reduce((sum, one) => sum + one.lines.length, 0);
    if (lines > MOST_SALE_LINES) context.addIssue({ code: 'custom', path: ['sales'], message: `${lines} lines; at most ${MOST_SALE_LINES} at once` });
    sales.forEach((one, index) => { if (index > 0 && one.sequence <= sales[index - 1]!.sequence) context.addIssue({ code: 'custom', path: ['sales', index, 'sequence'], message: 'sales come in the order of the device, each once' }); });
  });
export type TillSale = z.output<typeof sale>;

/** What became of each sale of a synchronisation. `waiting`: one before it is missing; send it again behind that one. */
export const tillSyncAnswer = z.object({
  till: slug, accepted: z.int(), awaited: z.int().describe('the sequence that comes next'),
  sales: z.array(z.object({ id: z.string(), sequence: z.int(), status: z.enum(['accepted', 'known', 'waiting']), order: opaqueId.optional() })),
});
export type TillSyncAnswer = z.infer<typeof tillSyncAnswer>;

/** SKUs of one word about a lease: the document of a lease fits into one message. */
export const MOST_LEASED_SKUS = 500;
const leasedUnits = z.int().min(0).max(1_000_000);
export const lastSequence = z.int().min(0).max(1_000_000_000);
export const leaseSerial = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
export const leaseTtl = z.int().min(60).max(604_800);

/** What a till says about its stock lease: how much of each SKU it wants to have from now on, all its sales handed in. What it does not name goes back. */
export const httpStockLease = http.object({
  serial: leaseSerial.describe('of what the device says about its lease: each greater than the one before'),
  sequence: lastSequence.describe('of the last sale of the device; it and all before it are handed in'),
  lines: z.array(http.object({ sku, quantity: leasedUnits.describe('units that the device wants to hold unsold; fewer than it has gives back') })).max(MOST_LEASED_SKUS),
  ttlSeconds: leaseTtl.default(86_400).describe('seconds from now for which the device may sell from it'),
  signature: deviceSignature.describe('Ed25519 over the canonical JSON (RFC 8785) of this without `signature`, with `till` added'),
}).superRefine(({ lines }, context) => {
  const seen = new Set<string>();
  lines.forEach((line, index) => {
    if (seen.has(line.sku)) context.addIssue({ code: 'custom', path: ['lines', index, 'sku'], message: 'each SKU once' });
    seen.add(line.sku);
  });
});

/** A stock lease as everybody sees it. `left` = granted - sold - returned: what the device may still sell by itself, until `expiresAt`. */
export const stockLeaseDocument = z.object({
  id: slug.describe('the till'), location: slug, channel: slug, serial: z.int(), sequence: z.int().describe('of the last sale of the device when it last spoke'), expiresAt: timestamp,
  lines: z.array(z.object({
    sku, wanted: z.int().describe('what the device last asked for'), granted: z.int().describe('all units ever set aside for it'), sold: z.int(), returned: z.int(), left: z.int(),
  })),
});
export type StockLeaseDocument = z.infer<typeof stockLeaseDocument>;

const conditions = preconditions.default({});
const sampleTill: Till = { name: 'Till 1', location: 'leeds', channel: 'till-leeds', publicKey: 'A'.repeat(43) };

export const putTill = command('orders.put-till.v1', {
  keyedBy: 'till id', summary: 'Register a till with its public key, or change it.', schema: z.object({ id: slug, till: wireTill, conditions }), sample: { id: 'till-1', till: sampleTill, conditions: {} },
});
export const syncTillSales = command('orders.sync-till-sales.v1', {
  keyedBy: 'till id', summary: 'Sales that a till made, in its own order; their signatures have been checked.',
  schema: z.object({ id: slug, sales: z.array(z.object({ saleId: z.string(), sequence, fingerprint: z.string().describe('of what was signed'), placement })).min(1) }),
  sample: {
    id: 'till-1',
    sales: [{
      saleId: '01JBMQ2S2T0000000000000001', sequence: 1, fingerprint: 'f',
      placement: {
        orderId: 'o-1', placedAt: '2026-11-01T09:00:00.000Z', coupons: [], method: 'carry-out', location: 'leeds', locations: [{ id: 'leeds', version: 1, country: 'GB' }],
        channel: { id: 'till-leeds', version: 1, kind: 'store', currency: 'GBP', pricing: 'ours', taxIncluded: true, taxCountry: 'GB' },
        lines: [{ lineId: '1', sku: 'LAMP-1', quantity: 1, method: 'carry-out', location: 'leeds', total: { amount: '4900', currency: 'GBP' }, product: { version: 1, name: 'Brass desk lamp', kind: 'stocked', price: { amount: '4900', currency: 'GBP' } } }],
        payments: [{ method: 'cash' }], recorded: true, pricing: { paymentMethods: ['cash'] }, fingerprint: 'f', till: { id: 'till-1', sequence: 1, priceBook: '2026-11-01' },
      },
    }],
  },
});
/** State-carrying. */
export const tillChanged = fact('orders.till-changed.v1', {
  keyedBy: 'till id', summary: 'A till was registered or changed, or sales of it were accepted.', schema: z.object({ version: z.int(), till: tillDocument }),
  sample: { version: 2, till: { id: 'till-1', ...sampleTill, accepted: 1 } },
});

export const leaseStock = command('inventory.lease-stock.v1', {
  keyedBy: 'till id', summary: 'Units that a till wants to hold for sales without a network; its signature has been checked.',
  schema: z.object({
    till: slug, location: slug, channel: slug, serial: leaseSerial, sequence: lastSequence, lines: z.array(z.object({ sku, quantity: leasedUnits })), ttlSeconds: leaseTtl,
    graceSeconds: z.int().min(0).describe('after it has expired, before a count of its SKU may take back what the device has not returned'),
  }),
  sample: { till: 'till-1', location: 'leeds', channel: 'till-leeds', serial: 1, sequence: 1, lines: [{ sku: 'LAMP-1', quantity: 3 }], ttlSeconds: 86_400, graceSeconds: 172_800 },
});
/** State-carrying. */
export const stockLeaseChanged = fact('inventory.stock-lease-changed.v1', {
  keyedBy: 'till id', summary: 'Units were set aside for a till, sold from its lease, or came back.',
  schema: z.object({ version: z.int(), lease: stockLeaseDocument, stock: z.array(skuStock) }),
  sample: {
    version: 1, stock: [],
    lease: { id: 'till-1', location: 'leeds', channel: 'till-leeds', serial: 1, sequence: 1, expiresAt: '2026-11-02T09:00:00.000Z', lines: [{ sku: 'LAMP-1', wanted: 3, granted: 3, sold: 0, returned: 0, left: 3 }] },
  },
});
