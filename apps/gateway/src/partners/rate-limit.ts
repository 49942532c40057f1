import { readHttp } from '@onefront/contracts';
import { DomainError, mergePatch } from '@onefront/kernel';
import { z } from 'zod';

/** What a partner may do per second and at once, where it differs from what every partner may (`RATE_LIMITS`), by class. Stored with its client. */
const rate = z.strictObject({ perSecond: z.number().min(0.001).max(1_000_000).describe('requests that come back per second'), burst: z.int().min(1).max(10_000_000).describe('requests at once') });
export const rateLimitShape = z.strictObject({ read: rate.optional(), write: rate.optional(), quote: rate.optional(), file: rate.optional(), token: rate.optional() }).meta({ id: 'RateLimit' });
export type RateLimit = z.infer<typeof rateLimitShape>;

const ratePatch = z.strictObject({ perSecond: z.number().nullable().optional(), burst: z.number().nullable().optional() }).nullable().optional();
/** As a merge patch: a class that is null, or all of it, is as for every partner again. */
export const rateLimitPatch = z.strictObject({ read: ratePatch, write: ratePatch, quote: ratePatch, file: ratePatch, token: ratePatch }).nullable();

/** Throws 422 naming what is wrong with the merged limits. Null when nothing differs. */
export function patchRateLimit(current: RateLimit | null, patch: z.infer<typeof rateLimitPatch> | undefined): RateLimit | null {
  if (patch === undefined) return current;
  const merged = patch === null ? {} : readHttp(rateLimitShape, mergePatch(current ?? {}, patch), '/rateLimit');
  return Object.keys(merged).length === 0 ? null : merged;
}

/** A partner that manages others, or itself, cannot give out more than there is. Throws 403. */
export function requireRetailer({ channels }: { readonly channels: readonly string[] | null }): void {
  if (channels !== null) throw new DomainError('not-yours', 'forbidden', 'Only the retailer says how much a partner may ask.');
}
