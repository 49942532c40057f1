import type { Versioned } from '@onefront/kernel';
import type { BufferRecord } from '../domain/auto-buffer.js';
import type { Confirmations } from '../domain/confirmations.js';
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
  /** Locations that are to be of another kind and at which stock was booked before. */
  readonly lain: ReadonlySet<string>;
  readonly changedLocations: Set<string>;
  readonly changedChannels: Set<string>;
  /** Of them those that have asked for computed buffers, before or now. */
  readonly changedBuffers: Set<string>;
  /** By `channel/sku`. */
  readonly changedPolicies: Map<string, ChangedPolicy>;
  /** What channels were told of these SKUs and have confirmed, where the batch brings confirmations. */
  readonly confirmations: Confirmations;
  /** What `order_stock` says, to tell what has changed. */
  readonly storedOrders: ReadonlyMap<string, { attempt: number; closed: boolean; ahead: number }>;
}

export interface AvailabilityChange {
  readonly sku: string;
  readonly channel: string;
  readonly available: number;
  readonly version: number;
  /** The version of the SKU's stock that it was computed from. */
  readonly stock: number;
  /** Units kept back in it, where more than the channel's own buffer. */
  readonly buffer?: number;
  /** Of units that the channel has to itself. */
  readonly escrow?: true;
  readonly at: Date;
}

/** What is kept back of a SKU from now on; a null record: nothing is computed any more. */
export interface ChangedBuffer {
  readonly sku: string;
  readonly channel: string;
  readonly version: number;
  readonly record: BufferRecord | null;
  readonly at: Date;
}

export type { Channel, Location };
