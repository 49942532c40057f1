import type { Tx } from '@onefront/outbox';
import { desire, type Availability, type Listing, type StockPolicy } from '../domain/listing.js';
import { lockConnection } from '../persistence/connection.repository.js';
import { loadListings, schedulePush, storeListings } from '../persistence/listing.repository.js';

/** The listings of one batch of changes, locked by their connection. */
export interface DesiredBatch {
  readonly connection: string;
  readonly listings: Map<string, Listing>;
  readonly changed: Set<string>;
}

export async function loadDesired(tx: Tx, connection: string, skus: readonly string[]): Promise<DesiredBatch> {
  if (skus.length > 0) await lockConnection(tx, connection);
  return { connection, listings: skus.length > 0 ? await loadListings(tx, connection, [...new Set(skus)]) : new Map(), changed: new Set() };
}

export function desireQuantity(batch: DesiredBatch, sku: string, change: Availability, when: { policy: StockPolicy; now: Date }): void {
  const next = desire(batch.listings.get(sku), sku, change, when);
  if (!next) return;
  batch.listings.set(sku, next);
  batch.changed.add(sku);
}

export async function storeDesired(tx: Tx, { connection, listings, changed }: DesiredBatch): Promise<void> {
  if (changed.size === 0) return;
  await storeListings(tx, connection, [...changed].map((sku) => listings.get(sku)!));
  await schedulePush(tx, connection);
}
