import { z } from 'zod';

/** RFC 9457, as every error is answered. */
export const problemShape = z.looseObject({
  type: z.string().describe('a URI whose last segment is the word for what happened'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.looseObject({ path: z.string().describe('JSON Pointer into the request'), message: z.string() })).optional(),
  retryAfter: z.int().optional().describe('seconds after which asking again may give another answer'),
}).meta({ id: 'Problem' });

/** The answer 202: it goes on, and can be followed. */
export const operationShape = z.strictObject({
  id: z.string(),
  status: z.enum(['pending', 'done', 'refused']),
  resource: z.unknown().optional().describe('the body that the synchronous answer would have carried'),
  problem: problemShape.optional(),
  acceptedAt: z.iso.datetime(),
  settledAt: z.iso.datetime().optional(),
}).meta({ id: 'Operation' });
