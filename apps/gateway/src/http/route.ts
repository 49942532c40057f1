import type { z } from 'zod';
import type { Scope } from '../partners/scopes.js';
import type { Gateway } from '../gateway.js';
import type { FormPart, ReceivedForm } from '../intake/imports/receive.js';
import type { Client } from '../partners/clients.js';
import type { Call } from './call.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What is answered: JSON as text, another text with its type, or nothing. */
export interface Answer {
  readonly status: number;
  readonly json?: string;
  readonly text?: string;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes the answer over (streams); nothing else is sent. */
  readonly stream?: (response: import('node:http').ServerResponse) => void;
}

/** An answer's shape: a schema in its HTTP form, no body, or media types other than JSON (`a, b`). */
export type AnswerShape = z.ZodType | 'empty' | { readonly media: string };

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

/**
 * One route, told once: what is served, validated, documented and guarded follows from it.
 * A route without a scope does not compile; `public` says that it needs no token, `any` that every token will do.
 */
export interface RouteSpec<P extends z.ZodType | undefined = z.ZodType | undefined, Q extends z.ZodType | undefined = z.ZodType | undefined, B extends z.ZodType | undefined = z.ZodType | undefined> {
  readonly method: Method;
  /** As in OpenAPI: `/v1/orders/{id}`. */
  readonly path: string;
  readonly scope: Scope | 'public' | 'any';
  readonly tag: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  /** Members unknown to it are refused. `merge-patch` bodies (RFC 7396) are handed on as they are. */
  readonly body?: B;
  /** `signed`: JSON whose bytes are signed; the handler gets them as they came (`raw`), and no caller's token, key or preference counts. */
  readonly bodyKind?: 'json' | 'merge-patch' | 'form' | 'multipart' | 'signed';
  /** Takes a `multipart` body as it comes, after the caller is known to be allowed. */
  readonly receive?: (gateway: Gateway, client: Client, parts: () => AsyncIterable<FormPart>) => Promise<ReceivedForm>;
  readonly bodyLimit?: number;
  readonly answers: Readonly<Record<number, AnswerShape>>;
  /** Media types in which a 200 comes too when the caller asks for a file (`a, b`). */
  readonly files?: string;
  /** Problems beyond those of every route. */
  readonly problems?: readonly number[];
  /** Accepts `If-Match` and `If-None-Match: *`; answers carry an ETag. */
  readonly conditional?: boolean;
  /** Its answers hold personal data or secrets: never stored for repeats. */
  readonly personal?: boolean;
  /** Its errors are those of OAuth 2 (RFC 6749), not problems. */
  readonly oauth?: boolean;
  readonly handle: (call: Call<Output<P>, Output<Q>, Output<B>>) => Promise<Answer>;
}

/** Declares a route with the types of its parts. */
export function route<P extends z.ZodType | undefined = undefined, Q extends z.ZodType | undefined = undefined, B extends z.ZodType | undefined = undefined>(spec: RouteSpec<P, Q, B>): RouteSpec {
  return spec as unknown as RouteSpec;
}

const MB = 1024 * 1024;
/** Greatest bodies in bytes (api.md, conventions). */
export const bodyLimits = { usual: 256 * 1024, orders: MB, movements: 5 * MB, imports: 200 * MB };

export function ok(value: unknown, headers?: Readonly<Record<string, string>>, status = 200): Answer {
  return { status, json: JSON.stringify(value), ...(headers ? { headers } : {}) };
}

export function etag(version: number): Record<string, string> {
  return { etag: `"${version}"` };
}

/** A POST that may be repeated under a key of the caller's: not what has an identity of its own. */
export const takesKey = ({ method, oauth, bodyKind }: RouteSpec): boolean => method === 'POST' && !oauth && bodyKind !== 'signed';

/** A body of which every member may be missing may be missing itself; a patch may not, it would say nothing. */
export function needsBody({ body, bodyKind }: RouteSpec): boolean {
  return body !== undefined && (bodyKind === 'merge-patch' || !body.safeDecode({} as never).success);
}

/** What an Idempotency-Key may be: 1 to 255 printable ASCII characters, blanks inside only. */
export const IDEMPOTENCY_KEY = '^[\\x21-\\x7e](?:[\\x20-\\x7e]{0,253}[\\x21-\\x7e])?$';
