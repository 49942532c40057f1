import { createHash } from 'node:crypto';
import { DomainError } from '@onefront/kernel';
import type { Call } from './call.js';
import type { Answer, RouteSpec } from './route.js';

type Headers = Call['headers'];

const LONGEST = 2_000;
const TAG = '(?:W/)?"[\\x21\\x23-\\x7e]*"';
const TAGS = new RegExp(`^${TAG}(?:[ \\t]*,[ \\t]*${TAG})*$`);

/** The entity tags of `If-Match` or `If-None-Match` (RFC 9110): `*`, or each as it was sent. Throws `malformed-header` (400). */
export function readTags(headers: Headers, name: 'if-match' | 'if-none-match'): '*' | readonly string[] | undefined {
  const header = headers[name];
  if (header === undefined) return undefined;
  const text = typeof header === 'string' ? header.trim() : '';
  if (text === '*') return '*';
  if (text.length > LONGEST || !TAGS.test(text)) throw malformed(name, 'takes * or entity tags in double quotes');
  return text.match(new RegExp(TAG, 'g'))!;
}

/**
 * What a write hands to its owner, who alone knows the version (412). A condition that nobody would look at is never passed over: what has no
 * versions meets none, and of `If-None-Match` a write understands only `*`.
 */
export function readConditions({ method, conditional }: Pick<RouteSpec, 'method' | 'conditional'>, headers: Headers): Call['conditions'] {
  if (method === 'GET' || method === 'POST') return {};
  const match = readTags(headers, 'if-match');
  const none = readTags(headers, 'if-none-match');
  if (none !== undefined && none !== '*') throw malformed('if-none-match', 'takes only * on a write');
  if (!conditional && ((match !== undefined && match !== '*') || none !== undefined)) throw new DomainError('precondition-failed', 'precondition', 'What is here has no versions.');
  if (!conditional) return {};
  return { ...(match === undefined ? {} : { ifMatch: match === '*' ? '*' : match.join(', ') }), ...(none === undefined ? {} : { ifNoneMatch: '*' }) };
}

/** Whether the caller has this version already; here weak tags count as well (RFC 9110, 13.1.2). */
export function isKnown(headers: Headers, etag: string): boolean {
  const tags = readTags(headers, 'if-none-match');
  return tags !== undefined && (tags === '*' || tags.some((tag) => tag.replace(/^W\//, '') === etag));
}

/** What has no version is told apart by what it says: a GET that answers the same is 304 to who knows it. */
export function tagged({ method }: Pick<RouteSpec, 'method'>, headers: Headers, answer: Answer): Answer {
  if (method !== 'GET' || answer.status !== 200 || answer.json === undefined || answer.headers?.['etag'] !== undefined) return answer;
  const etag = `"${createHash('sha1').update(answer.json).digest('base64url')}"`;
  if (isKnown(headers, etag)) return { status: 304, headers: { ...answer.headers, etag } };
  return { ...answer, headers: { ...answer.headers, etag } };
}

function malformed(name: string, what: string): DomainError {
  return new DomainError('malformed-header', 'malformed', `${name === 'if-match' ? 'If-Match' : 'If-None-Match'} ${what}.`);
}
