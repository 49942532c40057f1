import type { Database, Tx } from '@onefront/outbox';
import { readAs, rowsBehindWall, type Wall } from '../persistence/behind-wall.js';
import type { PromiseView, ViewChanges } from './changes.js';
import type { Body } from './documents.js';
import { toHttpForm } from './http-form.js';
import { seesChannel, type Viewer } from './viewer.js';

interface PromiseRow extends Body { readonly channel: string | null }

/** Which rows of a list: those of a channel, of a SKU, or whose document has a member with this value. */
export interface PromiseQuestion {
  readonly channel?: string | undefined;
  readonly sku?: string | undefined;
  readonly status?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Policies of SKUs and expected receipts by key. A partner sees what is said of its own channels; what belongs to no channel is the retailer's. */
export class Promises {
  private readonly row: (key: string, wall: Wall | null) => Promise<PromiseRow | undefined>;

  constructor(private readonly database: Database) {
    this.row = rowsBehindWall(async (names, wall) => {
      const { rows } = await readAs<{ view: string; key: string; channel: string | null; version: string; body: string }>(database, wall, {
        name: 'promise-read',
        text: 'select p.view, p.key, p.channel, p.version, p.body from unnest($1::text[], $2::text[]) as k(view, key) join promise_view p using (view, key) where p.body is not null',
        values: [names.map((name) => name.slice(0, name.indexOf('/'))), names.map((name) => name.slice(name.indexOf('/') + 1))],
      });
      return new Map(rows.map((row) => [`${row.view}/${row.key}`, { channel: row.channel, version: Number(row.version), body: row.body }]));
    });
  }

  async get(view: PromiseView, key: string, viewer: Viewer): Promise<Body | undefined> {
    const row = await this.row(`${view}/${key}`, viewer.wall);
    return row && (row.channel === null ? viewer.channels === null : seesChannel(viewer, row.channel)) ? row : undefined;
  }

  async list(view: PromiseView, { channel, sku, status, after = '', limit }: PromiseQuestion, viewer: Viewer): Promise<{ key: string; body: string }[]> {
    const { rows } = await readAs<{ key: string; body: string }>(this.database, viewer.wall, {
      name: 'promise-list',
      text: `select key, body from promise_view where view = $1 and body is not null and key > $2 and ($3::text is null or channel = $3) and ($4::text is null or sku = $4)
        and ($5::text is null or document ->> 'status' = $5) and ($6::text[] is null or channel = any($6)) order by key limit $7`,
      values: [view, after, channel ?? null, sku ?? null, status ?? null, viewer.channels, limit],
    });
    return rows;
  }
}

export function storePromises(tx: Tx, { promises }: ViewChanges): void {
  const rows = [...promises.values()].sort((a, b) => (`${a.view}/${a.key}` < `${b.view}/${b.key}` ? -1 : 1));
  if (rows.length === 0) return;
  tx.write({
    name: 'view-promises',
    text: `insert into promise_view as v (view, key, channel, sku, version, document, body)
      select view, key, channel, sku, version, document::jsonb, body from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[]) as p(view, key, channel, sku, version, document, body)
      on conflict (view, key) do update set version = excluded.version, document = excluded.document, body = excluded.body where excluded.version > v.version`,
    values: [
      rows.map((row) => row.view), rows.map((row) => row.key), rows.map((row) => row.channel), rows.map((row) => row.sku), rows.map((row) => row.version),
      rows.map((row) => row.document && JSON.stringify(row.document)), rows.map((row) => row.document && JSON.stringify(toHttpForm(row.document))),
    ],
  });
}
