import type { StockCount } from './counts.js';
import type { ExpectedReceipt } from './expected.js';
import type { Hold } from './holds.js';
import type { Incident } from './incident.js';
import type { Entry, Level } from './level.js';
import type { StockLease } from './stock-lease.js';
import type { Transfer } from './transfers.js';

/** All that this service has to tell about stock, in its own words; `messages/published.ts` translates. */

/** The stock of one SKU everywhere, after one step; `entries` lead from version - 1 to version. */
export interface SkuStock {
  readonly sku: string;
  readonly version: number;
  readonly asOf: Date;
  readonly levels: ReadonlyArray<Level & { readonly location: string }>;
  readonly entries: readonly Entry[];
  /** Who did it: a service, and behind a slash the client for whom. */
  readonly actor: string;
}

/** Units of a SKU at a location for an order line. A bundle line has one per part. */
export interface PromisedLine {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly location: string;
}

export interface ShortLine {
  readonly lineId: string;
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
  /** The rest may wait, if a day could be promised for it. */
  readonly noDay?: true;
}

/** One set of locations that sourcing looked at, and why it was not taken (S4). */
export interface Candidate {
  readonly locations: readonly string[];
  readonly cost: string;
  /** What the cost is made of, when it is more than the way. */
  readonly parts?: ReadonlyArray<{ readonly part: 'way' | 'handling' | 'split' | 'delay'; readonly cost: string }>;
  /** The day (YYYY-MM-DD, local) on which the last of its parcels leaves, where a location has a calendar. */
  readonly leavesOn?: string;
  readonly rejectedBecause?: string;
}
export interface Sourcing {
  readonly chosen: readonly string[];
  readonly candidates: readonly Candidate[];
  /** The currency of all costs; kilometres without it. */
  readonly unit?: string;
}

export interface StockAdjusted { readonly kind: 'stock-adjusted'; readonly key: string; readonly movementId: string; readonly stock: readonly SkuStock[]; readonly incidents: readonly Incident[] }
export interface StockReserved {
  readonly kind: 'stock-reserved';
  readonly orderId: string;
  readonly attempt: number;
  readonly lines: ReadonlyArray<PromisedLine & { readonly consumed?: true }>;
  readonly backordered: ReadonlyArray<{ lineId: string; sku: string; quantity: number }>;
  readonly stock: readonly SkuStock[];
  readonly sourcing: Sourcing;
  readonly incidents: readonly Incident[];
  /** The hold that the order has taken over. */
  readonly hold?: Hold | undefined;
}
export interface ReservationRejected {
  readonly kind: 'reservation-rejected';
  readonly orderId: string;
  readonly attempt: number;
  readonly short: readonly ShortLine[];
  readonly sourcing: Sourcing;
  readonly contested: boolean;
}
export interface ReservationReleased { readonly kind: 'reservation-released'; readonly orderId: string; readonly releaseId: string; readonly lines: readonly PromisedLine[]; readonly stock: readonly SkuStock[] }
export interface ReservationBroken { readonly kind: 'reservation-broken'; readonly orderId: string; readonly breakId: string; readonly lines: readonly PromisedLine[]; readonly incident: Incident }
export interface StockConsumed { readonly kind: 'stock-consumed'; readonly orderId: string; readonly handoverId: string; readonly lines: readonly PromisedLine[]; readonly stock: readonly SkuStock[] }
export interface StockReturned { readonly kind: 'stock-returned'; readonly key: string; readonly returnId: string; readonly stock: readonly SkuStock[] }

/** Units for a line that waited are held for its order from now on. */
export interface BackorderServed { readonly kind: 'backorder-served'; readonly orderId: string; readonly lines: readonly PromisedLine[]; readonly stock: readonly SkuStock[] }

export interface HoldChanged { readonly kind: 'hold-changed'; readonly hold: Hold; readonly stock: readonly SkuStock[] }

/** Units for a till came or went. */
export interface StockLeaseChanged { readonly kind: 'stock-lease-changed'; readonly lease: StockLease; readonly stock: readonly SkuStock[] }

export interface TransferChanged { readonly kind: 'transfer-changed'; readonly transfer: Transfer; readonly stock: readonly SkuStock[]; readonly incidents: readonly Incident[] }
export interface CountChanged { readonly kind: 'count-changed'; readonly count: StockCount; readonly stock: readonly SkuStock[]; readonly incidents: readonly Incident[] }

/** An expected receipt as it is now. */
export interface ExpectedReceiptChanged { readonly kind: 'expected-receipt-changed'; readonly receipt: ExpectedReceipt; readonly stock: readonly SkuStock[] }
/** What waiting lines of an order are promised of expected receipts from now on; nothing: an empty list. */
export interface BackorderExpected {
  readonly kind: 'backorder-promised';
  readonly orderId: string;
  readonly lines: ReadonlyArray<{ readonly lineId: string; readonly sku: string; readonly expected: ReadonlyArray<{ readonly receipt: string; readonly quantity: number; readonly eta: Date }> }>;
}

export type StockFact = ExpectedReceiptChanged | BackorderExpected | BackorderServed | HoldChanged | StockLeaseChanged | TransferChanged | CountChanged | StockAdjusted | StockReserved | ReservationRejected | ReservationReleased | ReservationBroken | StockConsumed | StockReturned;
