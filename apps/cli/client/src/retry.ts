import { secondsOf } from './problem.js';

/** What of a request decides whether it may be sent twice. */
export interface Sent {
  readonly method: string;
  /** It carries an `Idempotency-Key`: sent twice it takes effect once. */
  readonly keyed: boolean;
  /** It carries `If-Match` or `If-None-Match`: had the first one worked, the second would be told 412. */
  readonly conditional: boolean;
}

const BASE_MS = 100;
const LONGEST_MS = 10_000;
/** Longer than this nobody waits inside a call: the caller gets the problem, with its `retryAfter`. */
const PATIENCE_MS = 60_000;

/** Nobody knows whether it arrived: only what may arrive twice is sent again. */
export function mayRepeatUnanswered({ method, keyed, conditional }: Sent): boolean {
  if (method === 'GET' || method === 'HEAD' || keyed) return true;
  return (method === 'PUT' || method === 'DELETE') && !conditional;
}

/**
 * Answered, but not served. 429 was turned away before anything was done, whatever it was; 503 may have broken off; `in-flight` is the first
 * attempt of the same key still at work. Any other answer is an outcome: also a 409 that carries `Retry-After`.
 */
export function mayRepeatAnswered(sent: Sent, status: number, type: string | undefined): boolean {
  if (status === 429) return true;
  if (status === 503) return mayRepeatUnanswered(sent);
  return status === 409 && sent.keyed && type !== undefined && type.endsWith('/in-flight');
}

/**
 * Milliseconds until the next attempt: full jitter over a doubling span, and never sooner than `Retry-After` asks.
 * Undefined when that is longer than a call should wait. `random` is from 0 to 1.
 */
export function pauseBefore(attempt: number, retryAfter: string | null, random: number): number | undefined {
  const span = Math.min(LONGEST_MS, BASE_MS * 2 ** attempt);
  const asked = (secondsOf(retryAfter) ?? 0) * 1000;
  return asked > PATIENCE_MS ? undefined : asked + span * random;
}

/** Resolves after so many milliseconds; rejects at once with the signal's reason when it is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const ended = () => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    };
    const aborted = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(ended, milliseconds);
    signal?.addEventListener('abort', aborted, { once: true });
  });
}
