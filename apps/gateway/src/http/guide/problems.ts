import { PROBLEM_BASE, titleOf } from '@onefront/kernel';

/** One example per status that any route may answer: its word and what is said. */
const usual: Readonly<Record<number, readonly [string, string]>> = {
  400: ['malformed-json', 'The body is not valid JSON in UTF-8.'],
  401: ['unauthorized', 'This needs a bearer token that is valid.'],
  403: ['missing-scope', 'This needs the scope orders:write.'],
  404: ['not-found', 'There is nothing here.'],
  405: ['method-not-allowed', 'This path has no such method.'],
  409: ['in-flight', 'The first request with this Idempotency-Key is still at work.'],
  410: ['gone', 'Events are kept for 7 days; this position is older.'],
  412: ['precondition-failed', 'the current version is 3'],
  413: ['too-large', 'Request body is too large'],
  415: ['unsupported-media-type', 'Unsupported Media Type'],
  422: ['invalid-request', '/lines/0/quantity: Too small: expected number to be >=1'],
  429: ['too-many-requests', 'More than this client may ask.'],
  500: ['internal', 'Something went wrong here. The request may be tried again with the same Idempotency-Key.'],
  503: ['unavailable', 'Not available at the moment. Try again later.'],
};

/** A problem as it would be answered with this status; by `word` when a route has one of its own. */
export function problemExample(status: number, word?: string, when?: string): Record<string, unknown> | undefined {
  const [code, detail] = word === undefined ? (usual[status] ?? []) : [word, when ?? ''];
  if (code === undefined) return undefined;
  return { type: PROBLEM_BASE + code, title: titleOf(code), status, detail, ...(code === 'invalid-request' && word === undefined ? { errors: [{ path: '/lines/0/quantity', message: 'Too small: expected number to be >=1' }] } : {}) };
}
