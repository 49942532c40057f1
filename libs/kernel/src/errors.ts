/** What kind of "no" an error is. One table maps it to HTTP, one to retry or dead letter. */
export type ErrorKind =
  | 'invalid' | 'not-found' | 'conflict' | 'payment' | 'precondition' | 'forbidden' | 'unavailable' | 'malformed' | 'too-large';

/** One field that is wrong; `path` is a JSON Pointer (RFC 6901) into the request. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** A caller's mistake or a refusal by a rule: expected, answered, never retried. Anything else that is thrown is a bug. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  constructor(
    /** The last segment of the problem's `type` URI, e.g. `out-of-stock`. */
    readonly code: string,
    readonly kind: ErrorKind,
    message: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(message);
  }
}

const statusByKind: Record<ErrorKind, number> = {
  invalid: 422, 'not-found': 404, conflict: 409, payment: 402, precondition: 412, forbidden: 403, unavailable: 503, malformed: 400, 'too-large': 413,
};

export function httpStatusOf(kind: ErrorKind): number {
  return statusByKind[kind];
}

/** RFC 9457 problem as it travels in events and answers. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Seconds after which asking again may give another answer. */
  readonly retryAfter?: number;
}

export const PROBLEM_BASE = 'https://onefront.dev/problems/';

/** Words for people, made from the code: `out-of-stock` -> `Out of stock`. */
export function problemOf(error: DomainError): Problem {
  return {
    type: PROBLEM_BASE + error.code,
    title: titleOf(error.code),
    status: httpStatusOf(error.kind),
    detail: error.message,
    ...(error.errors.length > 0 ? { errors: [...error.errors] } : {}),
  };
}

export function titleOf(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
