/** States of units that lie here and cannot be sold, beside `damaged`, which is the rest of `unavailable`. */
export const COUNTED_APART = ['quality', 'display', 'inTransit'] as const;
type CountedApart = (typeof COUNTED_APART)[number];

/**
 * What lies at one location of one SKU, in units. Always: 0 <= reserved <= onHand - unavailable (S1), and quality + display + inTransit <= unavailable.
 * `inTransit` has left on a transfer and has not arrived; it belongs to where it came from until then. A member that is absent is zero.
 */
export interface Level {
  onHand: number;
  unavailable: number;
  reserved: number;
  quality?: number;
  display?: number;
  inTransit?: number;
}

export type LedgerReason =
  | 'receipt' | 'return' | 'adjustment' | 'count' | 'damage' | 'transfer-out' | 'transfer-in' | 'sale' | 'found-by-sale' | 'dispose' | 'reserve' | 'release' | 'break'
  | 'quality' | 'display' | 'dispatch' | 'arrival' | 'variance' | 'cycle-count';

/** Signed changes of one level, with their reason. */
export interface Change {
  readonly reason: LedgerReason;
  readonly onHand: number;
  readonly unavailable: number;
  readonly reserved: number;
  readonly quality?: number;
  readonly display?: number;
  readonly inTransit?: number;
}

/** A change booked in the ledger. `reference` is the order, return or movement behind it. */
export interface Entry extends Change {
  readonly sku: string;
  readonly location: string;
  readonly reference: string;
}

/** Units that are neither damaged nor promised. */
export function free(level: Level): number {
  return level.onHand - level.unavailable - level.reserved;
}

/** Units that a person finds on the shelf: what is in transit has left it. */
export function onShelf(level: Level): number {
  return level.onHand - (level.inTransit ?? 0);
}

/** The level after a change; the argument is left as it is. */
export function changed(level: Level, change: Change): Level {
  const next: Level = { onHand: level.onHand + change.onHand, unavailable: level.unavailable + change.unavailable, reserved: level.reserved + change.reserved };
  for (const state of COUNTED_APART) {
    const units = (level[state] ?? 0) + (change[state] ?? 0);
    if (units !== 0) next[state] = units;
  }
  return next;
}

/** Is nothing of it below zero, and does each unavailable unit have one state? Promises are looked at by whoever closes the step. */
export function isSound(level: Level): boolean {
  const apart = COUNTED_APART.map((state: CountedApart) => level[state] ?? 0);
  return level.onHand >= 0 && level.reserved >= 0 && apart.every((units) => units >= 0) && apart.reduce((sum, units) => sum + units, 0) <= level.unavailable;
}

export const emptyLevel: Readonly<Level> = { onHand: 0, unavailable: 0, reserved: 0 };

export function change(reason: LedgerReason, deltas: Partial<Level>): Change {
  return { reason, onHand: 0, unavailable: 0, reserved: 0, ...deltas };
}
