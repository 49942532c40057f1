import type { Listing, Product } from '@onefront/contracts';
import type { Tx } from '@onefront/outbox';
import { emptySlot, isChanged, listingKey, type CatalogState, type Slot } from '../domain/catalog-state.js';

export interface ListingRef {
  readonly sku: string;
  readonly channel: string;
}

/** Locks the named products and listings, in key order; a place is taken for those that are new, so that two creators meet. */
export async function loadCatalog(tx: Tx, skus: readonly string[], listings: readonly ListingRef[]): Promise<CatalogState> {
  return { products: await lockProducts(tx, [...new Set(skus)].sort()), listings: await lockListings(tx, listings), changes: [] };
}

async function lockProducts(tx: Tx, skus: string[]): Promise<Map<string, Slot<Product>>> {
  const slots = new Map<string, Slot<Product>>(skus.map((sku) => [sku, emptySlot()]));
  if (skus.length === 0) return slots;
  tx.write({ name: 'catalog-take-products', text: 'insert into catalog.product (sku, version) select unnest($1::text[]), 0 on conflict do nothing', values: [skus] });
  const { rows } = await tx.query<{ sku: string; version: string; document: Product | null }>({
    name: 'catalog-lock-products', text: 'select sku, version, document from catalog.product where sku = any($1) order by sku for update', values: [skus],
  });
  for (const row of rows) slots.set(row.sku, slotOf(row));
  return slots;
}

async function lockListings(tx: Tx, refs: readonly ListingRef[]): Promise<Map<string, Slot<Listing>>> {
  const unique = [...new Map(refs.map((ref) => [listingKey(ref.sku, ref.channel), ref])).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const slots = new Map<string, Slot<Listing>>(unique.map(([key]) => [key, emptySlot()]));
  if (unique.length === 0) return slots;
  const values = [unique.map(([, ref]) => ref.sku), unique.map(([, ref]) => ref.channel)];
  tx.write({ name: 'catalog-take-listings', text: 'insert into catalog.listing (sku, channel, version) select s, c, 0 from unnest($1::text[], $2::text[]) as named (s, c) on conflict do nothing', values });
  const { rows } = await tx.query<{ sku: string; channel: string; version: string; document: Listing | null }>({
    name: 'catalog-lock-listings',
    text: 'select l.sku, l.channel, l.version, l.document from catalog.listing l join unnest($1::text[], $2::text[]) as named (s, c) on l.sku = s and l.channel = c order by l.sku, l.channel for update of l',
    values,
  });
  for (const row of rows) slots.set(listingKey(row.sku, row.channel), slotOf(row));
  return slots;
}

function slotOf<T>(row: { version: string; document: T | null }): Slot<T> {
  return { storedVersion: Number(row.version), version: Number(row.version), document: row.document ?? undefined };
}

/** Writes what changed and gives up the places that stayed empty. */
export async function storeCatalog(tx: Tx, state: CatalogState): Promise<void> {
  const products = [...state.products].filter(([, slot]) => isChanged(slot));
  if (products.length > 0) {
    tx.write({
      name: 'catalog-store-products',
      text: `update catalog.product p set version = n.version, document = n.document, changed_at = clock_timestamp()
             from unnest($1::text[], $2::bigint[], $3::jsonb[]) as n (sku, version, document) where p.sku = n.sku`,
      values: [products.map(([sku]) => sku), products.map(([, slot]) => slot.version), products.map(([, slot]) => JSON.stringify(slot.document))],
    });
  }
  const listings = [...state.listings].filter(([, slot]) => isChanged(slot));
  if (listings.length > 0) {
    tx.write({
      name: 'catalog-store-listings',
      text: `update catalog.listing l set version = n.version, document = n.document, changed_at = clock_timestamp()
             from unnest($1::text[], $2::text[], $3::bigint[], $4::jsonb[]) as n (sku, channel, version, document) where l.sku = n.sku and l.channel = n.channel`,
      values: [
        listings.map(([key]) => key.split('\u0000')[0]), listings.map(([key]) => key.split('\u0000')[1]),
        listings.map(([, slot]) => slot.version), listings.map(([, slot]) => (slot.document ? JSON.stringify(slot.document) : null)),
      ],
    });
  }
  await giveUpEmptyPlaces(tx, state);
  appendChanges(tx, state);
}

function appendChanges(tx: Tx, { changes }: CatalogState): void {
  if (changes.length === 0) return;
  tx.write({
    name: 'catalog-append-changes',
    text: 'insert into catalog.change (subject, version, document, message_id) select * from unnest($1::text[], $2::bigint[], $3::jsonb[], $4::text[])',
    values: [changes.map((entry) => entry.subject), changes.map((entry) => entry.version), changes.map((entry) => (entry.document ? JSON.stringify(entry.document) : null)), changes.map((entry) => entry.messageId)],
  });
}

async function giveUpEmptyPlaces(tx: Tx, state: CatalogState): Promise<void> {
  const skus = [...state.products].filter(([, slot]) => slot.version === 0).map(([sku]) => sku);
  if (skus.length > 0) await tx.query('delete from catalog.product where sku = any($1) and version = 0', [skus]);
  const listings = [...state.listings].filter(([, slot]) => slot.version === 0).map(([key]) => key.split('\u0000'));
  if (listings.length > 0) {
    await tx.query('delete from catalog.listing l using unnest($1::text[], $2::text[]) as n (s, c) where l.sku = n.s and l.channel = n.c and l.version = 0', [listings.map(([sku]) => sku), listings.map(([, channel]) => channel)]);
  }
}
