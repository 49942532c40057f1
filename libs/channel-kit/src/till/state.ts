import { Leased } from './leased.js';

/** What a till knows, made of nothing but the entries of its journal. */

/** Prices as they were when the till last heard of them. Amounts in minor units as integer strings. */
export interface PriceBook {
  readonly version: string;
  readonly currency: string;
  readonly prices: Readonly<Record<string, string>>;
  /** Coupons that the till may take without asking: percent off the whole sale, as a decimal string. */
  readonly coupons?: Readonly<Record<string, string>>;
}

/** What the till may take by itself: units by SKU and uses by coupon. Added to what is left of earlier ones, until a lease says what there is. */
export interface Quota {
  readonly stock: Readonly<Record<string, number>>;
  readonly coupons: Readonly<Record<string, number>>;
}

export interface SaleLine { readonly sku: string; readonly quantity: number; readonly total: { readonly amount: string; readonly currency: string } }

/** What the till says about its lease: units of each SKU that it wants to hold from now on, its sales up to `sequence` handed in (S22). */
export interface SignedWord {
  readonly serial: number;
  readonly sequence: number;
  readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
  readonly ttlSeconds: number;
  readonly signature: string;
}

/** What the server has set aside for the till by then. */
export interface Lease {
  readonly serial: number;
  readonly expiresAt: string;
  readonly lines: ReadonlyArray<{ readonly sku: string; readonly left: number }>;
}

/** The same about coupons: uses of each that it wants to hold. Codes are written as they were issued. */
export interface SignedCouponWord {
  readonly serial: number;
  readonly sequence: number;
  readonly coupons: ReadonlyArray<{ readonly code: string; readonly quantity: number }>;
  readonly ttlSeconds: number;
  readonly signature: string;
}
export interface CouponLease {
  readonly serial: number;
  readonly expiresAt: string;
  readonly coupons: ReadonlyArray<{ readonly code: string; readonly left: number }>;
}

/** A sale as it is handed in. */
export interface SignedSale {
  readonly id: string;
  readonly sequence: number;
  readonly priceBook: string;
  readonly soldAt: string;
  readonly lines: readonly SaleLine[];
  readonly coupons?: readonly string[];
  readonly payment: { readonly method: 'cash' | 'card' };
  readonly soldBy?: string;
  readonly override?: { readonly by: string; readonly reason: string };
  readonly signature: string;
}

export type Entry =
  | { readonly kind: 'price-book'; readonly book: PriceBook }
  | { readonly kind: 'quota'; readonly quota: Quota }
  /** Written before it is sent: what it gives back is not sold any more from here on. */
  | { readonly kind: 'word'; readonly word: SignedWord }
  | { readonly kind: 'lease'; readonly lease: Lease }
  /** The server has said no to the word: what it has set aside is what it was. */
  | { readonly kind: 'no-lease'; readonly serial: number }
  | { readonly kind: 'coupon-word'; readonly word: SignedCouponWord }
  | { readonly kind: 'coupon-lease'; readonly lease: CouponLease }
  | { readonly kind: 'no-coupon-lease'; readonly serial: number }
  | { readonly kind: 'sale'; readonly sale: SignedSale }
  /** The server has every sale up to this sequence. */
  | { readonly kind: 'accepted'; readonly through: number };

/** The sales of a till and what it may take by itself: units by SKU, uses by coupon. */
export class TillState {
  book: PriceBook | undefined;
  /** Sequence of the last sale. */
  last = 0;
  accepted = 0;
  /** Sales that the server has not confirmed, in order. */
  waiting: SignedSale[] = [];
  readonly stock = new Leased<SignedWord>();
  readonly coupons = new Leased<SignedCouponWord>();

  apply(entry: Entry): void {
    switch (entry.kind) {
      case 'price-book': this.book = entry.book; return;
      case 'quota':
        this.stock.grant(entry.quota.stock);
        this.coupons.grant(entry.quota.coupons);
        return;
      case 'sale': this.sold(entry.sale); return;
      case 'word': this.stock.said(entry.word, entry.word.lines.map(({ sku, quantity }) => [sku, quantity] as const)); return;
      case 'lease': this.stock.answered(entry.lease.expiresAt, entry.lease.lines.map(({ sku, left }) => [sku, left] as const)); return;
      case 'no-lease': this.stock.refused(); return;
      case 'coupon-word': this.coupons.said(entry.word, entry.word.coupons.map(({ code, quantity }) => [code, quantity] as const)); return;
      case 'coupon-lease': this.coupons.answered(entry.lease.expiresAt, entry.lease.coupons.map(({ code, left }) => [code, left] as const)); return;
      case 'no-coupon-lease': this.coupons.refused(); return;
      case 'accepted':
        this.accepted = Math.max(this.accepted, entry.through);
        this.waiting = this.waiting.filter((sale) => sale.sequence > entry.through);
        return;
      default: entry satisfies never;
    }
  }

  private sold(sale: SignedSale): void {
    this.last = sale.sequence;
    this.waiting.push(sale);
    for (const { sku, quantity } of sale.lines) this.stock.took(sku, quantity);
    for (const code of sale.coupons ?? []) this.coupons.took(code, 1);
  }
}
