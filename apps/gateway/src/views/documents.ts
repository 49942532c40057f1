import type { Database } from '@onefront/outbox';
import { readAs, rowsBehindWall, type Wall } from '../persistence/behind-wall.js';
import type { DocumentView } from './changes.js';
import { seesChannel, type Viewer } from './viewer.js';

/** A row as it is answered: its JSON and the version that the ETag shows. */
export interface Body { readonly version: number; readonly body: string }

/** Locations, channels, promotions and rates: documents by id. A partner sees what holds on its own channels. */
export class Documents {
  private readonly row: (key: string, wall: Wall | null) => Promise<Body & { channels: 'all' | readonly string[] | null } | undefined>;

  constructor(private readonly database: Database) {
    this.row = rowsBehindWall(async (keys, wall) => {
      const pairs = keys.map((key) => key.split('/') as [string, string]);
      const { rows } = await readAs<{ view: string; key: string; version: string; body: string; channels: 'all' | string[] | null }>(database, wall, {
        name: 'document-read',
        text: `select d.view, d.key, d.version, d.body, d.document -> 'channels' as channels from unnest($1::text[], $2::text[]) as k(view, key) join document_view d using (view, key) where d.body is not null`,
        values: [pairs.map(([view]) => view), pairs.map(([, key]) => key)],
      });
      return new Map(rows.map((row) => [`${row.view}/${row.key}`, { version: Number(row.version), body: row.body, channels: row.channels }]));
    });
  }

  async get(view: DocumentView, key: string, viewer: Viewer): Promise<Body | undefined> {
    const row = await this.row(`${view}/${key}`, viewer.wall);
    return row && seesDocument(view, { key, channels: row.channels }, viewer) ? row : undefined;
  }

  /** How something that holds on channels stands to a partner: nobody's yet, its own alone, shared with channels of others, or theirs. */
  async standing(view: 'promotion' | 'shipping-rate', key: string, viewer: Viewer): Promise<'free' | 'own' | 'shared' | 'foreign'> {
    const row = await this.row(`${view}/${key}`, null);
    if (!row) return 'free';
    if (viewer.channels === null) return 'own';
    const { channels } = row;
    if (Array.isArray(channels) && channels.length > 0 && channels.every((channel: string) => seesChannel(viewer, channel))) return 'own';
    return seesDocument(view, { key, channels }, viewer) ? 'shared' : 'foreign';
  }

  async list(view: DocumentView, page: { after?: string; limit: number; kind?: string | undefined }, viewer: Viewer): Promise<{ key: string; body: string }[]> {
    const { rows } = await readAs<{ key: string; body: string }>(this.database, viewer.wall, {
      name: 'document-list',
      text: `select key, body from document_view where view = $1 and body is not null and key > $2
        and ($3::text[] is null or case view when 'channel' then key = any($3) when 'promotion' then ${holdsOn('$3')} when 'shipping-rate' then ${holdsOn('$3')} else true end)
          and ($5::text is null or document ->> 'kind' = $5) order by key limit $4`,
      values: [view, page.after ?? '', viewer.channels, page.limit, page.kind ?? null],
    });
    return rows;
  }
}

/** Whether a promotion or rate holds on one of these channels, or on all. */
export function holdsOn(channels: string, document = 'document'): string {
  return `(coalesce(${document} -> 'channels', '"all"') = '"all"' or ${document} -> 'channels' ?| ${channels})`;
}

/** A partner sees its own channels, and the promotions and shipping rates that hold on one of them; locations and tax rates are everybody's. */
function seesDocument(view: DocumentView, { key, channels }: { key: string; channels: 'all' | readonly string[] | null }, viewer: Viewer): boolean {
  if (viewer.channels === null) return true;
  if (view === 'channel') return seesChannel(viewer, key);
  if (view !== 'promotion' && view !== 'shipping-rate') return true;
  return !Array.isArray(channels) || channels.some((channel) => seesChannel(viewer, channel as string));
}
