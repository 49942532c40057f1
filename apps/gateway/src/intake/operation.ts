import type { Outbound, Problem, Settlement } from '@onefront/contracts';
import type { Tx } from '@onefront/outbox';

/** What an Idempotency-Key covers: one client, one route with its ids, one body (api.md, conventions). */
export interface Idempotency {
  readonly client: string;
  /** Method and path as called, e.g. `POST /v1/orders/o-1/returns`. */
  readonly route: string;
  readonly key: string;
  /** Equal for bodies that are equal as JSON. */
  readonly fingerprint: string;
  /** Set when a request under the key has been stored: this one, or one that came before. */
  taken?: 'by-us' | 'by-other';
}

/** A command of an operation: the operation's own, or that of its child at this position. */
export interface Part {
  readonly outbound: Outbound;
  /** JSON that the answer is made of when the settlement brings none. */
  readonly prepared?: string;
}

/** Something a caller asked for, on its way into the database. */
export interface Request {
  readonly operationId: string;
  readonly client: string;
  readonly route: string;
  readonly idempotency?: Idempotency;
  /** One command: the operation is settled with it. Several: each is a child, and the operation is settled when all are. */
  readonly parts: readonly Part[];
  readonly batch?: boolean;
  /** The trace of the caller's request; noted by the intake. */
  readonly traceparent?: string | undefined;
  /** An outcome that is known without any owner: kept, so that a repeat answers the same. */
  readonly settled?: { readonly outcome: 'done' | 'refused'; readonly status: number; readonly body?: unknown; readonly problem?: Problem };
  /** What the gateway itself does for it, in the transaction that records the outcome: under one key once. What it throws refuses the request. */
  readonly effect?: (tx: Tx) => Promise<void>;
}

/** What was answered first under a key; `answer` once that answer has been written. */
export interface KnownRequest {
  readonly operationId: string;
  readonly fingerprint: string;
  readonly answer?: KeptAnswer;
}

export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Acceptance = { readonly kind: 'accepted' } | { readonly kind: 'known'; readonly request: KnownRequest };

/** An operation that is settled, all of its effects visible. */
export interface SettledOperation {
  readonly id: string;
  readonly settlement?: Settlement;
  readonly prepared?: string;
  readonly children: number;
  readonly acceptedAt: Date;
  readonly settledAt?: Date;
}
