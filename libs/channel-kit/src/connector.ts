import type { ChannelOrder } from './channel-order.js';

/** What a marketplace can do and how much at once. Declared, so that the service asks for nothing else. */
export interface Capabilities {
  /** Orders in one answer of the feed, at most. */
  readonly ordersPerPage: number;
  /** Quantities in one push, at most. */
  readonly quantitiesPerPush: number;
  /** Listings in one read-back, at most. */
  readonly listingsPerRead: number;
  /** The least pause between two increases of one listing, in milliseconds (S17: increases are rationed, decreases never). */
  readonly increasePauseMs: number;
}

export interface OrderQuery {
  /** Orders changed at this moment or later, by the marketplace's clock. */
  readonly since: Date;
  /** Goes on where an earlier answer said `next`; only with the same `since`. */
  readonly page?: string;
  readonly signal?: AbortSignal;
}

export interface OrderPage {
  /** In any order, and an order may come more than once. */
  readonly orders: readonly ChannelOrder[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** An absolute quantity, never a difference. */
export interface Quantity {
  readonly sku: string;
  readonly quantity: number;
}

/** One answer per pushed quantity. Accepted is not yet live: only reading back shows that (S18). */
export type PushResult =
  | { readonly sku: string; readonly accepted: true }
  | { readonly sku: string; readonly accepted: false; readonly code: string; readonly detail: string; readonly retryable: boolean };

/**
 * The code that speaks for one sales channel's system. It translates and never decides; it keeps no state but its rate limits.
 * Every method may throw `Throttled` (nothing was done), `ChannelRefused` (final) or anything else (outcome unknown, will be repeated):
 * so each is idempotent, also when the first try had its effect.
 */
export interface Connector {
  readonly capabilities: Capabilities;
  /** Orders changed since a moment. Every change moves an order's `updatedAt`, so that asking again from an older moment misses nothing. */
  pullOrders(query: OrderQuery): Promise<OrderPage>;
  /** One order as it stands now; undefined when the marketplace does not know it (any more). */
  readOrder(externalId: string, signal?: AbortSignal): Promise<ChannelOrder | undefined>;
  /** Tells that we have the order, durably, under our id. */
  acknowledge(externalId: string, orderId: string, signal?: AbortSignal): Promise<void>;
  /** Tells that we cannot serve the order; the marketplace pays the buyer back. */
  reject(externalId: string, reason: string, signal?: AbortSignal): Promise<void>;
  /** Answers a buyer's wish to cancel. */
  answerCancellation(externalId: string, answer: 'approve' | 'deny', signal?: AbortSignal): Promise<void>;
  /** Sets at most `quantitiesPerPush` quantities. */
  pushQuantities(quantities: readonly Quantity[], signal?: AbortSignal): Promise<readonly PushResult[]>;
  /** What the marketplace offers now, of at most `listingsPerRead` SKUs; one that it does not know is left out. */
  readQuantities(skus: readonly string[], signal?: AbortSignal): Promise<readonly Quantity[]>;
}
