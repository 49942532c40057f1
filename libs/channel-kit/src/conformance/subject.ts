import type { Connector } from '../connector.js';

/** What a shopper buys. */
export interface Sale {
  readonly externalId?: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; /** Minor units. */ readonly unitPrice: number }[];
}

/** What the marketplace says about an order and what it heard of us. */
export interface SeenOrder {
  readonly status: 'open' | 'cancel-requested' | 'cancelled';
  readonly acknowledgedAs: string | undefined;
  readonly rejected: boolean;
  readonly cancellation: 'approve' | 'deny' | undefined;
}

/** The operations that a simulator can disturb, by our names; a simulator maps them to its own. */
export type DisturbedOperation = 'pull-orders' | 'decisions' | 'push' | 'read-back';

/** The other side: the simulator of a vendor, driven by the tests. */
export interface MarketplaceControl {
  /** A fresh SKU-safe name space is the caller's; this only clears faults. */
  calm(): Promise<void>;
  /** The listing's quantity there, set by another hand. */
  setOffer(sku: string, quantity: number): Promise<void>;
  /** What is offered; undefined when the listing is unknown. */
  offer(sku: string): Promise<number | undefined>;
  /** How often the marketplace took in a quantity for the SKU, oldest first. */
  taken(sku: string): Promise<readonly number[]>;
  /** Sells, also beyond what is offered. Returns the id of the channel order. */
  sell(sale: Sale): Promise<string>;
  cancel(externalId: string, by: 'buyer' | 'marketplace'): Promise<void>;
  order(externalId: string): Promise<SeenOrder>;
  /** Calls of an operation that were answered with 429. */
  throttledCalls(operation: DisturbedOperation): Promise<number>;
  disturb(faults: {
    readonly throttleSeconds?: Partial<Record<DisturbedOperation, number>>;
    readonly duplicateOrders?: boolean;
    readonly shuffle?: boolean;
    readonly ignoreQuantityOf?: readonly string[];
    /** Takes effect and cuts the connection instead of answering, so often. */
    readonly cutAfterEffect?: Partial<Record<DisturbedOperation, number>>;
  }): Promise<void>;
  /** `closed`: quantities of listings that it does not know fail. */
  knowsEveryListing(knows: boolean): Promise<void>;
}

export interface ConnectorUnderTest {
  readonly connector: Connector;
  readonly marketplace: MarketplaceControl;
  /** The same account again, with nothing remembered. */
  again(): Connector;
  close(): Promise<void>;
}

export interface HouseOrder {
  readonly orderId: string;
  readonly externalId: string;
  readonly cancelled: boolean;
  readonly units: number;
  /** What the buyer pays, minor units. */
  readonly grand: number;
}

export interface SeenListing {
  readonly state: string;
  readonly desired: number;
  readonly accepted: number | null;
  readonly observed: number | null;
}

/** A whole channel: connector, its process and database, and the house behind it. */
export interface ChannelUnderTest {
  readonly marketplace: MarketplaceControl;
  /** The orders that the house has, in the order in which they came. */
  orders(): Promise<readonly HouseOrder[]>;
  /** How often the house was asked to place this channel order. */
  askedFor(externalId: string): Promise<number>;
  /** The house knows the SKU or does not; has stock or has none. */
  product(sku: string, product: { readonly known?: boolean; readonly inStock?: boolean }): Promise<void>;
  /** The house takes effect and cuts the connection, so often. */
  cutHouseAnswers(times: number): Promise<void>;
  /** The order has left the house. */
  ship(orderId: string): Promise<void>;
  /** Inventory tells what this channel can sell. */
  tellAvailability(sku: string, available: number, version: number): Promise<void>;
  listing(sku: string): Promise<SeenListing | undefined>;
  /** Channel orders that wait for a person. */
  exceptions(): Promise<readonly string[]>;
  /** Ends the process without any warning. */
  kill(): Promise<void>;
  /** Starts it again, on the same database. */
  start(): Promise<void>;
  close(): Promise<void>;
}
