import type { Body } from '../views/documents.js';
import { notFound, type Call } from './call.js';
import { isKnown } from './conditions.js';
import { etag, type Answer } from './route.js';

/** A row of which more is shown than its version counts: its ETag is for `If-Match`, and it is always answered whole. */
export function versionedGet(row: Body | undefined): Answer {
  if (!row) throw notFound();
  return { status: 200, json: row.body, headers: etag(row.version) };
}

/** A row with its ETag; 304 when the caller has this version already; 404 when there is no row. */
export function conditionalGet(call: Call<unknown, unknown, unknown>, row: Body | undefined): Answer {
  if (!row) throw notFound();
  const headers = etag(row.version);
  return isKnown(call.headers, headers['etag']!) ? { status: 304, headers } : { status: 200, json: row.body, headers };
}
