import { opaqueId, text } from '@onefront/contracts';
import { z } from 'zod';
import { headOf } from '../../audit/chain.js';
import { notFound } from '../call.js';
import { moment, pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { route, type Answer } from '../route.js';
import { streamText } from '../stream-text.js';
import type { Placed } from '../../audit/audit.js';

const tag = 'Audit';
const position = z.string().regex(/^\d{1,15}$/, 'not a position of the audit').transform(Number).meta({ type: 'integer', minimum: 0, pattern: undefined });
const hash = z.string().regex(/^[0-9a-f]{64}$/);

const entry = z.strictObject({
  position: z.int().describe('its place in the chain; steps by one'),
  hash: hash.describe('SHA-256, in hex, of the bytes of `previousHash` and this entry without position, hash and previousHash as canonical JSON (RFC 8785)'),
  previousHash: hash.nullable().describe('null where the entry before is not yours to see'),
  at: z.iso.datetime(),
  action: z.string().describe('the fact that told it, or `gateway.<verb>`'),
  actor: z.strictObject({ service: z.string().describe('which decided'), client: z.string().optional().describe('on whose behalf; none when the service acted by itself'), staff: z.record(z.string(), z.string()).optional().describe('the people whom the client named') }),
  subject: z.strictObject({ type: z.string(), id: z.string() }),
  version: z.int().optional().describe('of the subject, after it'),
  previousVersion: z.int().optional().describe('of the subject, which the changes compare with'),
  changes: z.array(z.strictObject({ path: z.string().describe('JSON Pointer into the subject; empty = the whole of it'), before: z.unknown().optional(), after: z.unknown().optional() }))
    .describe('what was not there has no `before`, what is no longer there no `after`; personal values are sealed or withheld'),
  trace: z.string().optional().describe('trace id (W3C)'),
  operation: z.string().optional(),
  message: z.string().optional().describe('id of the fact'),
}).meta({ id: 'AuditEntry' });

const cursorShape = z.tuple([z.int().min(1)]);
const body = (row: Placed) => row.body;

export const auditRoutes = [
  route({
    method: 'GET', path: '/v1/audit', scope: 'audit:read', tag, summary: 'Who changed what, newest first; a partner sees what it did itself', answers: { 200: pageOf(entry) },
    query: z.strictObject({ subject: text(200, 1).optional(), type: text(50, 1).optional(), actor: opaqueId.optional(), trace: z.string().regex(/^[0-9a-f]{32}$/, 'a trace id has 32 hex digits').optional(), from: moment.optional(), to: moment.optional(), ...pageQuery }),
    handle: async (call): Promise<Answer> => {
      const { limit, cursor, ...question } = call.query;
      const before = readCursor(cursor, cursorShape)?.[0];
      return pageAnswer(await call.gateway.audit.list(question, { before, limit: limit + 1 }, call.viewer), limit, { body, position: (row) => [row.position] });
    },
  }),
  route({
    method: 'GET', path: '/v1/audit/export', scope: 'audit:read', tag, summary: 'The chain as JSON lines, oldest first, to be verified outside', answers: { 200: { media: 'application/x-ndjson' } },
    query: z.strictObject({ after: position.optional() }),
    handle: async (call): Promise<Answer> => {
      const { gateway, viewer, query } = call;
      const head = await headOf(gateway.database);
      const slices = gateway.audit.slices({ after: query.after ?? 0, to: head.position }, viewer);
      const headers = { 'audit-head': `${head.position}:${head.hash}`, 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' };
      return { status: 200, stream: streamText(gateway, lines(slices), headers) };
    },
  }),
  route({
    method: 'GET', path: '/v1/audit/{position}', scope: 'audit:read', tag, summary: 'One entry', params: z.strictObject({ position }), answers: { 200: entry },
    handle: async (call): Promise<Answer> => {
      const row = await call.gateway.audit.get(call.params.position, call.viewer);
      if (!row) throw notFound();
      return { status: 200, json: row.body };
    },
  }),
];

async function* lines(slices: AsyncIterable<Placed[]>): AsyncGenerator<string> {
  for await (const rows of slices) yield rows.map((row) => `${row.body}\n`).join('');
}
