import type { Body } from '../views/documents.js';
import { notFound, type Call } from './call.js';
import { etag, type Answer } from './route.js';

/** A row with its ETag; 304 when the caller has this version already; 404 when there is no row. */
export function conditionalGet(call: Call<unknown, unknown, unknown>, row: Body | undefined): Answer {
  if (!row) throw notFound();
  const known = call.headers['if-none-match'];
  const headers = etag(row.version);
  if (typeof known === 'string' && known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === headers['etag'])) return { status: 304, headers };
  return { status: 200, json: row.body, headers };
}
