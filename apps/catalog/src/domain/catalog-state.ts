import type { Listing, Product } from '@onefront/contracts';
import type { Versioned } from '@onefront/kernel';

/** What a batch works on: the products and listings that its commands name, as they evolve. */
export interface CatalogState {
  readonly products: Map<string, Slot<Product>>;
  /** By `listingKey`. A withdrawn listing has a version and no document. */
  readonly listings: Map<string, Slot<Listing>>;
  /** Every step of every version, for the ledger of changes. */
  readonly changes: LedgerEntry[];
}

/** One step of one subject; `subject` is `product:<sku>` or `listing:<sku>/<channel>`. */
export interface LedgerEntry {
  readonly subject: string;
  readonly version: number;
  readonly document: Product | Listing | undefined;
  readonly messageId: string;
}

export interface Slot<T> {
  /** The version in the table; 0 when there is no row yet. */
  readonly storedVersion: number;
  version: number;
  document: T | undefined;
}

export function listingKey(sku: string, channel: string): string {
  return `${sku}\u0000${channel}`;
}

export function emptySlot<T>(): Slot<T> {
  return { storedVersion: 0, version: 0, document: undefined };
}

/** The document with its version, or undefined when there is none (never was, or withdrawn). */
export function current<T>(slot: Slot<T>): Versioned<T> | undefined {
  return slot.document === undefined ? undefined : { version: slot.version, document: slot.document };
}

export function isChanged(slot: Slot<unknown>): boolean {
  return slot.version !== slot.storedVersion;
}
