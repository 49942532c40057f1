import { isTransient } from '@onefront/bus';
import { DomainError, PROBLEM_BASE, problemOf, titleOf, type FieldError, type Problem } from '@onefront/kernel';
import { z } from 'zod';

/** The media type of every error answer (RFC 9457). */
export const PROBLEM_JSON = 'application/problem+json';

const codeByStatus: Readonly<Record<number, string>> = {
  400: 'malformed-request', 401: 'unauthorized', 402: 'payment', 403: 'forbidden', 404: 'not-found', 405: 'method-not-allowed', 406: 'not-acceptable', 408: 'request-timeout',
  409: 'conflict', 410: 'gone', 411: 'length-required', 412: 'precondition-failed', 413: 'too-large', 414: 'uri-too-long', 415: 'unsupported-media-type', 422: 'invalid',
  428: 'precondition-required', 429: 'too-many-requests', 431: 'headers-too-large', 500: 'internal-error', 501: 'not-implemented', 503: 'unavailable', 504: 'timeout',
};

/** A problem for a bare HTTP status, as a framework raises it. From 500 on the detail says nothing of the inside. */
export function problemOfStatus(status: number, detail: string): Problem {
  const code = codeByStatus[status] ?? (status >= 500 ? 'internal-error' : 'request-refused');
  return { type: PROBLEM_BASE + code, title: titleOf(code), status, detail };
}

export const INTERNAL_PROBLEM = problemOfStatus(500, 'Something went wrong here. The request may be tried again with the same Idempotency-Key.');

const NOT_NOW = 'Not available at the moment. Try again later.';

/** Anything that was thrown, as the answer that a caller may see; never a stack trace, a query or a file name. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof DomainError) return problemOf(error);
  if (error instanceof z.ZodError) return problemOf(invalidInput(error));
  const status = statusOf(error);
  // A database that restarts or cut us off: what was asked may or may not have happened, and asking again (under the same key) tells.
  if (status === undefined && isTransient(error)) return { ...problemOfStatus(503, NOT_NOW), retryAfter: 1 };
  if (status === undefined || status >= 500) return status === 503 || status === 504 ? problemOfStatus(status, NOT_NOW) : INTERNAL_PROBLEM;
  return problemOfStatus(status, error instanceof Error ? error.message : '');
}

/** Errors of Nest (`getStatus`) and of Fastify (`statusCode`) carry their status; no other error may choose one. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const carrier = error as Error & { getStatus?: () => unknown; statusCode?: unknown; code?: unknown };
  const status = typeof carrier.getStatus === 'function' ? carrier.getStatus() : String(carrier.code ?? '').startsWith('FST_') ? carrier.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : undefined;
}

/** The 422 that names each wrong field by JSON Pointer below `prefix`; members that the schema does not know are named one by one. */
export function invalidInput(error: z.ZodError, prefix: readonly (string | number)[] = []): DomainError {
  const errors = error.issues.flatMap((issue) => fieldErrors(issue, prefix)).slice(0, 100);
  const detail = errors.length === 1 ? `${errors[0]!.path || 'the body'}: ${errors[0]!.message}` : `${errors.length} fields are not valid`;
  return new DomainError('invalid', 'invalid', detail, errors);
}

function fieldErrors(issue: z.core.$ZodIssue, prefix: readonly (string | number)[]): FieldError[] {
  const path = [...prefix, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => ({ path: pointer([...path, name]), message: 'is not a known field' }));
  if (issue.code === 'invalid_union') {
    // The branch that came closest says most; the union itself only says "invalid input".
    const closest = [...issue.errors].sort((a, b) => deepest(b) - deepest(a) || a.length - b.length)[0];
    if (closest && closest.length > 0) return closest.flatMap((inner) => fieldErrors(inner, path));
  }
  return [{ path: pointer(path), message: issue.message }];
}

function deepest(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

/** JSON Pointer (RFC 6901). */
export function pointer(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
