import type { Database } from '@onefront/outbox';
import type { Logger, Metrics } from '@onefront/service';
import type { LimitsConfig } from './limits-config.js';
import { limitsMetrics, type LimitsMetrics } from './limits-metrics.js';
import { rateHeaders, type Quota, type RateClass, type Rates, type Verdict } from './rate.js';
import { RateLimits } from './rate-limits.js';
import { settle } from './rate-store.js';
import { Shedding } from './shedding.js';
import { TooManyRequests } from './too-many.js';

interface Caller { readonly id: string; readonly channels: readonly string[] | null }

/** Guessing what is secret: so often may one be wrong before every further guess has to wait. */
const GUESSES = {
  /** Secrets of one client from one address: nobody else is kept out by it. */
  client: { perSecond: 0.5, burst: 30 },
  address: { perSecond: 10, burst: 300 },
  /** Coupon codes, per partner. */
  coupon: { perSecond: 1, burst: 100 },
} as const;

const MB = 1024 * 1024;

/** What keeps the door open for everybody: rate limits over all processes, caps on guessing, and shedding in this process. */
export class Limits {
  readonly rates: RateLimits;
  readonly shedding: Shedding;
  readonly metrics: LimitsMetrics;
  /** Connections that this process keeps open. */
  readonly connections: number;
  private readonly partner: Rates;
  private readonly own: Rates;

  constructor({ database, logger, metrics, config }: { readonly database: Database; readonly logger: Logger; readonly metrics: Metrics; readonly config: LimitsConfig }) {
    this.connections = config.HTTP_CONNECTIONS;
    this.partner = config.RATE_LIMITS;
    this.own = config.RATE_LIMITS_OWN;
    this.rates = new RateLimits((asks) => settle(database, asks), (message, fields) => logger.warn(fields, message));
    this.shedding = new Shedding({ inFlight: config.IN_FLIGHT, bodyBytes: config.BODY_MEMORY_MB * MB });
    this.metrics = limitsMetrics(metrics, { inFlight: () => this.shedding.inFlight, bodyBytes: () => this.shedding.bodyBytes, lagMs: () => this.shedding.lagMs });
  }

  /** Counts one request of a client. The headers that tell what is left. Throws `TooManyRequests`. */
  async enter(client: Caller, what: RateClass): Promise<Record<string, string>> {
    const answer = this.rates.take({ name: `${what}:${client.id}`, client: client.id, class: what, rate: (client.channels === null ? this.own : this.partner)[what] });
    const verdict = answer instanceof Promise ? await answer : answer;
    if (!verdict.allowed) throw this.tooMany(what, verdict);
    return rateHeaders(verdict);
  }

  /** Throws for who has been wrong too often; a right guess costs nothing. */
  checkGuesses(quotas: readonly Quota[]): void {
    for (const quota of quotas) {
      const verdict = this.rates.refused(quota);
      if (verdict) throw this.tooMany(quota.class, verdict);
    }
  }

  /** Notes a wrong guess. */
  async wrongGuess(quotas: readonly Quota[]): Promise<void> {
    await Promise.all(quotas.map((quota) => this.rates.take(quota)));
  }

  secretGuesses(clientId: string, address: string): Quota[] {
    return [
      { name: `guess:${clientId.slice(0, 100)}@${address}`, class: 'guess', rate: GUESSES.client },
      { name: `guess:@${address}`, class: 'guess', rate: GUESSES.address },
    ];
  }

  /** The retailer's own clients look their own codes up: nothing to guess. */
  couponGuesses({ id, channels }: Caller): Quota[] {
    return channels === null ? [] : [{ name: `coupon:${id}`, class: 'coupon', rate: GUESSES.coupon }];
  }

  async close(): Promise<void> {
    this.shedding.close();
    await this.rates.close();
  }

  private tooMany(what: string, verdict: Verdict): TooManyRequests {
    this.metrics.limited(what);
    return new TooManyRequests(verdict.retryS!, rateHeaders(verdict));
  }
}
