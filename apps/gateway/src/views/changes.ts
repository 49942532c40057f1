import type { availabilityChanged, Channel, Confirmation, CountDocument, Coupon, CustomerDocument, DataOf, GiftCard, GiftCardState, HoldDocument, Inbound, Listing, Location, Order, Product, Promotion, ReturnDocument, Settlement, ShippingRate, SkuStock, TaxRate, TransferDocument } from '@onefront/contracts';

/** Documents of a SKU, some of one channel. */
export type PromiseView = 'policy' | 'expected-receipt' | 'computed-buffer';
export type DocumentView = 'location' | 'channel' | 'promotion' | 'tax-rate' | 'shipping-rate';

export type TillView = 'till' | 'stock-lease' | 'coupon-lease';

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

/** A state of a subject that a fact has brought, for the audit. */
export interface Told {
  readonly inbound: Inbound;
  readonly type: string;
  readonly id: string;
  /** Undefined for what has no versions. */
  readonly version?: number | undefined;
  /** In wire form; null when there is none any more, undefined when the fact brings none. */
  readonly document?: object | null | undefined;
}

/** A figure that a channel's connector was told. */
export type Published = DataOf<typeof availabilityChanged>;
/** What a channel was seen to offer. */
export interface Confirmed extends Confirmation { readonly channel: string; readonly ordersUpTo: string | null; readonly heardAt: string }

/** What a batch of facts changes: per row only the newest version is kept; `told` has every one, in the order in which they came. */
export class ViewChanges {
  readonly told: Told[] = [];
  private current: Inbound | undefined;

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
  readonly holds = new Map<string, Row<HoldDocument> & { client: string }>();
  readonly giftCards = new Map<string, Row<GiftCard> & { index: string }>();
  readonly stockWork = new Map<string, Row<TransferDocument | CountDocument> & { view: 'transfer' | 'count'; client: string }>();
  readonly promises = new Map<string, Row<object | null> & { view: PromiseView; key: string; channel: string | null; sku: string }>();
  readonly tills = new Map<string, Row<object> & { view: TillView; key: string; channel: string }>();
  readonly feed: FeedEvent[] = [];
  readonly published: Published[] = [];
  readonly confirmed: Confirmed[] = [];

  /** What is put until the next fact was brought by this one. Each fact is told at least once, also when it brings nothing that is shown. */
  begin(inbound: Inbound): void {
    this.current = inbound;
  }
  end(inbound: Inbound, subject: { type: string; id: string }): void {
    if (this.told.at(-1)?.inbound !== inbound) this.told.push({ inbound, ...subject });
    this.current = undefined;
  }

  putDocument(view: DocumentView, key: string, row: Row<Location | Channel | Promotion | TaxRate | ShippingRate | null>): void {
    this.tell(view, key, row.version, row.document);
    put(this.documents, `${view}/${key}`, { view, key, ...row });
  }
  putProduct(sku: string, row: Row<Product>): void {
    this.tell('product', sku, row.version, row.document);
    put(this.products, sku, row);
  }
  putListing(sku: string, channel: string, row: Row<Listing | null>): void {
    this.tell('listing', `${sku}/${channel}`, row.version, row.document);
    put(this.listings, `${sku}/${channel}`, { sku, channel, ...row });
  }
  putStock(states: readonly SkuStock[]): void {
    for (const state of states) {
      this.tell('stock', state.sku, state.version, state);
      put(this.stock, state.sku, state);
      this.history.push(state);
    }
  }
  putOrder(id: string, row: Row<Order>): void {
    this.tell('order', id, row.version, row.document);
    put(this.orders, id, row);
  }
  putReturn(document: ReturnDocument): void {
    this.tell('return', document.id, undefined, document);
    this.returns.set(document.id, document);
  }
  putHold({ client, version, hold }: { client: string; version: number; hold: HoldDocument }): void {
    this.tell('hold', hold.id, version, hold);
    put(this.holds, hold.id, { client, version, document: hold });
  }
  putGiftCards(states: readonly GiftCardState[]): void {
    for (const { index, version, card } of states) {
      this.tell('gift-card', card.id, version, card);
      put(this.giftCards, card.id, { index, version, document: card });
    }
  }
  putStockWork(view: 'transfer' | 'count', { client, version, document }: Row<TransferDocument | CountDocument> & { client: string }): void {
    this.tell(view, document.id, version, document);
    put(this.stockWork, `${view}/${document.id}`, { view, client, version, document });
  }
  putPromise(row: Row<object | null> & { view: PromiseView; key: string; channel: string | null; sku: string }): void {
    this.tell(row.view, row.key, row.version, row.document);
    put(this.promises, `${row.view}/${row.key}`, row);
  }
  putTill(view: TillView, version: number, document: { readonly id: string; readonly channel: string }): void {
    this.tell(view, document.id, version, document);
    put(this.tills, `${view}/${document.id}`, { view, key: document.id, channel: document.channel, version, document });
  }
  putMerge(id: string, merge: { survivor: string; merged: string; undone: boolean; at: string }): void {
    const { survivor, merged, undone } = merge;
    this.tell('merge', id, undone ? 2 : 1, { survivor, merged, undone });
    this.merges.set(id, merge);
  }
  putCustomer(document: CustomerDocument): void {
    this.tell('customer', document.id, document.version, document);
    put(this.customers, document.id, document);
  }
  putCoupons(coupons: readonly (Coupon & { version: number })[]): void {
    for (const coupon of coupons) {
      this.tell('coupon', coupon.code.toUpperCase(), coupon.version, coupon);
      put(this.coupons, coupon.code.toUpperCase(), coupon);
    }
  }

  private tell(type: string, id: string, version: number | undefined, document: object | null): void {
    if (this.current) this.told.push({ inbound: this.current, type, id, version, document });
  }
}

function put<R extends { readonly version: number }>(rows: Map<string, R>, key: string, row: R): void {
  const known = rows.get(key);
  if (!known || known.version < row.version) rows.set(key, row);
}
