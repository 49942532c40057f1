import type { TillDocument } from '@onefront/contracts';
import type { Database, Tx } from '@onefront/outbox';
import { readAs, rowsBehindWall, type Wall } from '../persistence/behind-wall.js';
import type { TillView, ViewChanges } from './changes.js';
import type { Body } from './documents.js';
import { seesChannel, type Viewer } from './viewer.js';

interface TillRow { readonly version: number; readonly channel: string; readonly document: object }

/** Tills and what they have on lease, by the id of the till (S22). A partner sees the tills of its own channels. */
export class Tills {
  private readonly row: (key: string, wall: Wall | null) => Promise<TillRow | undefined>;

  constructor(private readonly database: Database) {
    this.row = rowsBehindWall(async (names, wall) => {
      const pairs = names.map((name) => name.split('/') as [string, string]);
      const { rows } = await readAs<{ view: string; key: string; channel: string; version: string; document: object }>(database, wall, {
        name: 'till-read', text: 'select t.view, t.key, t.channel, t.version, t.document from unnest($1::text[], $2::text[]) as k(view, key) join till_view t using (view, key)',
        values: [pairs.map(([view]) => view), pairs.map(([, key]) => key)],
      });
      return new Map(rows.map((row) => [`${row.view}/${row.key}`, { version: Number(row.version), channel: row.channel, document: row.document }]));
    });
  }

  /** A registered till, or undefined when it is not there for this viewer. */
  async find(id: string, viewer: Viewer): Promise<TillDocument | undefined> {
    return (await this.read('till', id, viewer))?.document as TillDocument | undefined;
  }

  async get(view: TillView, id: string, viewer: Viewer): Promise<Body | undefined> {
    const row = await this.read(view, id, viewer);
    return row && { version: row.version, body: JSON.stringify(row.document) };
  }

  /** Whose an id is, whoever asks: one that others have cannot be taken. */
  async channelOf(id: string): Promise<string | undefined> {
    return (await this.row(`till/${id}`, null))?.channel;
  }

  async list(page: { after: string; limit: number }, viewer: Viewer): Promise<{ key: string; body: string }[]> {
    const { rows } = await readAs<{ key: string; document: object }>(this.database, viewer.wall, {
      name: 'till-list', text: `select key, document from till_view where view = 'till' and key > $1 and ($2::text[] is null or channel = any($2)) order by key limit $3`, values: [page.after, viewer.channels, page.limit],
    });
    return rows.map(({ key, document }) => ({ key, body: JSON.stringify(document) }));
  }

  private async read(view: TillView, id: string, viewer: Viewer): Promise<TillRow | undefined> {
    const row = await this.row(`${view}/${id}`, viewer.wall);
    return row && seesChannel(viewer, row.channel) ? row : undefined;
  }
}

export function storeTills(tx: Tx, { tills }: ViewChanges): void {
  const rows = [...tills.values()].sort((a, b) => (`${a.view}/${a.key}` < `${b.view}/${b.key}` ? -1 : 1));
  if (rows.length === 0) return;
  tx.write({
    name: 'view-tills',
    text: `insert into till_view as v (view, key, channel, version, document)
      select view, key, channel, version, document::jsonb from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[]) as t(view, key, channel, version, document)
      on conflict (view, key) do update set channel = excluded.channel, version = excluded.version, document = excluded.document where excluded.version > v.version`,
    values: [rows.map((row) => row.view), rows.map((row) => row.key), rows.map((row) => row.channel), rows.map((row) => row.version), rows.map((row) => JSON.stringify(row.document))],
  });
}
