import type { Database } from '@onefront/outbox';
import { rowsByKey } from '../persistence/micro-batch.js';
import type { DocumentView } from './changes.js';
import type { Viewer } from './viewer.js';

/** A row as it is answered: its JSON and the version that the ETag shows. */
export interface Body { readonly version: number; readonly body: string }

/** Locations, channels, promotions and rates: documents by id. A partner sees only its own channels. */
export class Documents {
  private readonly row: (key: string) => Promise<Body | undefined>;

  constructor(private readonly database: Database) {
    this.row = rowsByKey(async (keys) => {
      const pairs = keys.map((key) => key.split('/') as [string, string]);
      const { rows } = await database.read<{ view: string; key: string; version: string; body: string }>({
        name: 'document-read',
        text: 'select d.view, d.key, d.version, d.body from unnest($1::text[], $2::text[]) as k(view, key) join document_view d using (view, key) where d.body is not null',
        values: [pairs.map(([view]) => view), pairs.map(([, key]) => key)],
      });
      return new Map(rows.map((row) => [`${row.view}/${row.key}`, { version: Number(row.version), body: row.body }]));
    });
  }

  async get(view: DocumentView, key: string, viewer: Viewer): Promise<Body | undefined> {
    if (view === 'channel' && viewer.channels !== null && !viewer.channels.includes(key)) return undefined;
    return this.row(`${view}/${key}`);
  }

  async list(view: DocumentView, page: { after?: string; limit: number }, viewer: Viewer): Promise<{ key: string; body: string }[]> {
    const { rows } = await this.database.read<{ key: string; body: string }>({
      name: 'document-list',
      text: `select key, body from document_view where view = $1 and body is not null and key > $2 and ($3::text[] is null or view <> 'channel' or key = any($3)) order by key limit $4`,
      values: [view, page.after ?? '', viewer.channels, page.limit],
    });
    return rows;
  }
}
