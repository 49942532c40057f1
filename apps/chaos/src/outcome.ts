import type { CheckResult, InvariantName, SaleKind } from './evidence.js';
import type { Struck } from './types.js';

/** What broke, by an invariant, by a goal of the tier, or by the run itself (a fault that could not be undone, a house that found no rest). */
export interface Violation {
  readonly by: InvariantName | 'goal' | 'run' | 'requests';
  readonly text: string;
  /** Milliseconds since the run began, when it was seen. */
  readonly at: number;
}

/** One second of the run. */
export interface Second {
  readonly at: number;
  /** Orders done, orders refused, requests that ended without an answer or in 5xx (each was tried again). */
  readonly done: number;
  readonly refused: number;
  readonly broken: number;
  readonly inFlight: number;
  /** From the first attempt to the outcome, ms, of the orders done in this second. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface MemorySample {
  readonly at: number;
  /** Resident bytes by member name. */
  readonly rss: Readonly<Record<string, number>>;
}

/** A number that the tier sets a limit for. */
export interface Goal {
  readonly name: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: string;
  readonly ok: boolean;
  /** Set for a goal that says as much of the machine as of Onefront: missing it is told and breaks nothing. */
  readonly ofTheMachine?: true;
}

export type TierName = 'pr' | 'nightly' | 'release';

/** How big a run is, and what it has to reach. */
export interface Tier {
  readonly name: TierName;
  readonly brokers: 1 | 3;
  readonly orders: number;
  readonly faults: number;
  /** At work at a time. */
  readonly shoppers: number;
  /** Lengths of faults are multiples of this. */
  readonly scale: number;
  readonly withinMinutes: number;
  readonly goals: {
    readonly recoveryP95Ms: number;
    readonly recoveryMaxMs: number;
    /** How much the resident memory of a member may grow after its first ten minutes. */
    readonly memoryBytesPerHour?: number;
  };
}

export interface JournalSummary {
  readonly orders: { readonly done: number; readonly refused: number; readonly unanswered: number };
  readonly cancellations: { readonly done: number; readonly refused: number; readonly unanswered: number };
  readonly returns: { readonly done: number; readonly refused: number; readonly unanswered: number };
  readonly exchanges: { readonly done: number; readonly refused: number; readonly unanswered: number };
  /** Steps of fulfillment orders, from the task list to the buyer's hands. */
  readonly fulfillments: { readonly done: number; readonly refused: number; readonly unanswered: number };
  readonly byKind: Readonly<Record<SaleKind, number>>;
  /** Orders and other writes refused, by the last word of the problem's type. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly attempts: number;
  /** Attempts that ended without an answer, or in 5xx, by status or code of the connection's error. */
  readonly broken: Readonly<Record<string, number>>;
  /** Sales of tills without a network. */
  readonly tillSales: number;
  readonly reads: number;
  readonly staleReads: number;
}

/** All that a run has to say; `report.json` is this. */
export interface Outcome {
  readonly tier: TierName;
  readonly seed: number;
  readonly saboteur?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly ms: { readonly start: number; readonly load: number; readonly rest: number; readonly checks: number; readonly total: number };
  readonly versions: { readonly onefront: string; readonly commit: string; readonly node: string; readonly postgres: string; readonly kafka: string; readonly brokers: number; readonly machine: string };
  readonly summary: JournalSummary;
  readonly struck: readonly Struck[];
  /** Faults that cannot be done here, and why. */
  readonly missing: ReadonlyArray<{ readonly fault: string; readonly why: string }>;
  readonly checks: readonly CheckResult[];
  readonly goals: readonly Goal[];
  readonly violations: readonly Violation[];
  readonly series: readonly Second[];
  readonly memory: readonly MemorySample[];
}
