import type { components } from './openapi.js';

/** RFC 9457, as every error of Onefront is answered. */
export type Problem = components['schemas']['Problem'];

export interface FieldError {
  /** JSON Pointer into the request. */
  readonly path: string;
  readonly message: string;
}

/** Onefront said no, or could not. `word` is what programs decide by; `message` is for people. */
export class OnefrontProblem extends Error {
  override readonly name = 'OnefrontProblem';
  /** A URI whose last segment is `word`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Every field that was wrong. Empty when no field was. */
  readonly errors: readonly FieldError[];
  /** Seconds after which asking again may give another answer. */
  readonly retryAfter: number | undefined;
  /** Quote it when you ask for help. */
  readonly requestId: string | undefined;

  constructor(problem: Partial<Problem> & { readonly status: number }, headers?: Headers) {
    super(`${problem.title ?? `Answer ${problem.status}`}${problem.detail ? `: ${problem.detail}` : ''}`);
    this.type = problem.type ?? 'about:blank';
    this.title = problem.title ?? '';
    this.status = problem.status;
    this.detail = problem.detail ?? '';
    this.errors = (problem.errors ?? []) as readonly FieldError[];
    this.retryAfter = problem.retryAfter ?? secondsOf(headers?.get('retry-after') ?? null);
    this.requestId = headers?.get('x-request-id') ?? undefined;
  }

  /** What happened in one word: `out-of-stock`, `payment-declined`, `not-found`, ... */
  get word(): string {
    return this.type.slice(this.type.lastIndexOf('/') + 1);
  }
}

/** No answer came: the network failed, or it took longer than `timeoutMs`, and trying again did not help. */
export class OnefrontUnreachable extends Error {
  override readonly name = 'OnefrontUnreachable';
  constructor(what: string, cause: unknown) {
    super(`${what} had no answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The client id and secret were not accepted, or not for these scopes (RFC 6749). */
export class OnefrontSignInRefused extends Error {
  override readonly name = 'OnefrontSignInRefused';
  constructor(readonly error: string, description: string | undefined) {
    super(description ?? error);
  }
}

/** An answer that is not a success, as an error to throw. */
export async function problemOf(response: Response): Promise<OnefrontProblem> {
  const text = await response.text().catch(() => '');
  return new OnefrontProblem({ title: response.statusText, ...jsonObject(text), status: response.status }, response.headers);
}

/** Seconds of a `Retry-After` header, which is a number or a date. */
export function secondsOf(header: string | null, now = Date.now()): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
