import type { Agent } from 'undici';
import { readTarget } from './address.js';
import { AddressRefused, guardedAgent, type Connecting } from './connect.js';
import { signedHeaders } from './signing.js';

const WITHIN_MS = 10_000;
const BODY_BYTES = 64 * 1024;
const LONGEST_RETRY_AFTER_S = 3_600;

/** What became of one attempt. What the receiver said is never read: only its status counts. */
export interface Attempt {
  readonly ok: boolean;
  readonly status?: number;
  /** Why there is no status. */
  readonly error?: 'timeout' | 'address-refused' | 'name-not-found' | 'connection-failed' | 'tls-failed';
  readonly retryAfterMs?: number;
  readonly tookMs: number;
  readonly at: Date;
}

export interface Sendable { readonly url: string; readonly id: string; readonly body: string; readonly secrets: readonly string[]; /** W3C trace context of this attempt: the trace of what the event comes from (R48). */ readonly traceparent?: string }

/** Sends signed deliveries. Never throws: every end is an attempt. */
export class Sender {
  private readonly agent: Agent;

  constructor(private readonly options: Connecting & { readonly withinMs?: number }) {
    this.agent = guardedAgent(options);
  }

  async send({ url, id, body, secrets, traceparent }: Sendable, signal: AbortSignal): Promise<Attempt> {
    const at = new Date();
    const started = performance.now();
    const took = () => Math.round(performance.now() - started);
    try {
      // The rules may have become stricter since it was registered.
      const target = readTarget(url, this.options);
      const headers = { 'content-type': 'application/json', 'user-agent': 'onefront-webhooks/1', ...(traceparent ? { traceparent } : {}), ...signedHeaders({ id, timestamp: Math.floor(at.getTime() / 1000), body }, secrets) };
      const response = await this.agent.request({
        origin: target.origin, path: target.pathname + target.search, method: 'POST', headers, body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.options.withinMs ?? WITHIN_MS)]),
      });
      await discard(response.body);
      const { statusCode: status } = response;
      return { ok: status >= 200 && status < 300, status, ...retryAfter(status, response.headers['retry-after'], new Date()), tookMs: took(), at };
    } catch (error) {
      return { ok: false, error: wordFor(error), tookMs: took(), at };
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}

/** Reads to the end or to the limit, so that a connection can be used again but nobody can fill us up. */
async function discard(body: AsyncIterable<Buffer>): Promise<void> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) return;
  }
}

/** 429 and 503 may say when, in seconds or as a date (RFC 9110), but not for ever. */
function retryAfter(status: number, header: string | string[] | undefined, now: Date): { retryAfterMs?: number } {
  if ((status !== 429 && status !== 503) || typeof header !== 'string') return {};
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : / GMT$/.test(header) ? Date.parse(header) - now.getTime() : Number.NaN;
  return ms >= 0 ? { retryAfterMs: Math.min(ms, LONGEST_RETRY_AFTER_S * 1000) } : {};
}

/** Few words, so that an answer tells a partner nothing about the network that we stand in. */
function wordFor(error: unknown): NonNullable<Attempt['error']> {
  const { name, code = '' } = error as { name?: string; code?: string };
  if (error instanceof AddressRefused || name === 'DomainError') return 'address-refused';
  if (name === 'TimeoutError' || name === 'AbortError' || /TIMEOUT/.test(code)) return 'timeout';
  if (/^(ENOTFOUND|EAI_|ENODATA)/.test(code)) return 'name-not-found';
  return /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|EPROTO)/.test(code) ? 'tls-failed' : 'connection-failed';
}
