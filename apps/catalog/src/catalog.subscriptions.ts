import { deleteListing, patchProduct, putListing, putProduct, type Inbound } from '@onefront/contracts';
import type { BatchWork } from '@onefront/outbox';
import type { CatalogBatch } from './messages/catalog-batch.js';
import { onDeleteListing, onPutListing } from './messages/on-listing-commands.js';
import { onPatchProduct, onPutProduct } from './messages/on-product-commands.js';
import { loadCatalog, storeCatalog, type ListingRef } from './persistence/catalog.repository.js';

type Reaction = (batch: CatalogBatch, inbound: Inbound<never>) => void;

/** All that catalog hears. */
const subscriptions: ReadonlyMap<string, Reaction> = new Map<string, Reaction>([
  [putProduct.type, onPutProduct],
  [patchProduct.type, onPatchProduct],
  [putListing.type, onPutListing],
  [deleteListing.type, onDeleteListing],
]);

export const catalogTopics = [putProduct.topic];

export const catalogWork: BatchWork<CatalogBatch> = {
  types: [...subscriptions.keys()],

  async load(tx, messages) {
    const named = messages.map(({ data }) => data as { sku: string; channel?: string });
    const listings = named.filter((ref): ref is ListingRef => ref.channel !== undefined);
    const skus = named.filter((ref) => ref.channel === undefined).map((ref) => ref.sku);
    return { state: await loadCatalog(tx, skus, listings), told: [] };
  },

  apply(batch, inbound) {
    subscriptions.get(inbound.type)!(batch, inbound as Inbound<never>);
  },

  async store(tx, batch) {
    await storeCatalog(tx, batch.state);
    return batch.told;
  },
};
