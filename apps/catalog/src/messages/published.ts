import { listingPublished, listingWithdrawn, message, operationSettled, variantChanged, type Inbound, type Listing, type Outbound, type Product, type Settlement } from '@onefront/contracts';
import type { Change } from '../domain/change-product.js';
import type { Slot } from '../domain/catalog-state.js';

/** The only translation of catalog's facts into contracts. */

/** Tells a changed product and settles its command; an unchanged one is only settled. */
export function tellProduct(sku: string, slot: Slot<Product>, change: Change, cause: Inbound): Outbound {
  const settles = settle(cause, { status: change.status, resource: { view: 'product', key: sku }, effects: [{ view: 'product', key: sku, version: slot.version }] });
  if (!change.changed || !slot.document) return answer(settles, cause);
  return message(variantChanged, { key: sku, version: slot.version, cause, settles, data: { sku, version: slot.version, product: slot.document, at: cause.time } });
}

export function tellListing(sku: string, channel: string, slot: Slot<Listing>, change: Change, cause: Inbound): Outbound {
  const key = `${sku}/${channel}`;
  const resource = slot.document ? { resource: { view: 'listing' as const, key } } : {};
  const settles = settle(cause, { status: change.status, ...resource, effects: [{ view: 'listing', key, version: slot.version }] });
  if (!change.changed) return answer(settles, cause);
  const data = { sku, channel, version: slot.version, at: cause.time };
  if (!slot.document) return message(listingWithdrawn, { key: sku, version: slot.version, cause, settles, data });
  return message(listingPublished, { key: sku, version: slot.version, cause, settles, data: { ...data, listing: slot.document } });
}

function settle(cause: Inbound, answered: Omit<Settlement, 'operationId' | 'outcome'>): Settlement[] {
  return cause.operationId ? [{ operationId: cause.operationId, outcome: 'done', ...answered }] : [];
}

function answer(settles: Settlement[], cause: Inbound): Outbound {
  const [settlement] = settles;
  if (!settlement) throw new Error('a command without an operation changed nothing and has nobody to answer');
  return message(operationSettled('catalog'), { key: settlement.operationId, cause, data: settlement });
}
