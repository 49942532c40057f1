import type { PricingRequest } from '@onefront/contracts';
import type { Problem } from '@onefront/kernel';
import type { TillQueue } from './till-queue.js';

/** What promotions knows besides its rules: coupons, counters, orders on their way, customers' first orders. Rows are changed in place and marked. */

export interface CouponRow {
  /** The code in upper case. */
  readonly key: string;
  readonly code: string;
  readonly promotion: string;
  readonly limit: number | null;
  readonly perCustomer: number | null;
  readonly customer: string | null;
  readonly startsAt: Date | null;
  readonly expiresAt: Date | null;
  readonly issueId: string;
  status: 'active' | 'disabled';
  used: number;
  held: number;
  /** Uses by recorded orders beyond the limit. */
  over: number;
  version: number;
  change?: 'new' | 'changed';
}

export type UseState = 'held' | 'used' | 'released';
export interface CouponUse { readonly key: string; readonly orderId: string; readonly customer: string | null; readonly over: boolean; state: UseState; changed?: boolean }
/** `amount` in minor units; `counted` = it stands in the promotion's counter. */
export interface PromotionUse { readonly promotion: string; readonly orderId: string; readonly customer: string | null; readonly amount: bigint; readonly counted: boolean; state: UseState; changed?: boolean }

/** Uses and money given by a promotion with limits. `maxUses` and `maxSpent` are its limits, raised to what was used when they were set. */
export interface Counter { readonly promotion: string; uses: number; spent: bigint; readonly maxUses: number | null; readonly maxSpent: bigint | null; changed?: boolean }

export type Buyer = NonNullable<PricingRequest['customer']>;

/**
 * An order as promotions sees it. `waiting`: the question or its buyer has come, not both. `priced`: answered, its uses are held or used.
 * `refused`: answered with a no, nothing is held. `released`: everything was given back; nothing will be taken any more (a tombstone when it came first).
 */
export interface Sale {
  readonly orderId: string;
  stage: 'waiting' | 'priced' | 'refused' | 'released';
  confirmed: boolean;
  customer: string | null;
  request: PricingRequest | null;
  buyer: Buyer | null;
  /** What was answered before a restore: it stands. */
  readonly recalled?: { readonly refused: Problem } | { readonly priced: true };
  couponUses: CouponUse[];
  promotionUses: PromotionUse[];
  changed?: boolean;
}

/** `confirmed` orders of a customer, and the order that has its first-order use, held or used. */
export interface CustomerRow { readonly id: string; confirmed: number; firstOrder: string | null; changed?: boolean }
export interface Incident { readonly orderId: string; readonly code: string; readonly reason: string }

/** Uses of one coupon that a till may take by itself. Always: used + returned <= granted. */
export interface CouponLeaseLine {
  /** The code in upper case. */
  readonly key: string;
  readonly code: string;
  /** What the till asked for when it last spoke. */
  wanted: number;
  granted: number;
  used: number;
  returned: number;
}

/** Uses set aside for a till that sells without a network (S22, S11). They stand in `held` of their coupons, so that the constraint of the limit holds for them. */
export interface CouponLease {
  /** The till. */
  readonly id: string;
  channel: string;
  /** Of the last word of the device that was heard. */
  serial: number;
  /** The last sale of the device when it spoke. */
  sequence: number;
  expiresAt: Date;
  /** From then on what the device has not returned is free again. */
  reclaimFrom: Date;
  version: number;
  readonly lines: Map<string, CouponLeaseLine>;
  changed?: boolean;
}

/** A use that a sale took from the lease of its till. */
export interface LeaseUse { readonly till: string; readonly key: string; readonly orderId: string }

export interface Books {
  readonly coupons: Map<string, CouponRow>;
  readonly counters: Map<string, Counter>;
  readonly sales: Map<string, Sale>;
  readonly customers: Map<string, CustomerRow>;
  /** Uses that are held or used, by `usesKey`. */
  readonly usesByCustomer: Map<string, number>;
  readonly incidents: Incident[];
  /** Which sales of tills are here. */
  readonly tills: Map<string, TillQueue>;
  /** What tills have on lease. */
  readonly leases: Map<string, CouponLease>;
  readonly leaseUses: LeaseUse[];
  /** Tills whose lease the message at hand has taken from. */
  readonly leasesUsed: Set<string>;
  /** By the clock of the database, where leases are loaded. */
  now: Date;
}

export const emptyBooks = (): Books => ({
  coupons: new Map(), counters: new Map(), sales: new Map(), customers: new Map(), usesByCustomer: new Map(), incidents: [],
  tills: new Map(), leases: new Map(), leaseUses: [], leasesUsed: new Set(), now: new Date(0),
});

export const usesKey = (kind: 'coupon' | 'promotion', id: string, customer: string): string => `${kind}\n${id}\n${customer}`;

export function countUse(books: Books, kind: 'coupon' | 'promotion', use: { id: string; customer: string | null; by: 1 | -1 }): void {
  if (use.customer === null) return;
  const key = usesKey(kind, use.id, use.customer);
  books.usesByCustomer.set(key, (books.usesByCustomer.get(key) ?? 0) + use.by);
}

/** Every change of a coupon is a version. */
export function touch(coupon: CouponRow): void {
  coupon.version += 1;
  coupon.change ??= 'changed';
}
