import type { Body } from '@onefront/e2e';
import type { Cluster } from './types.js';

/** How an order came in. */
export type SaleKind = 'web' | 'marketplace' | 'carry-out' | 'pickup';

/** One request of a shopper as it went out, and what came back. */
export interface Attempt {
  /** Milliseconds since the run began. */
  readonly at: number;
  readonly ms: number;
  /** Which gateway: 0 or 1. */
  readonly gateway: number;
  /** HTTP status; undefined when the connection ended without an answer. */
  readonly status?: number;
  /** Last word of the problem's `type`, or the code of the connection's error. */
  readonly problem?: string;
}

/**
 * One write of a shopper with all that was tried for it. `done` and `refused` are what the API answered (2xx, or a 4xx that a caller can
 * act on), at once or through the operation; `unanswered` means that the shopper gave up, and is a failure of the run.
 */
export interface JournalEntry {
  /** Counts from 0 over the whole run, also over `--resume`. */
  readonly n: number;
  readonly write: 'order' | 'cancellation' | 'return' | 'exchange' | 'fulfillment';
  readonly kind: SaleKind;
  readonly idempotencyKey: string;
  /** SHA-256 of the body, base64url. */
  readonly digest: string;
  readonly channel: string;
  readonly externalId?: string;
  readonly coupon?: string;
  readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
  /** On all but orders: the order that they are about. */
  readonly order?: string;
  /** Only on fulfillments: of which fulfillment order, and which step. */
  readonly step?: { readonly fulfillment: string; readonly verb: string };
  readonly attempts: readonly Attempt[];
  readonly outcome: 'done' | 'refused' | 'unanswered';
  /** HTTP status of the outcome; the one that a synchronous answer would have had. */
  readonly status: number;
  /** Last word of the problem's `type`. */
  readonly problem?: string;
  /** Id of the order that the outcome names (also of refused orders where the problem names one); of an exchange, the new one. */
  readonly id?: string;
  /** Status of the order in the answer. */
  readonly orderStatus?: string;
  /** `totals.grand.amount` of the order in the answer. */
  readonly grand?: string;
  /** Milliseconds since the run began: first sent, and outcome known. */
  readonly startedAt: number;
  readonly settledAt: number;
}

/** A read of one's own order that went back in time or did not show what had been answered (I12). */
export interface StaleRead {
  readonly at: number;
  readonly order: string;
  readonly gateway: number;
  readonly expected: string;
  readonly seen: string;
}

/**
 * A write beside the orders (load/beside.ts). These keep few rows busy from many sides, which is what bugs of order and of locks need to show:
 * receipts (nothing but the inbox keeps them from being booked twice), holds that expire after a second or two or are given up, transfers between
 * locations, changes of the same few records.
 */
export interface BesideEntry {
  readonly n: number;
  readonly write: 'receipt' | 'hold' | 'release' | 'transfer' | 'arrival' | 'customer' | 'product';
  /** The SKU or the customer's id. */
  readonly subject: string;
  /** Only on receipts: units that came in. */
  readonly location?: string;
  readonly quantity?: number;
  readonly outcome: 'done' | 'refused' | 'unanswered';
  readonly status: number;
  readonly problem?: string;
  /** Milliseconds since the run began: first sent, and outcome known. */
  readonly startedAt: number;
  readonly settledAt: number;
}

/** What a till sold by itself, before it told anybody. */
export interface TillSale {
  readonly channel: string;
  /** The sale's own id: `externalId` of its order. */
  readonly id: string;
  readonly sku: string;
  readonly quantity: number;
}

/** What the shoppers know: the truth that checks hold the house against. */
export interface ClientJournal {
  readonly entries: readonly JournalEntry[];
  readonly beside?: readonly BesideEntry[];
  readonly tillSales?: readonly TillSale[];
  readonly staleReads: readonly StaleRead[];
  /** How many reads of own orders were looked at. */
  readonly reads: number;
}

/** The SKUs, units and limits that a run begins with. Received units by SKU and location; what a coupon may be used for. */
export interface Assortment {
  readonly received: ReadonlyArray<{ readonly sku: string; readonly location: string; readonly quantity: number }>;
  readonly coupons: ReadonlyArray<{ readonly code: string; readonly promotion: string; readonly limit: number }>;
  /** SKUs that are meant to run out. */
  readonly scarce: readonly string[];
}

/** What a check may look at. The house has come to rest. */
export interface Evidence {
  readonly cluster: Cluster;
  readonly journal: ClientJournal;
  readonly assortment: Assortment;
  /** Ids of messages that faults have planted and that may be in quarantine or among the dead letters. */
  readonly planted: ReadonlySet<string>;
  /** Calls the API through the first gateway as the administrator; 202 and connections are followed up. */
  get(path: string): Promise<{ readonly status: number; readonly body: Body }>;
  /** Folder of the run, for what a check wants to leave behind. */
  readonly out: string;
}

/** The invariants of the specification; R25 = nobody ever waits in a circle (deadlocks). */
export type InvariantName = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I11' | 'I12' | 'R25';

/** One invariant, held against the evidence. */
export interface CheckResult {
  readonly invariant: InvariantName;
  readonly about: string;
  /** How many things were looked at; a check that looked at nothing proves nothing. */
  readonly counted: number;
  readonly ms: number;
  readonly violations: number;
  /** The first bad ones, in words, at most 10. */
  readonly examples: readonly string[];
}
