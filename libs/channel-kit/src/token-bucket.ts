import { setTimeout } from 'node:timers/promises';
import { Throttled } from './errors.js';

/** A documented limit of one operation of one account. */
export interface RateLimit {
  readonly perSecond: number;
  /** Calls that may be made at once after a pause. */
  readonly burst: number;
}

export interface Waiting {
  /** A wait up to this is slept here; a longer one is thrown. Milliseconds, default 1,000. */
  readonly patienceMs?: number;
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** Keeps our calls below the limits of a marketplace, per operation; what it says with 429 wins over what we reckon. */
export class TokenBuckets<O extends string> {
  private readonly buckets = new Map<O, { tokens: number; at: number; blockedUntil: number }>();
  private readonly patienceMs: number;
  private readonly now: () => number;
  private readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;

  constructor(private readonly limits: Readonly<Record<O, RateLimit>>, { patienceMs = 1_000, now = () => performance.now(), sleep = sleepFor }: Waiting = {}) {
    this.patienceMs = patienceMs;
    this.now = now;
    this.sleep = sleep;
  }

  /** Takes one call, waiting for it if that is short. Throws `Throttled` without taking one otherwise. */
  async take(operation: O, signal?: AbortSignal): Promise<void> {
    for (;;) {
      const wait = this.tryTake(operation);
      if (wait === 0) return;
      if (wait > this.patienceMs) throw new Throttled(operation, wait);
      await this.sleep(wait, signal);
    }
  }

  /** The marketplace said 429: nothing more of this operation before then. Returns the error to throw. */
  block(operation: O, retryAfterMs: number): Throttled {
    const bucket = this.bucket(operation);
    bucket.tokens = 0;
    bucket.blockedUntil = Math.max(bucket.blockedUntil, this.now() + retryAfterMs);
    return new Throttled(operation, retryAfterMs);
  }

  /** 0 when a call was taken, else the milliseconds until one can be. */
  private tryTake(operation: O): number {
    const { perSecond, burst } = this.limits[operation];
    const bucket = this.bucket(operation);
    const now = this.now();
    if (bucket.blockedUntil > now) return Math.ceil(bucket.blockedUntil - now);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - Math.max(bucket.at, bucket.blockedUntil)) / 1000) * perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return Math.max(1, Math.ceil(((1 - bucket.tokens) / perSecond) * 1000));
    bucket.tokens -= 1;
    return 0;
  }

  private bucket(operation: O) {
    let bucket = this.buckets.get(operation);
    if (!bucket) this.buckets.set(operation, (bucket = { tokens: this.limits[operation].burst, at: this.now(), blockedUntil: 0 }));
    return bucket;
  }
}

async function sleepFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, signal ? { signal } : {});
}
