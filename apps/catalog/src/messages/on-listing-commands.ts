import type { DataOf, Inbound, Listing, deleteListing, putListing } from '@onefront/contracts';
import { listingKey, type Slot } from '../domain/catalog-state.js';
import { put, withdraw, type Change } from '../domain/change-product.js';
import type { CatalogBatch } from './catalog-batch.js';
import { tellListing } from './published.js';

export function onPutListing(batch: CatalogBatch, inbound: Inbound<DataOf<typeof putListing>>): void {
  const { sku, channel, listing, conditions } = inbound.data;
  changed(batch, inbound, { sku, channel }, (slot) => put(slot, listing, conditions));
}

export function onDeleteListing(batch: CatalogBatch, inbound: Inbound<DataOf<typeof deleteListing>>): void {
  const { sku, channel, conditions } = inbound.data;
  changed(batch, inbound, { sku, channel }, (slot) => withdraw(slot, conditions));
}

function changed(batch: CatalogBatch, inbound: Inbound, { sku, channel }: { sku: string; channel: string }, decide: (slot: Slot<Listing>) => Change): void {
  const slot = batch.state.listings.get(listingKey(sku, channel))!;
  const change = decide(slot);
  if (change.changed) batch.state.changes.push({ subject: `listing:${sku}/${channel}`, version: slot.version, document: slot.document, messageId: inbound.id });
  batch.told.push(tellListing(sku, channel, slot, change, inbound));
}
