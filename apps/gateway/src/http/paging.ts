import { text } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { z } from 'zod';
import { ok, type Answer } from './route.js';

const digits = (min: number, max: number) => z.string().regex(/^\d{1,9}$/, 'a whole number').transform(Number).pipe(z.number().min(min, `at least ${min}`).max(max, `at most ${max}`)).meta({ type: 'integer', minimum: min, maximum: max, pattern: undefined });

/** `?limit=` (default 50, at most 200) and `?cursor=` of every list. */
export const pageQuery = { limit: digits(1, 200).default(50), cursor: text(500).optional() };
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
/** A time in a query; its plus sign may have come as a blank. */
export const moment = z.string().transform((value) => value.replace(' ', '+')).pipe(z.iso.datetime({ offset: true, error: 'not an RFC 3339 time' })).transform((value) => new Date(value)).meta({ format: 'date-time' });

export function pageOf(items: z.ZodType): z.ZodType {
  return z.strictObject({ items: z.array(items), nextCursor: z.string().nullable() });
}

/** Cursors are opaque to callers: where the page ended, as base64url JSON. */
export function writeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Throws 422 for what was never a cursor of this list. */
export function readCursor<S extends z.ZodType>(cursor: string | undefined, shape: S): z.output<S> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new DomainError('invalid-request', 'invalid', '/cursor: not a cursor of this list', [{ path: '/cursor', message: 'not a cursor of this list' }]);
  }
}

export const keyCursor = z.tuple([text(200)]);
export const timeCursor = z.tuple([z.iso.datetime({ precision: 6 }), text(64)]);

/** A page from rows of which one more was read than is shown. `bodies` are JSON texts. */
export function pageAnswer<R>(rows: readonly R[], limit: number, of: { body: (row: R) => string; position: (row: R) => readonly (string | number)[] }): Answer {
  const shown = rows.slice(0, limit);
  const next = rows.length > limit ? JSON.stringify(writeCursor(of.position(shown.at(-1)!))) : 'null';
  return { status: 200, json: `{"items":[${shown.map(of.body).join(',')}],"nextCursor":${next}}` };
}

export function itemsAnswer(items: readonly unknown[], next: string | undefined): Answer {
  return ok({ items, nextCursor: next === undefined ? null : writeCursor([next]) });
}
