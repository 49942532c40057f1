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
  /** Greatest serial of a word. */
  serial = 0;
  /** A word that nobody has answered: it is said again before anything else is. */
  word: SignedWord | undefined;
  /** What is on lease may be sold before this time. */
  leasedUntil: Date | undefined;
  /** Units sold since the last word. */
  private readonly since = new Map<string, number>();
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
      case 'word': this.said(entry.word); return;
      case 'lease': this.leased(entry.lease); return;
      case 'no-lease': this.word = undefined; return;
      case 'accepted':
        this.accepted = Math.max(this.accepted, entry.through);
        this.waiting = this.waiting.filter((sale) => sale.sequence > entry.through);
        return;
      default: entry satisfies never;
    }
  }

  private said(word: SignedWord): void {
    this.serial = word.serial;
    this.word = word;
    this.since.clear();
    const wanted = new Map(word.lines.map(({ sku, quantity }) => [sku, quantity]));
    for (const [sku, units] of this.stock) this.stock.set(sku, Math.min(units, wanted.get(sku) ?? 0));
  }

  /** The answer is the whole: what was sold since the word is taken off, and nothing is added to what was there. */
  private leased({ expiresAt, lines }: Lease): void {
    this.word = undefined;
    this.leasedUntil = new Date(expiresAt);
    this.stock.clear();
    for (const { sku, left } of lines) this.stock.set(sku, Math.max(0, left - (this.since.get(sku) ?? 0)));
  }

  private sold(sale: SignedSale): void {
    this.last = sale.sequence;
    this.waiting.push(sale);
    for (const { sku, quantity } of sale.lines) add(this.since, sku, quantity);
    for (const { sku, quantity } of sale.lines) this.stock.set(sku, Math.max(0, (this.stock.get(sku) ?? 0) - quantity));
    for (const code of sale.coupons ?? []) this.coupons.set(code, Math.max(0, (this.coupons.get(code) ?? 0) - 1));
  }
}

function add(map: Map<string, number>, key: string, by: number): void {
  map.set(key, (map.get(key) ?? 0) + by);
}
