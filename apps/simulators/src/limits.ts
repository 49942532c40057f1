import type { Limit } from './state.js';

/** The documented limits of the seller's API, per operation. */
export const operations = ['orders', 'order', 'decisions', 'quantities', 'offers'] as const;
export type Operation = (typeof operations)[number];

export const defaultLimits = (): Record<Operation, Limit> => ({
  orders: { perSecond: 5, burst: 20 },
  order: { perSecond: 20, burst: 50 },
  decisions: { perSecond: 20, burst: 50 },
  quantities: { perSecond: 5, burst: 20 },
  offers: { perSecond: 5, burst: 20 },
});

/** Token bucket per operation, on the wall clock. */
export class Limits {
  private readonly buckets = new Map<Operation, { tokens: number; at: number }>();
  limits = defaultLimits();

  /** Undefined when the call may pass, else the seconds after which to try again. */
  refusedFor(operation: Operation, now = Date.now()): number | undefined {
    const { perSecond, burst } = this.limits[operation];
    const bucket = this.buckets.get(operation) ?? { tokens: burst, at: now };
    this.buckets.set(operation, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return (1 - bucket.tokens) / perSecond;
    bucket.tokens -= 1;
    return undefined;
  }

  remaining(operation: Operation): number {
    return Math.floor(this.buckets.get(operation)?.tokens ?? this.limits[operation].burst);
  }

  reset(): void {
    this.buckets.clear();
    this.limits = defaultLimits();
  }
}
