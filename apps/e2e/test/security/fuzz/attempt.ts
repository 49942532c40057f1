import type { Operation } from './document.js';

export interface Attempt {
  readonly operation: Operation;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export async function send(baseUrl: string, { operation, path, headers, body }: Attempt): Promise<Reply> {
  const streams = operation.path === '/v1/events';
  const hangUp = new AbortController();
  const answer = await fetch(baseUrl + path, { method: operation.method, headers, body: body ?? null, redirect: 'manual', ...(streams ? { signal: hangUp.signal } : {}) } as RequestInit);
  if (streams && answer.status === 200) {
    hangUp.abort();
    return { status: 200, text: '', headers: answer.headers };
  }
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

/** What an answer never shows: where code stands, how a database speaks, what the machine is. */
const INSIDE = /\bat [^\n"]*\(?[\w./-]+:\d+:\d+\)?|node_modules|\/dist\/|\.[jt]s:\d+|syntax error at|relation "|violates |pg_|ECONNREFUSED|TypeError|ReferenceError|ZodError|QueryFailed/;

/** Complaints about an answer to anything at all; none when it is as promised. */
export function faults(operation: Operation, { status, text, headers }: Reply): string[] {
  const found: string[] = [];
  if (status >= 500) found.push('a fault of ours for bad input');
  if (!operation.statuses.has(status)) found.push('a status that the document does not know');
  if (!headers.get('x-request-id')) found.push('no X-Request-Id');
  if (status < 400) return found;
  if (INSIDE.test(text)) found.push('shows the inside');
  if (headers.get('content-type') !== (operation.path === '/oauth/token' && headers.get('content-type') === 'application/json' ? 'application/json' : 'application/problem+json')) found.push(`content type ${headers.get('content-type')}`);
  else if (headers.get('content-type') === 'application/problem+json') found.push(...problemFaults(status, text));
  return found;
}

function problemFaults(status: number, text: string): string[] {
  let problem: any;
  try {
    problem = JSON.parse(text);
  } catch {
    return ['a problem that is no JSON'];
  }
  const found: string[] = [];
  if (!URL.canParse(problem.type) || !/\/[a-z0-9-]+$/.test(problem.type)) found.push(`type ${problem.type}`);
  if (problem.status !== status) found.push(`says ${problem.status} in the body`);
  if (typeof problem.title !== 'string' || typeof problem.detail !== 'string') found.push('no title or detail');
  if (problem.errors !== undefined && !(problem.errors as any[]).every((one) => typeof one.path === 'string' && (one.path === '' || one.path.startsWith('/')) && typeof one.message === 'string' && one.message !== '')) found.push('errors without a JSON Pointer');
  if (status === 422 && problem.errors === undefined && !/(reused|coupon-invalid|unsupported|takes no body)/i.test(text)) found.push('422 without the path of what is wrong');
  return found;
}

export function told({ operation, path, body }: Attempt, { status, text }: Reply, why: string): string {
  const shown = body === undefined ? '' : typeof body === 'string' ? body : body.toString('latin1');
  return `${why}: ${operation.method} ${path.slice(0, 300)} ${shown.slice(0, 600)} -> ${status} ${text.slice(0, 400)}`;
}
