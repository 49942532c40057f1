import type { Quota, Rate, Verdict } from './rate.js';
import type { Ask, Grant } from './rate-store.js';

/** Milliseconds of demand that a process takes in advance, and how long it waits before it asks an empty bucket again. */
const AHEAD_MS = 200;
const PAUSE_MS = 50;
/** A higher limit, or tokens that another process gives back, are noticed within this time. */
const LONGEST_PAUSE_MS = 1_000;
/** Tokens that even a slow client has at hand, so that not every request of it asks. */
const AT_LEAST = 10;
/** While the shared store is away a process keeps the limit by itself and looks for it once in so many milliseconds. */
const ALONE_MS = 1_000;
/** A bucket that is not used gives its tokens back: soon when others may be short of them, else at leisure. */
const IDLE_MS = 500;
const LEISURE_MS = 30_000;

/**
 * A client's bucket in this process: tokens that were taken out of the shared one in advance, as many as the next moment is likely to need.
 * Pure but for its own state; `now` is in milliseconds of any steady clock.
 */
export class Bucket {
  rate: Rate;
  private held = 0;
  /** Spent without holding it, while the store was away; owed to the shared bucket. */
  private owed = 0;
  private shared: number;
  private seenAt: number;
  private dryUntil = 0;
  private aloneUntil = 0;
  private demand = 0;
  private demandPerMs = 0;
  private demandSince: number;
  private usedAt: number;

  constructor(readonly quota: Quota, now: number) {
    this.rate = quota.rate;
    this.shared = quota.rate.burst;
    this.seenAt = this.demandSince = this.usedAt = now;
  }

  /** Takes a token that is here. `ask` = the shared bucket has to be asked first. */
  take(now: number): 'taken' | 'refused' | 'ask' {
    this.usedAt = now;
    this.demand += 1;
    if (this.held >= 1) {
      this.held -= 1;
      return 'taken';
    }
    if (now < this.aloneUntil) return this.takeAlone(now);
    return now < this.dryUntil ? 'refused' : 'ask';
  }

  /** Takes what the shared bucket has given; who finds nothing is refused. For a request that `take` has counted. */
  takeGranted(now: number): boolean {
    if (this.held >= 1) {
      this.held -= 1;
      return true;
    }
    return now < this.aloneUntil && this.takeAlone(now) === 'taken';
  }

  /** Without the store: the limit holds for this process alone, and what is spent is settled later. */
  private takeAlone(now: number): 'taken' | 'refused' {
    this.refill(now);
    if (this.shared < 1) return 'refused';
    this.shared -= 1;
    this.owed += 1;
    return 'taken';
  }

  isDry(now: number): boolean {
    return this.held < 1 && now < this.dryUntil;
  }

  /** Whether tokens should be fetched before they are missing. */
  isLow(now: number): boolean {
    return now >= this.dryUntil && now >= this.aloneUntil && this.held < this.target() / 2;
  }

  /** What to ask of the shared bucket now, for so many requests that wait. Nothing when there is nothing to say. */
  ask(now: number, waiting: number): Ask | undefined {
    this.measure(now);
    const idle = now - this.usedAt;
    const target = idle > LEISURE_MS || (idle > IDLE_MS && this.shared < this.rate.burst / 2) ? 0 : this.target();
    const wanted = now < this.dryUntil && waiting === 0 ? 0 : Math.max(0, Math.ceil(waiting + target - this.held));
    const back = target === 0 && waiting === 0 ? Math.floor(this.held) : 0;
    if (wanted === 0 && back === 0 && this.owed === 0) return undefined;
    const spent = this.owed - back;
    this.held -= back;
    this.owed = 0;
    return { quota: this.quota, wanted, spent };
  }

  granted({ wanted }: Ask, grant: Grant, now: number): void {
    this.rate = grant.rate;
    this.held += grant.granted;
    this.shared = grant.shared;
    this.seenAt = now;
    this.aloneUntil = 0;
    if (grant.granted < wanted) this.dryUntil = now + Math.max(PAUSE_MS, Math.min(LONGEST_PAUSE_MS, (1000 * (1 - grant.shared)) / grant.rate.perSecond));
  }

  /** The store did not answer: what was to be told is told later. */
  unsettled(ask: Ask | undefined, now: number): void {
    if (ask) this.owed += ask.spent;
    this.refill(now);
    this.aloneUntil = now + ALONE_MS;
  }

  verdict(allowed: boolean, now: number): Verdict {
    const { burst, perSecond } = this.rate;
    const shared = Math.min(burst, this.shared + (perSecond * (now - this.seenAt)) / 1000);
    const remaining = allowed ? Math.max(0, Math.min(burst, Math.floor(this.held + shared))) : 0;
    const missing = Math.max(0, 1 - shared) / perSecond;
    return { allowed, rate: this.rate, remaining, resetS: Math.ceil((burst - remaining) / perSecond), ...(allowed ? {} : { retryS: Math.max(1, Math.ceil(missing)) }) };
  }

  isForgotten(now: number): boolean {
    return this.held < 1 && this.owed === 0 && now - this.usedAt > LEISURE_MS;
  }

  /** Tokens to hold: what is likely to be used soon, but never so many that others would miss them. */
  private target(): number {
    const likely = this.demandPerMs * AHEAD_MS;
    return Math.max(1, Math.min(Math.max(likely, AT_LEAST), this.rate.perSecond * 0.1 + this.rate.burst * 0.02));
  }

  private refill(now: number): void {
    this.shared = Math.min(this.rate.burst, this.shared + (this.rate.perSecond * (now - this.seenAt)) / 1000);
    this.seenAt = now;
  }

  private measure(now: number): void {
    const elapsed = now - this.demandSince;
    if (elapsed < 20) return;
    const weight = Math.min(1, elapsed / AHEAD_MS);
    this.demandPerMs += weight * (this.demand / elapsed - this.demandPerMs);
    this.demand = 0;
    this.demandSince = now;
  }
}
