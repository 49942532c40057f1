import type { MaybeOptionalInit } from 'openapi-fetch';
import type { PathsWithMethod, RequiredKeysOf } from 'openapi-typescript-helpers';
import type { paths } from './openapi.js';

export type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';

/** Paths that have this method. */
export type PathOf<M extends Method> = PathsWithMethod<paths, M>;

type Done = 200 | 201 | 204;
type Content<R> = R extends { content: infer C extends Record<string, unknown> } ? C[keyof C] : undefined;
type Responses<P extends keyof paths, M extends Method> = paths[P] extends Record<M, { responses: infer R }> ? R : never;

/** What a call gives when it has succeeded: the body of 200 or 201, undefined for 204; where the route knows only 202, what that carries. */
export type Outcome<P extends keyof paths, M extends Method> = keyof Responses<P, M> & Done extends never
  ? 202 extends keyof Responses<P, M> ? Content<Responses<P, M>[202]> : unknown
  : Content<Responses<P, M>[keyof Responses<P, M> & Done]>;

export interface CallOptions {
  /** A POST is sent under a key of its own, so that it can be repeated. Give yours when it must survive your process: the number of your order, say. */
  readonly idempotencyKey?: string;
  /** Only this version (an `ETag`): 412 when somebody was faster. */
  readonly ifMatch?: string;
  /** `'*'`: create, do not replace. */
  readonly ifNoneMatch?: string;
  /** Milliseconds for one attempt; default that of the client. */
  readonly timeoutMs?: number;
  /** Attempts after the first; default those of the client. */
  readonly retries?: number;
  readonly signal?: AbortSignal;
}

type Parts<T> = T extends object ? Pick<T, keyof T & ('params' | 'body')> : T;
/** `params`, `body` and how patient to be. Optional when the route needs nothing. */
export type Init<P extends keyof paths, M extends Method> = M extends keyof paths[P]
  ? RequiredKeysOf<Parts<NonNullable<MaybeOptionalInit<paths[P], M>>>> extends never ? [init?: Parts<NonNullable<MaybeOptionalInit<paths[P], M>>> & CallOptions] : [init: Parts<NonNullable<MaybeOptionalInit<paths[P], M>>> & CallOptions]
  : never;

/** Lists: paths whose GET answers `{ items, nextCursor }`. */
export type ListPath = { [P in PathOf<'get'>]: Outcome<P, 'get'> extends { items: readonly unknown[]; nextCursor: string | null } ? P : never }[PathOf<'get'>];
export type ItemOf<P extends ListPath> = Outcome<P, 'get'> extends { items: ReadonlyArray<infer I> } ? I : never;
