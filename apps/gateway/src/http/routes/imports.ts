import { opaqueId, text } from '@onefront/contracts';
import { z } from 'zod';
import { exportKinds, exportRows } from '../../intake/imports/export-rows.js';
import { importKinds } from '../../intake/imports/import-job.js';
import { receiveForm } from '../../intake/imports/receive.js';
import { notFound, requireScope, type Call } from '../call.js';
import { pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { bodyLimits, ok, route } from '../route.js';
import { streamText } from '../stream-text.js';

const tag = 'Imports';
const params = z.strictObject({ id: opaqueId });
const rows = z.int();
const rowError = z.strictObject({ row: rows.describe('from 1, the header not counted'), path: z.string().describe('JSON Pointer into the row\'s fields'), message: z.string() });
const importShape = z.strictObject({
  id: opaqueId, kind: z.enum(importKinds), status: z.enum(['running', 'done', 'failed', 'cancelled']), rows: rows.describe('read so far'), accepted: rows, rejected: rows, unchanged: rows.describe('rows that were so already'),
  detail: z.string().optional().describe('why the rest of the file could not be read'), errors: z.array(rowError).describe('the first 100'),
}).meta({ id: 'Import' });
const form = z.strictObject({
  kind: z.enum(importKinds, { error: `one of ${importKinds.join(', ')}` }),
  file: z.string({ error: 'a file is expected' }).meta({ format: 'binary' }).describe('CSV with a header (fields like `price.amount`) or JSON lines, UTF-8, at most 200 MB'),
  mapping: z.record(text(200), text(200).nullable()).optional().describe('column -> field, null leaves it out; other columns are named like their fields'),
});

export const importRoutes = [
  route({
    method: 'POST', path: '/v1/imports', scope: 'imports:write', tag, summary: 'Take in a file of products, counted stock, customers or orders', body: form, bodyKind: 'multipart', bodyLimit: bodyLimits.imports, receive: receiveForm,
    answers: { 202: z.strictObject({ id: opaqueId }) },
    handle: async (call) => {
      const { id, format } = call.upload!;
      await call.gateway.imports.start(id, { kind: call.body.kind, format, mapping: call.body.mapping });
      return ok({ id }, { location: `/v1/imports/${id}` }, 202);
    },
  }),
  route({
    method: 'GET', path: '/v1/imports/{id}', scope: 'imports:write', tag, summary: 'How far an import is, and what was wrong', params, answers: { 200: importShape },
    handle: async (call) => ok(await own(call, call.params.id)),
  }),
  route({
    method: 'GET', path: '/v1/imports/{id}/errors', scope: 'imports:write', tag, summary: 'All that was wrong, by row', params, query: z.strictObject(pageQuery), answers: { 200: pageOf(rowError) },
    handle: async (call) => {
      const { limit, cursor } = call.query;
      await own(call, call.params.id);
      const after = readCursor(cursor, z.tuple([z.int().min(0), z.int().min(0)]));
      const errors = await call.gateway.imports.errors(call.params.id, { limit: limit + 1, ...(after ? { after } : {}) });
      return pageAnswer(errors, limit, { body: ({ index: _index, ...error }) => JSON.stringify(error), position: (error) => [error.row, error.index] });
    },
  }),
  route({
    method: 'DELETE', path: '/v1/imports/{id}', scope: 'imports:write', tag, summary: 'Cancel an import; rows that are done stay', params, answers: { 204: 'empty' },
    handle: async (call) => {
      await own(call, call.params.id);
      await call.gateway.imports.cancel(call.params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'GET', path: '/v1/exports', scope: 'imports:write', tag, summary: 'A master as CSV, in the shape in which it can be imported', personal: true,
    query: z.strictObject({ kind: z.enum(exportKinds) }), answers: { 200: { media: 'text/csv' } },
    handle: async (call) => {
      const { kind } = call.query;
      if (kind === 'stock') requireScope(call, 'stock:read:locations');
      return { status: 200, stream: streamText(call.gateway, exportRows(call.gateway, kind, call.viewer), { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${kind}.csv"` }) };
    },
  }),
];

async function own(call: Call<unknown, unknown, unknown>, id: string) {
  const found = await call.gateway.imports.get(id, call.client);
  if (!found) throw notFound();
  return found;
}
