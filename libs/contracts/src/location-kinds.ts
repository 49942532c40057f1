import { z } from 'zod';

/** Whose goods lie where: the one table of what a kind of location means for stock ([ADR 38](../../../docs/adr/0038-whose-stock-it-is.md)). */

export const locationKind = z.enum(['store', 'warehouse', 'popup', 'consignment', 'supplier', 'marketplace']);
export type LocationKind = z.infer<typeof locationKind>;

/**
 * - `own`: ours, with us
 * - `consigned`: ours, with a partner who sells it for us
 * - `marketplace`: ours, with a marketplace that sells and sends it by itself
 * - `supplier`: a supplier's, who sends it for us (drop ship)
 */
export const ownership = z.enum(['own', 'consigned', 'marketplace', 'supplier']);
export type Ownership = z.infer<typeof ownership>;

export interface KindRules {
  readonly ownership: Ownership;
  /** The goods belong to us, whoever keeps them: transfers move them, and what comes back can be ours again there. */
  readonly ours: boolean;
  /** We promise what lies there and say who sends it. What a marketplace holds, it sells by itself and tells us afterwards. */
  readonly promisedByUs: boolean;
  /** What a location of this kind does unless it says otherwise. */
  readonly pickup: boolean;
  readonly shipsOrders: boolean;
  readonly acceptsReturns: boolean;
}

const elsewhere = { pickup: false, shipsOrders: false, acceptsReturns: false } as const;

export const kindRules: Readonly<Record<LocationKind, KindRules>> = {
  store: { ownership: 'own', ours: true, promisedByUs: true, pickup: true, shipsOrders: true, acceptsReturns: true },
  warehouse: { ownership: 'own', ours: true, promisedByUs: true, pickup: false, shipsOrders: true, acceptsReturns: true },
  popup: { ownership: 'own', ours: true, promisedByUs: true, ...elsewhere },
  consignment: { ownership: 'consigned', ours: true, promisedByUs: true, ...elsewhere },
  marketplace: { ownership: 'marketplace', ours: true, promisedByUs: false, ...elsewhere },
  supplier: { ownership: 'supplier', ours: false, promisedByUs: true, ...elsewhere },
};

/** What may become of units that come back to a location: goods that come back to a supplier are not ours any more. */
export function takesBackAs(kind: LocationKind, disposition: 'restock' | 'damaged' | 'open-box' | 'vendor-return' | 'dispose'): boolean {
  return kindRules[kind].ours || disposition === 'vendor-return' || disposition === 'dispose';
}
