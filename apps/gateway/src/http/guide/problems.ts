import { PROBLEM_BASE, titleOf } from '@onefront/kernel';

/** One example per status that any route may answer: its word and what is said. */
const usual: Readonly<Record<number, readonly [string, string]>> = {
  400: ['malformed-json', 'The body is not valid JSON in UTF-8.'],
  401: ['unauthorized', 'This needs a bearer token that is valid.'],
  403: ['missing-scope', 'This needs the scope orders:write.'],
  404: ['not-found', 'There is nothing here.'],
  405: ['method-not-allowed', 'This path has no such method.'],
  408: ['request-timeout', 'The body took too long to arrive.'],
  409: ['in-flight', 'The first request with this Idempotency-Key is still at work.'],
  410: ['gone', 'Events are kept for 7 days; this position is older.'],
  412: ['precondition-failed', 'the current version is 3'],
  413: ['too-large', 'Request body is too large'],
  414: ['uri-too-long', 'An address has at most 8192 bytes.'],
  415: ['unsupported-media-type', 'Unsupported Media Type'],
  422: ['invalid-request', '/lines/0/quantity: Too small: expected number to be >=1'],
  429: ['too-many-requests', 'More requests than this client may make. Retry-After says when to come again.'],
  431: ['headers-too-large', 'A request has at most 100 headers.'],
  500: ['internal', 'Something went wrong here. The request may be tried again with the same Idempotency-Key.'],
  503: ['overloaded', 'There is more to do here than can be done at the moment. Nothing has happened; try again.'],
};

/** A problem as it would be answered with this status; by `word` when a route has one of its own. */
export function problemExample(status: number, word?: string, when?: string): Record<string, unknown> | undefined {
  const [code, detail] = word === undefined ? (usual[status] ?? []) : [word, when ?? ''];
  if (code === undefined) return undefined;
  return { type: PROBLEM_BASE + code, title: titleOf(code), status, detail, ...(code === 'invalid-request' && word === undefined ? { errors: [{ path: '/lines/0/quantity', message: 'Too small: expected number to be >=1' }] } : {}) };
}
