import { DomainError, type FieldError } from '@onefront/kernel';
import { z } from 'zod';
import { httpMoney, wireMoney } from './values.js';

/**
 * A shape is written once and built twice: for HTTP (closed, decimal money) and for the wire (open to members added later, minor units).
 * `z.decode` of the HTTP form gives the wire form; `z.encode` the way back.
 */
export interface Kit<M extends z.ZodType> {
  readonly money: M;
  readonly object: typeof z.object;
  /** Any number of a caller's own: no whole one beyond 2^53 at HTTP, where it would come back as another. */
  readonly number: z.ZodNumber;
}

export const http: Kit<typeof httpMoney> = { money: httpMoney, object: z.strictObject as unknown as typeof z.object, number: z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER).overwrite((value) => value + 0) };
export const wire: Kit<typeof wireMoney> = { money: wireMoney, object: z.object, number: z.number() };

/** Reads a request body (or any HTTP form) into its wire form. Throws `invalid-request` (422) naming every wrong field by JSON Pointer. */
export function readHttp<S extends z.ZodType>(schema: S, value: unknown, base = ''): z.output<S> {
  const result = schema.safeDecode(value as never);
  if (result.success) return result.data;
  const errors = fieldErrors(result.error, base);
  throw new DomainError('invalid-request', 'invalid', errors.map((error) => `${error.path || '/'}: ${error.message}`).join('; ').slice(0, 1000), errors);
}

/** The issues of a zod error as field errors; unknown members are named one by one. */
export function fieldErrors(error: z.ZodError, base = ''): FieldError[] {
  return error.issues.flatMap((issue): FieldError[] => {
    const path = base + pointer(issue.path);
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: `${path}${pointer([key])}`, message: 'unknown field' }));
    return [{ path, message: issue.message }];
  });
}

/** JSON Pointer (RFC 6901) of a path. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
