import type { Listing, Product } from '@onefront/contracts';
import { EntitySchema } from 'typeorm';

export interface ProductRow {
  sku: string;
  /** bigint: text in JavaScript. */
  version: string;
  document: Product | null;
  changedAt: Date;
}

export interface ListingRow {
  sku: string;
  channel: string;
  version: string;
  document: Listing | null;
  changedAt: Date;
}

export const productTable = new EntitySchema<ProductRow>({
  name: 'product', schema: 'catalog', tableName: 'product',
  columns: { sku: { type: 'text', primary: true }, version: { type: 'bigint' }, document: { type: 'jsonb', nullable: true }, changedAt: { type: 'timestamptz', name: 'changed_at' } },
});

export const listingTable = new EntitySchema<ListingRow>({
  name: 'listing', schema: 'catalog', tableName: 'listing',
  columns: { sku: { type: 'text', primary: true }, channel: { type: 'text', primary: true }, version: { type: 'bigint' }, document: { type: 'jsonb', nullable: true }, changedAt: { type: 'timestamptz', name: 'changed_at' } },
});
