import { randomUUID } from 'node:crypto';

export type OrderState = 'NEW' | 'ACCEPTED' | 'REJECTED' | 'CANCEL_REQUESTED' | 'CANCELLED';

/** An order in the marketplace's own words. Amounts are minor units as numbers, in the order's currency. */
export interface Order {
  readonly order_no: string;
  state: OrderState;
  readonly created: string;
  last_updated: string;
  readonly currency: string;
  readonly fulfilled_by: 'seller' | 'fairground';
  readonly buyer: { readonly ref: string; readonly relay_email: string; readonly full_name: string };
  readonly deliver_to: { readonly recipient: string; readonly street: string; readonly town: string; readonly postcode: string; readonly country_code: string };
  readonly entries: readonly { readonly entry_no: number; readonly seller_sku: string; readonly units: number; readonly unit_amount: number; readonly vouchers: readonly { readonly name: string; readonly amount: number; readonly paid_by: 'seller' | 'fairground' }[] }[];
  readonly delivery_amount: number;
  readonly tax_collected: readonly { readonly name: string; readonly amount: number }[];
  readonly total_amount: number;
}

/** What the seller has told about an order; beside it, for tests, how often. */
export interface SellerSide {
  seller_ref?: string;
  rejected_because?: string;
  cancellation?: 'approve' | 'deny';
  /** Every call that arrived, the repeats too. */
  readonly calls: { accept: number; reject: number; cancellation: number };
}

export interface Offer {
  readonly seller_sku: string;
  quantity: number;
  updated: string;
}

/** What can be switched on to make life hard. */
export interface Faults {
  /** Operation -> until when (ms of the wall clock) it answers 429. */
  throttledUntil: Record<string, number>;
  /** Every order comes twice in the feed. */
  duplicateOrders: boolean;
  /** The orders of the feed come in any order. */
  shuffle: boolean;
  /** Quantities of these articles are answered with ACCEPTED and not applied. */
  ignoreQuantityOf: string[];
  /** Every answer comes later, in milliseconds. */
  slowMs: number;
  /** Takes effect and then cuts the connection instead of answering: operation -> how often still. */
  cutAfterEffect: Record<string, number>;
}

export interface Limit {
  perSecond: number;
  burst: number;
}

/** Everything that the marketplace knows, in memory: it forgets when it ends. */
export class Marketplace {
  readonly orders = new Map<string, Order>();
  readonly sellerSides = new Map<string, SellerSide>();
  readonly offers = new Map<string, Offer>();
  readonly calls = new Map<string, { answered: number; throttled: number }>();
  /** Every quantity that was taken in, in order. */
  readonly quantityLog: { seller_sku: string; quantity: number; at: string }[] = [];
  faults: Faults = noFaults();
  /** `open`: a quantity for an unknown article opens an offer for it; `closed`: it fails. */
  assortment: 'open' | 'closed' = 'open';
  private lastStamp = 0;

  /** A time that never repeats, so that "updated since" is exact. */
  stamp(): string {
    this.lastStamp = Math.max(Date.now(), this.lastStamp + 1);
    return new Date(this.lastStamp).toISOString();
  }

  touch(order: Order): void {
    order.last_updated = this.stamp();
  }

  sellerSide(orderNo: string): SellerSide {
    let side = this.sellerSides.get(orderNo);
    if (!side) this.sellerSides.set(orderNo, (side = { calls: { accept: 0, reject: 0, cancellation: 0 } }));
    return side;
  }

  newOrderNo(): string {
    return `FG-${randomUUID().slice(0, 13).toUpperCase()}`;
  }

  setQuantity(sellerSku: string, quantity: number): void {
    this.offers.set(sellerSku, { seller_sku: sellerSku, quantity, updated: this.stamp() });
  }
}

export function noFaults(): Faults {
  return { throttledUntil: {}, duplicateOrders: false, shuffle: false, ignoreQuantityOf: [], slowMs: 0, cutAfterEffect: {} };
}
