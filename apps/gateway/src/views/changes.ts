import type { Channel, Coupon, CustomerDocument, Listing, Location, Order, Product, Promotion, ReturnDocument, Settlement, ShippingRate, SkuStock, TaxRate } from '@onefront/contracts';

export type DocumentView = 'location' | 'channel' | 'promotion' | 'tax-rate' | 'shipping-rate';

/** A row of a view with its version; a null document tells that there is none any more. */
export interface Row<T> {
  readonly version: number;
  readonly document: T;
}

/** An event for the feed, as it is told to partners. `channels` decides who may hear it; none = everyone with the scope. */
export interface FeedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly subject: string;
  readonly channels: readonly string[] | null;
  readonly at: string;
  readonly data: unknown;
  /** The trace that it comes from, for those who are told of it. */
  readonly traceparent?: string | undefined;
}

/** What a batch of facts changes: per row only the newest version is kept. */
export class ViewChanges {
  readonly settlements = new Map<string, Settlement>();
  readonly documents = new Map<string, Row<Location | Channel | Promotion | TaxRate | ShippingRate | null> & { view: DocumentView; key: string }>();
  readonly products = new Map<string, Row<Product>>();
  readonly listings = new Map<string, Row<Listing | null> & { sku: string; channel: string }>();
  readonly stock = new Map<string, SkuStock>();
  /** Every version of stock, for the ledger. */
  readonly history: SkuStock[] = [];
  readonly orders = new Map<string, Row<Order>>();
  readonly returns = new Map<string, ReturnDocument>();
  readonly customers = new Map<string, CustomerDocument>();
  readonly merges = new Map<string, { survivor: string; merged: string; undone: boolean; at: string }>();
  readonly coupons = new Map<string, Coupon & { version: number }>();
  readonly feed: FeedEvent[] = [];

  putDocument(view: DocumentView, key: string, row: Row<Location | Channel | Promotion | TaxRate | ShippingRate | null>): void {
    put(this.documents, `${view}/${key}`, { view, key, ...row });
  }
  putProduct(sku: string, row: Row<Product>): void {
    put(this.products, sku, row);
  }
  putListing(sku: string, channel: string, row: Row<Listing | null>): void {
    put(this.listings, `${sku}/${channel}`, { sku, channel, ...row });
  }
  putStock(states: readonly SkuStock[]): void {
    for (const state of states) {
      put(this.stock, state.sku, state);
      this.history.push(state);
    }
  }
  putOrder(id: string, row: Row<Order>): void {
    put(this.orders, id, row);
  }
  putCustomer(document: CustomerDocument): void {
    put(this.customers, document.id, document);
  }
  putCoupons(coupons: readonly (Coupon & { version: number })[]): void {
    for (const coupon of coupons) put(this.coupons, coupon.code.toUpperCase(), coupon);
  }
}

function put<R extends { readonly version: number }>(rows: Map<string, R>, key: string, row: R): void {
  const known = rows.get(key);
  if (!known || known.version < row.version) rows.set(key, row);
}
