import { z } from 'zod';

export const fieldError = z.object({ path: z.string(), message: z.string() });

/** RFC 9457, as it travels. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(fieldError).optional(),
  retryAfter: z.int().optional().describe('seconds after which asking again may give another answer'),
  current: z.unknown().optional().describe('for price-changed: the quote that holds now'),
});
export type Problem = z.infer<typeof problem>;

/** The views of the gateway. A settlement names the rows whose version its caller must be able to read. */
export const viewName = z.enum([
  'product', 'listing', 'location', 'channel', 'stock', 'order', 'customer', 'promotion', 'coupon', 'tax-rate', 'shipping-rate', 'return', 'merge', 'hold', 'transfer', 'count', 'gift-card', 'policy', 'expected-receipt', 'till', 'stock-lease', 'coupon-lease',
]);
export type ViewName = z.infer<typeof viewName>;

export const viewEffect = z.object({ view: viewName, key: z.string(), version: z.int() });
export type ViewEffect = z.infer<typeof viewEffect>;

/**
 * The one answer to one command (design.md section 2). It travels in the header `ce_settles` of the fact that tells the effect,
 * or, when there is no such fact, as `<service>.operation-settled.v1`; both are written in the transaction of the effect.
 */
export const settlement = z.object({
  operationId: z.string(),
  outcome: z.enum(['done', 'refused']),
  status: z.int().describe('the HTTP status of the synchronous answer'),
  /** The answer is the row of this view (after `effects` are visible) ... */
  resource: z.object({ view: viewName, key: z.string() }).optional(),
  /** ... or this body as it stands. */
  body: z.unknown().optional(),
  problem: problem.optional(),
  effects: z.array(viewEffect),
});
export type Settlement = z.infer<typeof settlement>;
