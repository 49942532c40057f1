import type { Versioned } from '@onefront/kernel';
import type { Channel, Location } from '../domain/network.js';
import type { StockBook } from '../domain/stock-book.js';
import type { ChangedPolicy } from './policy.repository.js';

/** A document of the network with the version of its ETag. What it says is the business of whoever wrote it. */
export type Documents = Map<string, Versioned<unknown>>;

/** All that one transaction has locked and may change. */
export interface Unit {
  readonly book: StockBook;
  /** The documents that the batch may change. */
  readonly documents: { readonly locations: Documents; readonly channels: Documents; readonly policies: Documents };
  readonly changedLocations: Set<string>;
  readonly changedChannels: Set<string>;
  /** By `channel/sku`. */
  readonly changedPolicies: Map<string, ChangedPolicy>;
  /** What `order_stock` says, to tell what has changed. */
  readonly storedOrders: ReadonlyMap<string, { attempt: number; closed: boolean; ahead: number }>;
}

export interface AvailabilityChange {
  readonly sku: string;
  readonly channel: string;
  readonly available: number;
  readonly version: number;
  readonly at: Date;
}

export type { Channel, Location };
