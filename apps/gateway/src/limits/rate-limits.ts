import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Quota, Verdict } from './rate.js';
import type { Ask, Grant } from './rate-store.js';
import { Bucket } from './bucket.js';

/** Milliseconds after which who waits for the shared store is served by this process alone. */
const PATIENCE_MS = 250;
const TICK_MS = 100;
/** Buckets that are remembered here; beyond it the one that was made first goes. */
const REMEMBERED = 20_000;

interface Waiting { readonly bucket: Bucket; resolve(verdict: Verdict): void }

/**
 * Limits over all gateway processes: each takes tokens out of the shared buckets before they are needed, so that a request asks nobody and
 * no more than the limit is ever given out. One statement at a time carries everything that this process has to settle.
 */
export class RateLimits {
  private readonly buckets = new Map<string, Bucket>();
  private readonly dirty = new Set<Bucket>();
  private waiting: Waiting[] = [];
  private settling = false;
  /** The store is away; told once. */
  private alone = false;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly settle: (asks: readonly Ask[]) => Promise<Grant[]>, private readonly log: (message: string, fields: object) => void, private readonly now: () => number = () => performance.now()) {
    this.timer = setInterval(() => this.tick(), TICK_MS).unref();
  }

  /** Takes one token. At once, unless the shared bucket has to be asked first. Never throws. */
  take(quota: Quota): Verdict | Promise<Verdict> {
    const bucket = this.bucketOf(quota);
    const now = this.now();
    const taken = bucket.take(now);
    if (bucket.isLow(now)) this.fetch(bucket);
    if (taken !== 'ask') return bucket.verdict(taken === 'taken', now);
    return new Promise((resolve) => {
      this.waiting.push({ bucket, resolve });
      this.fetch(bucket);
    });
  }

  /** The verdict on who is known to have nothing left; takes nothing. */
  refused(quota: Quota): Verdict | undefined {
    const bucket = this.buckets.get(quota.name);
    const now = this.now();
    return bucket?.isDry(now) ? bucket.verdict(false, now) : undefined;
  }

  /** Gives back what is held. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    const asks = [...this.buckets.values()].flatMap((bucket) => bucket.ask(Infinity, 0) ?? []);
    if (asks.length > 0) await this.settle(asks).catch(() => []);
  }

  private bucketOf(quota: Quota): Bucket {
    const known = this.buckets.get(quota.name);
    if (known) return known;
    if (this.buckets.size >= REMEMBERED) this.buckets.delete(this.buckets.keys().next().value!);
    const bucket = new Bucket(quota, this.now());
    this.buckets.set(quota.name, bucket);
    return bucket;
  }

  private fetch(bucket: Bucket): void {
    this.dirty.add(bucket);
    if (!this.settling) void this.settleAll();
  }

  private tick(): void {
    const now = this.now();
    for (const [name, bucket] of this.buckets) {
      if (bucket.isForgotten(now)) this.buckets.delete(name);
      else this.dirty.add(bucket);
    }
    if (!this.settling) void this.settleAll();
  }

  private async settleAll(): Promise<void> {
    this.settling = true;
    await nextTurn();
    while (this.dirty.size > 0) {
      const waiting = new Map<Bucket, number>();
      for (const { bucket } of this.waiting) waiting.set(bucket, (waiting.get(bucket) ?? 0) + 1);
      const now = this.now();
      const asked = [...this.dirty].flatMap((bucket) => { const ask = bucket.ask(now, waiting.get(bucket) ?? 0); return ask ? [{ bucket, ask }] : []; });
      this.dirty.clear();
      if (asked.length > 0) await this.settleOnce(asked);
      this.answer();
    }
    this.settling = false;
  }

  private async settleOnce(asked: readonly { bucket: Bucket; ask: Ask }[]): Promise<void> {
    const patience = setInterval(() => this.goAlone(asked), PATIENCE_MS).unref();
    try {
      const grants = await this.settle(asked.map(({ ask }) => ask));
      const now = this.now();
      asked.forEach(({ bucket, ask }, index) => bucket.granted(ask, grants[index]!, now));
      this.alone = false;
    } catch (error) {
      const now = this.now();
      for (const { bucket, ask } of asked) bucket.unsettled(ask, now);
      this.tell(error);
    } finally {
      clearInterval(patience);
    }
  }

  /** Late is not lost: the answer still counts when it comes. Until then the limit holds for this process alone. */
  private goAlone(asked: readonly { bucket: Bucket }[]): void {
    const now = this.now();
    for (const { bucket } of [...asked, ...this.waiting]) bucket.unsettled(undefined, now);
    this.tell('late');
    this.answer(true);
  }

  private tell(error: unknown): void {
    if (!this.alone) this.log('rate limits are kept by this process alone until the store is back', { error });
    this.alone = true;
  }

  /** Who came during a settlement waits for the next one, unless there is nothing to wait for. */
  private answer(everybody = false): void {
    const now = this.now();
    const waiting = this.waiting;
    this.waiting = [];
    for (const one of waiting) {
      if (!everybody && this.dirty.has(one.bucket) && !one.bucket.isDry(now)) this.waiting.push(one);
      else one.resolve(one.bucket.verdict(one.bucket.takeGranted(now), now));
    }
  }
}
