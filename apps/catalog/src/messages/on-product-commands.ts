import { httpProduct, readHttp, type DataOf, type Inbound, type Product, type patchProduct as patchProductCommand, type putProduct as putProductCommand } from '@onefront/contracts';
import { mergePatch } from '@onefront/kernel';
import { z } from 'zod';
import { patchProduct, put, type Change } from '../domain/change-product.js';
import type { Slot } from '../domain/catalog-state.js';
import type { CatalogBatch } from './catalog-batch.js';
import { tellProduct } from './published.js';

export function onPutProduct(batch: CatalogBatch, inbound: Inbound<DataOf<typeof putProductCommand>>): void {
  const { sku, product, conditions } = inbound.data;
  changed(batch, inbound, sku, (slot) => put(slot, product, conditions));
}

/** The patch is merged into the HTTP form and read like a PUT, so that a wrong field is named the same way. */
export function onPatchProduct(batch: CatalogBatch, inbound: Inbound<DataOf<typeof patchProductCommand>>): void {
  const { sku, patch, conditions } = inbound.data;
  const validate = (change: unknown, base: Product) => readHttp(httpProduct, mergePatch(z.encode(httpProduct, base), change));
  changed(batch, inbound, sku, (slot) => patchProduct(slot, patch, conditions, validate));
}

function changed(batch: CatalogBatch, inbound: Inbound, sku: string, decide: (slot: Slot<Product>) => Change): void {
  const slot = batch.state.products.get(sku)!;
  const change = decide(slot);
  if (change.changed) batch.state.changes.push({ subject: `product:${sku}`, version: slot.version, document: slot.document, messageId: inbound.id });
  batch.told.push(tellProduct(sku, slot, change, inbound));
}
