import { z } from 'zod';
import { http } from './kit.js';
import { command, fact } from './message.js';
import { coupon, couponCode } from './promotions.js';
import { deviceSignature, lastSequence, leaseSerial, leaseTtl } from './tills.js';
import { slug, timestamp } from './values.js';

/** Uses of coupons that are set aside for a till without a network (S22, S11), in the form of its stock lease. They are owned by promotions, whose counters they stand in. */

/** Coupons of one word about a lease: the document of a lease fits into one message. */
export const MOST_LEASED_COUPONS = 200;
const leasedUses = z.int().min(0).max(1_000_000);

/**
 * What a till says about its coupon lease: how many uses of each coupon it wants to have from now on, all its sales handed in. What it does not name goes back.
 * Its member is not called `lines`: what a device has signed about its stock says nothing about its coupons.
 */
export const httpCouponLease = http.object({
  serial: leaseSerial.describe('of what the device says about its leases: each greater than the one before'),
  sequence: lastSequence.describe('of the last sale of the device; it and all before it are handed in'),
  coupons: z.array(http.object({ code: couponCode, quantity: leasedUses.describe('uses that the device wants to hold; fewer than it has gives back') })).max(MOST_LEASED_COUPONS),
  ttlSeconds: leaseTtl.default(86_400).describe('seconds from now for which the device may take them'),
  signature: deviceSignature.describe('Ed25519 over the canonical JSON (RFC 8785) of this without `signature`, with `till` added'),
}).superRefine(({ coupons }, context) => {
  const seen = new Set<string>();
  coupons.forEach(({ code }, index) => {
    if (seen.has(code.toUpperCase())) context.addIssue({ code: 'custom', path: ['coupons', index, 'code'], message: 'each coupon once' });
    seen.add(code.toUpperCase());
  });
});

/** A coupon lease as everybody sees it. `left` = granted - used - returned: what the device may still take by itself, until `expiresAt`. */
export const couponLeaseDocument = z.object({
  id: slug.describe('the till'), channel: slug, serial: z.int(), sequence: z.int().describe('of the last sale of the device when it last spoke'), expiresAt: timestamp,
  coupons: z.array(z.object({
    code: couponCode, wanted: z.int().describe('what the device last asked for'), granted: z.int().describe('all uses ever set aside for it'), used: z.int(), returned: z.int(), left: z.int(),
  })),
});
export type CouponLeaseDocument = z.infer<typeof couponLeaseDocument>;

export const leaseCoupons = command('promotions.lease-coupons.v1', {
  keyedBy: 'till id', summary: 'Uses of coupons that a till wants to hold for sales without a network; its signature has been checked.',
  schema: z.object({
    till: slug, channel: slug, serial: leaseSerial, sequence: lastSequence, coupons: z.array(z.object({ code: couponCode, quantity: leasedUses })), ttlSeconds: leaseTtl,
    graceSeconds: z.int().min(0).describe('after it has expired, before what the device has not returned is free again'),
  }),
  sample: { till: 'till-1', channel: 'till-leeds', serial: 1, sequence: 1, coupons: [{ code: 'TEN', quantity: 3 }], ttlSeconds: 86_400, graceSeconds: 172_800 },
});
/** State-carrying. */
export const couponLeaseChanged = fact('promotions.coupon-lease-changed.v1', {
  keyedBy: 'till id', summary: 'Uses of coupons were set aside for a till, taken by its sales, or came back.',
  schema: z.object({ version: z.int(), lease: couponLeaseDocument, couponStates: z.array(coupon.extend({ version: z.int() })).describe('coupons whose counters changed with it') }),
  sample: {
    version: 1, couponStates: [{ code: 'TEN', promotion: 'ten', limit: 10, used: 0, held: 3, status: 'active', version: 2 }],
    lease: { id: 'till-1', channel: 'till-leeds', serial: 1, sequence: 1, expiresAt: '2026-11-02T09:00:00.000Z', coupons: [{ code: 'TEN', wanted: 3, granted: 3, used: 0, returned: 0, left: 3 }] },
  },
});
