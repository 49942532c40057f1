/** What a till knows, made of nothing but the entries of its journal. */

/** Prices as they were when the till last heard of them. Amounts in minor units as integer strings. */
export interface PriceBook {
  readonly version: string;
  readonly currency: string;
  readonly prices: Readonly<Record<string, string>>;
  /** Coupons that the till may take without asking: percent off the whole sale, as a decimal string. */
  readonly coupons?: Readonly<Record<string, string>>;
}

/** What the till may take by itself: units by SKU and uses by coupon, set aside for it (S22). Added to what is left of earlier ones. */
export interface Quota {
  readonly stock: Readonly<Record<string, number>>;
  readonly coupons: Readonly<Record<string, number>>;
}

export interface SaleLine { readonly sku: string; readonly quantity: number; readonly total: { readonly amount: string; readonly currency: string } }

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
  | { readonly kind: 'sale'; readonly sale: SignedSale }
  /** The server has every sale up to this sequence. */
  | { readonly kind: 'accepted'; readonly through: number };

export class TillState {
  book: PriceBook | undefined;
  /** Sequence of the last sale. */
  last = 0;
  accepted = 0;
  /** Sales that the server has not confirmed, in order. */
  waiting: SignedSale[] = [];
  readonly stock = new Map<string, number>();
  readonly coupons = new Map<string, number>();

  apply(entry: Entry): void {
    switch (entry.kind) {
      case 'price-book': this.book = entry.book; return;
      case 'quota':
        for (const [sku, units] of Object.entries(entry.quota.stock)) add(this.stock, sku, units);
        for (const [code, uses] of Object.entries(entry.quota.coupons)) add(this.coupons, code, uses);
        return;
      case 'sale': this.sold(entry.sale); return;
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
    for (const { sku, quantity } of sale.lines) this.stock.set(sku, Math.max(0, (this.stock.get(sku) ?? 0) - quantity));
    for (const code of sale.coupons ?? []) this.coupons.set(code, Math.max(0, (this.coupons.get(code) ?? 0) - 1));
  }
}

function add(map: Map<string, number>, key: string, by: number): void {
  map.set(key, (map.get(key) ?? 0) + by);
}
