/** What lies at one location of one SKU, in units. Always: 0 <= reserved <= onHand - unavailable (S1). */
export interface Level {
  onHand: number;
  unavailable: number;
  reserved: number;
}

export type LedgerReason =
  | 'receipt' | 'return' | 'adjustment' | 'count' | 'damage' | 'transfer-out' | 'transfer-in' | 'sale' | 'found-by-sale' | 'dispose' | 'reserve' | 'release' | 'break';

/** Signed changes of one level, with their reason. */
export interface Change {
  readonly reason: LedgerReason;
  readonly onHand: number;
  readonly unavailable: number;
  readonly reserved: number;
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

/** The level after a change; the argument is left as it is. */
export function changed(level: Level, change: Change): Level {
  return { onHand: level.onHand + change.onHand, unavailable: level.unavailable + change.unavailable, reserved: level.reserved + change.reserved };
}

export const emptyLevel: Readonly<Level> = { onHand: 0, unavailable: 0, reserved: 0 };

export function change(reason: LedgerReason, deltas: Partial<Level>): Change {
  return { reason, onHand: 0, unavailable: 0, reserved: 0, ...deltas };
}
