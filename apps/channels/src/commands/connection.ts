import type { ChannelOrder, Connector } from '@onefront/channel-kit';
import type { Clock } from '@onefront/kernel';
import type { Database } from '@onefront/outbox';
import type { StockPolicy } from '../domain/listing.js';
import type { HouseOrders } from '../gateway/house-orders.js';

/** What the connector's work tells about itself, in seconds and counts. */
export interface Observe {
  /** From the sale on the marketplace to our order. */
  intakeLag(seconds: number): void;
  /** From the change of stock to the marketplace's yes. */
  pushLag(seconds: number): void;
  /** By the answer of the house; `contested` may be asked again. */
  orders(outcome: 'placed' | 'refused' | 'contested' | 'exception' | 'cancelled' | 'cancel-denied'): void;
  quantities(outcome: 'accepted' | 'rejected', count: number): void;
  throttled(operation: string): void;
  /** Reading back found this many listings that differ. */
  differences(count: number): void;
}

/** Pauses and windows, in milliseconds. */
export interface ConnectionPolicy {
  readonly pollMs: number;
  readonly overlapMs: number;
  readonly lookbackMs: number;
  readonly exceptionRetryMs: number;
  readonly stock: StockPolicy;
  readonly readBackMs: number;
  readonly readBackAllMs: number;
}

/** One account on one marketplace: all that the verbs work with. */
export interface Connection {
  /** Also the id of our sales channel. */
  readonly id: string;
  readonly connectorName: string;
  readonly connector: Connector;
  readonly house: HouseOrders;
  readonly database: Database;
  readonly clock: Clock;
  readonly policy: ConnectionPolicy;
  readonly observe: Observe;
  readonly recent: RecentOrders;
}

const KEPT = 500;

/** Orders just pulled, so that placing them need not ask for them again. A hint in memory; whoever misses here asks the marketplace. */
export class RecentOrders {
  private readonly orders = new Map<string, ChannelOrder>();

  put(order: ChannelOrder): void {
    this.orders.delete(order.externalId);
    this.orders.set(order.externalId, order);
    for (const oldest of this.orders.keys()) {
      if (this.orders.size <= KEPT) return;
      this.orders.delete(oldest);
    }
  }

  /** Gives an order once. */
  take(externalId: string): ChannelOrder | undefined {
    const order = this.orders.get(externalId);
    this.orders.delete(externalId);
    return order;
  }
}
