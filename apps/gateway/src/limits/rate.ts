/** Tokens that come back per second, and how many there are at most. One request takes one. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What a request counts as: reading, changing, asking for prices, files (imports and exports), tokens. */
export const classes = ['read', 'write', 'quote', 'file', 'token'] as const;
export type RateClass = (typeof classes)[number];
export type Rates = Readonly<Record<RateClass, Rate>>;

/** One bucket as its user knows it: `client` is set when the client's own row may say otherwise. */
export interface Quota {
  readonly name: string;
  readonly client?: string;
  readonly class: string;
  readonly rate: Rate;
}

/** Whether a request may go on, and what the caller is told (`RateLimit-*`). Seconds are whole and rounded up. */
export interface Verdict {
  readonly allowed: boolean;
  readonly rate: Rate;
  readonly remaining: number;
  /** Seconds until the bucket is full again. */
  readonly resetS: number;
  /** Seconds until one more request may come; at least 1, only set when refused. */
  readonly retryS?: number;
}

/** `RateLimit-*` as drafted by the IETF (draft-ietf-httpapi-ratelimit-headers-07), which most clients know. */
export function rateHeaders({ rate, remaining, resetS }: Verdict): Record<string, string> {
  return {
    'ratelimit-limit': String(rate.burst),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetS),
    'ratelimit-policy': `${rate.burst};w=${Math.max(1, Math.ceil(rate.burst / rate.perSecond))}`,
  };
}
