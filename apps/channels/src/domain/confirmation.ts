import type { Listing } from './listing.js';

/** What the house is to hear of a listing, as it was seen at a moment. */
export interface ToConfirm {
  readonly sku: string;
  readonly quantity: number;
  readonly version: number;
  readonly readAt: Date;
  /** With all orders placed until then, so that nothing is left to say of this reading. */
  readonly fully: boolean;
}

/**
 * What is to be confirmed, if anything: what was seen and is news, and the same once more when every order placed until it was seen has come in.
 * An older reading that waits for its orders is not given up for a newer one that shows the same.
 */
export function toConfirm(listing: Listing, ordersUpTo: Date | null): ToConfirm | undefined {
  const { sku, observed, observedAt, observedVersion, confirmed, confirmedVersion, confirmedAt, confirmedFully } = listing;
  const covered = (readAt: Date) => ordersUpTo !== null && ordersUpTo >= readAt;
  const same = observed === confirmed && observedVersion === confirmedVersion;
  if (confirmed !== null && confirmedAt && confirmedVersion !== null && (same || observed === null)) {
    return !confirmedFully && covered(confirmedAt) ? { sku, quantity: confirmed, version: confirmedVersion, readAt: confirmedAt, fully: true } : undefined;
  }
  if (observed === null || !observedAt || observedVersion === null) return undefined;
  return { sku, quantity: observed, version: observedVersion, readAt: observedAt, fully: covered(observedAt) };
}

/** The house has heard it. */
export function confirmedAs(listing: Listing, { quantity, version, readAt, fully }: ToConfirm): Listing {
  return { ...listing, confirmed: quantity, confirmedVersion: version, confirmedAt: readAt, confirmedFully: fully };
}
