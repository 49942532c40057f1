import { opaqueId, text, timestamp, timezone, unseal } from '@onefront/contracts';
import { z } from 'zod';
import { recordLooking } from '../../audit/own-changes.js';
import type { Scope } from '../../partners/scopes.js';
import { exportFormats, exportRows } from '../../intake/imports/export-rows.js';
import { importKinds, type ImportKind, type Mapping } from '../../intake/imports/import-job.js';
import { shownOf, type KnownImport } from '../../intake/imports/imports.js';
import { isTimeFormat } from '../../intake/imports/moments.js';
import { receiveForm } from '../../intake/imports/receive.js';
import { rejectedRows } from '../../intake/imports/rejected-rows.js';
import { notFound, requireScope, wrong, type Call } from '../call.js';
import { keyCursor, pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { bodyLimits, ok, route } from '../route.js';
import { streamText } from '../stream-text.js';

const tag = 'Imports';
const params = z.strictObject({ id: opaqueId });
const rows = z.int();
const kind = z.enum(importKinds, { error: `one of ${importKinds.join(', ')}` });
const rowError = z.strictObject({ row: rows.describe('from 1, the header not counted'), path: z.string().describe('JSON Pointer into the row\'s fields'), column: z.string().optional().describe('the column of the file behind it'), message: z.string() });
const importMembers = {
  id: opaqueId, kind, status: z.enum(['running', 'done', 'failed', 'cancelled']), dryRun: z.boolean(), rows: rows.describe('read so far'), accepted: rows.describe('in a dry run: would be'), rejected: rows, unchanged: rows.describe('rows that were so already'),
  detail: z.string().optional().describe('why the rest of the file could not be read'), filename: z.string().optional(), createdAt: timestamp, endedAt: timestamp.optional(),
  progress: z.strictObject({ bytes: z.int().describe('of the file, read so far'), totalBytes: z.int(), percent: z.int().min(0).max(100).describe('of its rows; estimated until all are read'), rowsPerSecond: z.int() }),
};
const listedImport = z.strictObject(importMembers).meta({ id: 'ListedImport' });
const preview = z.array(z.strictObject({ row: rows, fields: z.record(z.string(), z.unknown()) })).describe('of a dry run: the first rows as they were understood');
const importShape = z.strictObject({ ...importMembers, errors: z.array(rowError).describe('the first 100'), preview: preview.optional() }).meta({ id: 'Import' });

const columns = z.record(text(200), text(200).nullable());
const values = z.record(text(200, 1), z.unknown());
const mapping = z.union([columns, z.strictObject({
  columns: columns.describe('column -> field, null leaves it out; other columns are named like their fields. A column is named by its header or its letter (A, AB)'),
  constants: values.optional().describe('field -> value in every row'), defaults: values.optional().describe('field -> value where a row has none'),
  decimal: z.enum(['.', ',']).optional().describe('how numbers are written; then also with thousands set apart, and amounts without their last zeros'),
  dates: text(60).refine(isTimeFormat, 'YYYY, MM and DD, perhaps HH, mm and ss, each once').optional().describe('how times are written, e.g. DD.MM.YYYY HH:mm'), timezone: timezone.optional().describe('whose clock they show; default UTC'),
  sheet: text(100, 1).optional().describe('of a workbook; default the first'), header: z.boolean().optional().describe('false: the first row is a record already, columns go by letter'),
})]).meta({ id: 'ImportMapping' });
const form = z.strictObject({
  kind, file: z.string({ error: 'a file is expected' }).meta({ format: 'binary' }).describe('CSV with a header (fields like `price.amount`) or JSON lines, in UTF-8, or a workbook (.xlsx); at most 200 MB'),
  mapping: mapping.optional().describe('column -> field, or more of it; a JSON text in the form'),
  dryRun: z.boolean().optional().describe('true: checks every row and changes nothing'),
});

/** Kinds beyond those that `imports:write` opens by itself: the scopes of their interactive routes. */
const writes: Partial<Record<ImportKind, Scope>> = { listings: 'catalog:write', locations: 'channels:write', channels: 'channels:write', promotions: 'promotions:write', coupons: 'promotions:write', 'tax-rates': 'promotions:write', 'shipping-rates': 'promotions:write' };
const reads: Partial<Record<ImportKind, Scope>> = {
  listings: 'catalog:read', locations: 'channels:read', suppliers: 'channels:read', channels: 'channels:read', stock: 'stock:read:locations', orders: 'orders:read', promotions: 'promotions:read', coupons: 'promotions:read', 'tax-rates': 'promotions:read', 'shipping-rates': 'promotions:read',
};

export const importRoutes = [
  route({
    method: 'POST', path: '/v1/imports', scope: 'imports:write', tag, summary: 'Take in a file of one kind of thing', body: form, bodyKind: 'multipart', bodyLimit: bodyLimits.imports, receive: receiveForm,
    answers: { 202: z.strictObject({ id: opaqueId }) },
    handle: async (call) => {
      const { id, ...file } = call.upload!;
      const needed = writes[call.body.kind];
      if (needed) requireScope(call, needed);
      await call.gateway.imports.start(id, { kind: call.body.kind, ...file, mapping: wholeMapping(call.body.mapping), dryRun: call.body.dryRun ?? false });
      return ok({ id }, { location: `/v1/imports/${id}` }, 202);
    },
  }),
  route({
    method: 'GET', path: '/v1/imports', scope: 'imports:write', tag, summary: 'Imports of the last 30 days, newest first', query: z.strictObject(pageQuery), answers: { 200: pageOf(listedImport) },
    handle: async (call) => {
      const { limit, cursor } = call.query;
      const found = await call.gateway.imports.list(call.client, { limit: limit + 1, after: readCursor(cursor, keyCursor)?.[0] });
      return pageAnswer(found, limit, { body: (one) => JSON.stringify(one), position: ({ id }) => [id] });
    },
  }),
  route({
    method: 'GET', path: '/v1/imports/{id}', scope: 'imports:write', tag, summary: 'How far an import is, and what was wrong', params, answers: { 200: importShape },
    handle: async (call) => {
      const found = await own(call, call.params.id);
      const errors = await call.gateway.imports.errors(found, { limit: 100 });
      return ok({ ...shownOf(found), errors: errors.map(({ index: _index, ...error }) => error), ...(await previewOf(call, found)) });
    },
  }),
  route({
    method: 'GET', path: '/v1/imports/{id}/errors', scope: 'imports:write', tag, summary: 'All that was wrong, by row; with `format` csv or jsonl (or Accept: text/csv) the rejected rows themselves, to be mended and sent again', params,
    query: z.strictObject({ ...pageQuery, format: z.enum(['json', 'csv', 'jsonl']).optional() }), answers: { 200: pageOf(rowError) }, files: 'text/csv, application/x-ndjson',
    handle: async (call) => {
      const { limit, cursor } = call.query;
      const found = await own(call, call.params.id);
      const format = call.query.format ?? acceptedFormat(call.headers['accept']);
      if (format !== 'json') return errorFile(call, found, format);
      const after = readCursor(cursor, z.tuple([z.int().min(0), z.int().min(0)]));
      const errors = await call.gateway.imports.errors(found, { limit: limit + 1, ...(after ? { after } : {}) });
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
    method: 'GET', path: '/v1/exports', scope: 'imports:write', tag, summary: 'All of a kind as CSV or JSON lines, in the shape in which it can be imported', personal: true,
    query: z.strictObject({ kind, format: z.enum(exportFormats).default('csv') }), answers: { 200: { media: 'text/csv, application/x-ndjson' } },
    handle: async (call) => {
      const needed = reads[call.query.kind];
      if (needed) requireScope(call, needed);
      await recordLooking(call.gateway.database, { action: 'gateway.exported', subject: { type: 'export', id: call.query.kind }, after: { format: call.query.format } });
      return { status: 200, stream: streamText(call.gateway, exportRows(call.gateway, call.query, call.viewer), fileHeaders(call.query.kind, call.query.format)) };
    },
  }),
];

async function own(call: Call<unknown, unknown, unknown>, id: string): Promise<KnownImport> {
  const found = await call.gateway.imports.get(id, call.client);
  if (!found) throw notFound();
  return found;
}

/** Both forms of a mapping are one: a flat one names columns only. */
function wholeMapping(given: z.output<typeof mapping> = {}): Mapping {
  return typeof given['columns'] === 'object' && given['columns'] !== null ? (given as Mapping) : { columns: given as Mapping['columns'] };
}

async function previewOf({ gateway }: Call<unknown, unknown, unknown>, { kid, preview: box }: KnownImport): Promise<{ preview?: unknown }> {
  const key = box === null ? undefined : (await gateway.keyring.keys([kid])).get(kid);
  return key ? { preview: unseal({ kid, box: box! }, key) } : {};
}

function acceptedFormat(accept: string | string[] | undefined): 'json' | 'csv' {
  return typeof accept === 'string' && /^\s*text\/csv\b/i.test(accept) ? 'csv' : 'json';
}

/** In the shape in which the file came: a table goes back as CSV. */
function errorFile(call: Call<unknown, unknown, unknown>, found: KnownImport, format: 'csv' | 'jsonl') {
  const shape = found.format === 'jsonl' ? 'jsonl' : 'csv';
  if (format !== shape) throw wrong('/format', `the file was ${found.format === 'jsonl' ? 'JSON lines' : 'a table'}: ask for ${shape}`);
  return { status: 200, stream: streamText(call.gateway, rejectedRows(call.gateway, found), fileHeaders(`${found.kind}-rejected`, shape)) };
}

function fileHeaders(name: string, format: 'csv' | 'jsonl'): Record<string, string> {
  return { 'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson', 'content-disposition': `attachment; filename="${name}.${format}"` };
}
