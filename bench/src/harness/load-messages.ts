import type { JourneyRef } from '../types.js';
import type { ReadOutcome, ReadSpec } from './reading.js';

/** What the bench asks of the load generator, and what it answers; plain JSON between processes. */
export type LoadRequest =
  | { readonly ask: 'open'; readonly journey: JourneyRef; readonly clients: number }
  | { readonly ask: 'run'; readonly run: RunSpec }
  | { readonly ask: 'read'; readonly read: ReadSpec }
  | { readonly ask: 'close' };

export interface RunSpec {
  /** Orders are begun for so long; those that are on their way then are waited for. */
  readonly seconds?: number;
  /** Or: so many orders in all. */
  readonly orders?: number;
  readonly clients: number;
  /** Orders per second, evenly; as fast as the clients can by default. */
  readonly perSecond?: number;
}

export interface RunOutcome {
  readonly confirmed: number;
  readonly refused: number;
  readonly failed: number;
  /** Confirmed within the time in which orders were begun, its first second (at most a quarter) left out, per second of it. */
  readonly perSecond: number;
  /** Seconds until the last was answered. */
  readonly seconds: number;
  readonly requests: number;
  /** Milliseconds of confirmed orders, whole journeys. NaN is written as null. */
  readonly latency: Percentiles;
  /** Milliseconds of the single placing call, where the journey tells it apart. */
  readonly placing: Percentiles | null;
  /** CPU seconds of the load generator. */
  readonly cpuSeconds: number;
  /** Some of what went wrong. */
  readonly examples: readonly string[];
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export type LoadAnswer = { readonly ok: true; readonly outcome?: RunOutcome; readonly reads?: ReadOutcome } | { readonly ok: false; readonly error: string };
