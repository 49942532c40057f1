import { isGtin } from '@onefront/kernel';
import { z } from 'zod';
import { http, wire, type Kit } from './kit.js';
import { command, fact } from './message.js';
import { quantity, sku, slug, text, timestamp } from './values.js';

export const productKind = z.enum(['stocked', 'digital', 'service', 'bundle', 'made-to-order']);
export type ProductKind = z.infer<typeof productKind>;

const media = <M extends z.ZodType>(kit: Kit<M>) => kit.object({ url: z.url().max(2000), alt: text(500).default('') });
/** Attribute values are short words or numbers, compared as they are. */
const attributes = <M extends z.ZodType>(kit: Kit<M>) => z.record(text(100, 1), z.union([text(500), kit.number, z.boolean()]));

const product = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  name: text(300, 1),
  description: text(20_000).optional(),
  brand: text(200).optional(),
  categories: z.array(text(200, 1)).max(50).optional(),
  gtin: z.string().refine(isGtin, 'not a GTIN-8, -12, -13 or -14 with a right check digit').optional(),
  price: kit.money,
  taxCategory: slug.optional(),
  attributes: attributes(kit).optional(),
  media: z.array(media(kit)).max(50).optional(),
  kind: productKind.default('stocked'),
  components: z.array(kit.object({ sku, quantity })).min(1).max(100).optional(),
  compatibleWith: z.array(sku).max(500).optional(),
  tags: z.array(text(100, 1)).max(100).optional(),
  status: z.enum(['active', 'archived']).default('active'),
});

/** A variant as the retailer describes it, without its SKU (which is its address). Prices must not be negative. */
export const httpProduct = product(http).superRefine((value, context) => {
  if (value.kind === 'bundle' && !value.components) context.addIssue({ code: 'custom', path: ['components'], message: 'a bundle names its components' });
  if (value.kind !== 'bundle' && value.components) context.addIssue({ code: 'custom', path: ['components'], message: 'only a bundle has components' });
});
export const wireProduct = product(wire);
export type Product = z.infer<typeof wireProduct>;

const listing = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  price: kit.money.optional(),
  title: text(300, 1).optional(),
  description: text(20_000).optional(),
  media: z.array(media(kit)).max(50).optional(),
  reason: text(500, 1),
  expiresAt: timestamp.optional(),
});
/** What differs for a product on one sales channel, and why. */
export const httpListing = listing(http);
export const wireListing = listing(wire);
export type Listing = z.infer<typeof wireListing>;

/** What the caller said about versions, passed to the owner (412 is the owner's answer). */
export const preconditions = z.object({ ifMatch: z.string().optional(), ifNoneMatch: z.literal('*').optional() });

const sampleProduct: Product = {
  name: 'Brass desk lamp', brand: 'Lumen', categories: ['home/lighting'], gtin: '4006381333931', price: { amount: '4900', currency: 'GBP' },
  taxCategory: 'standard', kind: 'stocked', status: 'active', tags: ['new'], attributes: { colour: 'brass' },
};

export const putProduct = command('catalog.put-product.v1', {
  keyedBy: 'SKU', summary: 'Create or replace a product.',
  schema: z.object({ sku, product: wireProduct, conditions: preconditions.default({}) }),
  sample: { sku: 'LAMP-1', product: sampleProduct, conditions: {} },
});
export const patchProduct = command('catalog.patch-product.v1', {
  keyedBy: 'SKU', summary: 'Change members of a product: RFC 7396 merge patch in the HTTP form.',
  schema: z.object({ sku, patch: z.record(z.string(), z.unknown()), conditions: preconditions.default({}) }),
  sample: { sku: 'LAMP-1', patch: { name: 'Desk lamp' }, conditions: {} },
});
export const putListing = command('catalog.put-listing.v1', {
  keyedBy: 'SKU', summary: 'Set what differs for a product on one sales channel.',
  schema: z.object({ sku, channel: slug, listing: wireListing, conditions: preconditions.default({}) }),
  sample: { sku: 'LAMP-1', channel: 'market', listing: { price: { amount: '5200', currency: 'GBP' }, reason: 'marketplace fee' }, conditions: {} },
});
export const deleteListing = command('catalog.delete-listing.v1', {
  keyedBy: 'SKU', summary: 'Remove what differs on one sales channel.',
  schema: z.object({ sku, channel: slug, conditions: preconditions.default({}) }),
  sample: { sku: 'LAMP-1', channel: 'market', conditions: {} },
});

/** State-carrying: apply when `version` is greater than the stored one. */
export const variantChanged = fact('catalog.variant-changed.v1', {
  keyedBy: 'SKU', summary: 'A variant was published or changed; carries all of it.',
  schema: z.object({ sku, version: z.int(), product: wireProduct, at: timestamp }),
  sample: { sku: 'LAMP-1', version: 1, product: sampleProduct, at: '2026-11-01T09:00:00.000Z' },
});
export const listingPublished = fact('catalog.listing-published.v1', {
  keyedBy: 'SKU', summary: 'What differs for a variant on one sales channel.',
  schema: z.object({ sku, channel: slug, version: z.int(), listing: wireListing, at: timestamp }),
  sample: { sku: 'LAMP-1', channel: 'market', version: 1, listing: { price: { amount: '5200', currency: 'GBP' }, reason: 'marketplace fee' }, at: '2026-11-01T09:00:00.000Z' },
});
/** The version goes on counting after a withdrawal, so that a later listing overtakes it. */
export const listingWithdrawn = fact('catalog.listing-withdrawn.v1', {
  keyedBy: 'SKU', summary: 'Nothing differs any more for a variant on one sales channel.',
  schema: z.object({ sku, channel: slug, version: z.int(), at: timestamp }),
  sample: { sku: 'LAMP-1', channel: 'market', version: 2, at: '2026-11-01T10:00:00.000Z' },
});
