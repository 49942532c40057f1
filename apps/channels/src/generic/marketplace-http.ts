import { ChannelAway, ChannelRefused, TokenBuckets, type RateLimit } from '@onefront/channel-kit';
import type { z } from 'zod';
import { vendorFault } from './vendor-shapes.js';

/** The operations that the marketplace limits apart from each other, with its documented limits. */
export const limits = {
  orders: { perSecond: 5, burst: 20 },
  order: { perSecond: 20, burst: 50 },
  decisions: { perSecond: 20, burst: 50 },
  quantities: { perSecond: 5, burst: 20 },
  offers: { perSecond: 5, burst: 20 },
} satisfies Record<string, RateLimit>;
export type Operation = keyof typeof limits;

export interface MarketplaceSettings {
  readonly url: string;
  readonly apiKey?: string;
}

export interface VendorCall<S extends z.ZodType> {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  /** What the answer holds; a decision is not read. */
  readonly answer?: S;
  readonly signal?: AbortSignal | undefined;
}

const PATIENCE_MS = 10_000;

/** Calls the marketplace within its limits and turns what goes wrong into the kit's errors. */
export class MarketplaceHttp {
  private readonly buckets = new TokenBuckets<Operation>(limits);

  constructor(private readonly settings: MarketplaceSettings) {}

  async call<S extends z.ZodType>(call: VendorCall<S>): Promise<z.output<S>> {
    await this.buckets.take(call.operation, call.signal);
    const { status, text, retryAfter } = await this.send(call);
    if (status === 429) throw this.buckets.block(call.operation, retryAfterMs(retryAfter));
    if (status >= 500 || status === 401 || status === 403 || status === 408) throw new ChannelAway(call.operation, `${call.method} answered ${status}`);
    if (status >= 400) throw refusal(call.operation, status, text);
    if (!call.answer) return undefined as z.output<S>;
    const read = call.answer.safeParse(json(text));
    if (!read.success) throw new ChannelAway(call.operation, `an answer that we cannot read: ${read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ')}`);
    return read.data;
  }

  private async send({ operation, method, path, body, signal }: VendorCall<z.ZodType>): Promise<{ status: number; text: string; retryAfter: string | null }> {
    const timeout = AbortSignal.timeout(PATIENCE_MS);
    try {
      const response = await fetch(new URL(path, this.settings.url), {
        method,
        headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(this.settings.apiKey ? { 'x-api-key': this.settings.apiKey } : {}) },
        body: body === undefined ? null : JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') };
    } catch (error) {
      throw new ChannelAway(operation, `no answer (${(error as Error).name})`);
    }
  }
}

/** Seconds or an HTTP date; a second when it says nothing. A little more, so that not everyone comes back at the same moment. */
function retryAfterMs(header: string | null, now = Date.now()): number {
  const seconds = Number(header);
  const asked = header === null ? 1_000 : Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now;
  return Math.round(Math.max(Number.isNaN(asked) ? 1_000 : asked, 100) + Math.random() * 250);
}

function refusal(operation: Operation, status: number, text: string): ChannelRefused {
  const read = vendorFault.safeParse(json(text));
  return read.success ? new ChannelRefused(operation, read.data.error.code, read.data.error.text) : new ChannelRefused(operation, String(status), 'no reason given');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
