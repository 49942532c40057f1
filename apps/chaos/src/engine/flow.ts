import type { JournalEntry, Second } from '../types.js';

interface Bucket {
  done: number;
  refused: number;
  broken: number;
  inFlight: number;
  readonly latencies: number[];
}

/** Rates are taken over a second. */
const WINDOW_MS = 1_000;
const MEDIAN_OVER_S = 15;

/** How orders flow: counted per second, asked by the engine when it decides whether the house has recovered. */
export class Flow {
  /** Orders whose outcome is known, in the whole run. */
  settled = 0;
  private done = 0;
  private readonly recent: number[] = [];
  private readonly buckets = new Map<number, Bucket>();
  private readonly waiting = new Set<{ readonly at: number; readonly resolve: () => void }>();

  /** `before` stands in the journal of a run that is resumed. */
  constructor(private readonly now: () => number, before: readonly JournalEntry[] = []) {
    for (const entry of before) {
      this.count(entry);
      for (const { at, ms, status } of entry.attempts) if (status === undefined || status >= 500) this.bucket(at + ms).broken += 1;
    }
  }

  note(entry: JournalEntry): void {
    if (!this.count(entry)) return;
    this.recent.push(this.now());
    for (const one of this.waiting) if (this.done >= one.at) one.resolve();
  }

  noteBroken(): void {
    this.bucket(this.now()).broken += 1;
  }

  sampleInFlight(inFlight: number): void {
    const bucket = this.bucket(this.now());
    bucket.inFlight = Math.max(bucket.inFlight, inFlight);
  }

  /** True when it is an order that was confirmed. */
  private count({ write, outcome, startedAt, settledAt }: JournalEntry): boolean {
    if (write !== 'order') return false;
    this.settled += 1;
    const bucket = this.bucket(settledAt);
    if (outcome !== 'done') bucket.refused += 1;
    if (outcome !== 'done') return false;
    bucket.done += 1;
    bucket.latencies.push(settledAt - startedAt);
    this.done += 1;
    return true;
  }

  /** Orders done in the last second. */
  rate(): number {
    const from = this.now() - WINDOW_MS;
    while (this.recent.length > 0 && this.recent[0]! <= from) this.recent.shift();
    return this.recent.length;
  }

  /** Orders done per second, the median of the last 15 whole seconds in which orders flowed undisturbed (`calmFrom`); 0 when there was none. */
  usualRate(calmFrom: number): number {
    const last = Math.floor(this.now() / WINDOW_MS) - 1;
    const first = Math.max(Math.ceil(calmFrom / WINDOW_MS), last - MEDIAN_OVER_S + 1);
    const rates: number[] = [];
    for (let second = first; second <= last; second += 1) rates.push(this.buckets.get(second)?.done ?? 0);
    return rates.sort((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0;
  }

  /** Resolves when so many more orders are done than now; rejects after `withinMs`. */
  more(orders: number, withinMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const one = { at: this.done + orders, resolve: () => { this.waiting.delete(one); clearTimeout(timer); resolve(); } };
      const timer = setTimeout(() => { this.waiting.delete(one); reject(new Error(`fewer than ${orders} orders were confirmed within ${withinMs / 1000} s`)); }, withinMs);
      this.waiting.add(one);
    });
  }

  series(): Second[] {
    return [...this.buckets].sort(([a], [b]) => a - b).map(([second, { done, refused, broken, inFlight, latencies }]) => {
      latencies.sort((a, b) => a - b);
      const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
      return { at: second * WINDOW_MS, done, refused, broken, inFlight, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
    });
  }

  private bucket(at: number): Bucket {
    const second = Math.floor(at / WINDOW_MS);
    let bucket = this.buckets.get(second);
    if (!bucket) this.buckets.set(second, bucket = { done: 0, refused: 0, broken: 0, inFlight: 0, latencies: [] });
    return bucket;
  }
}
