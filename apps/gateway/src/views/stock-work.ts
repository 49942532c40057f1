import type { CountDocument, TransferDocument } from '@onefront/contracts';
import type { Database, Tx } from '@onefront/outbox';
import { readAs, rowsBehindWall, type Wall } from '../persistence/behind-wall.js';
import type { ViewChanges } from './changes.js';
import type { Body } from './documents.js';
import type { Viewer } from './viewer.js';

export type StockWorkView = 'transfer' | 'count';
interface WorkDocuments { readonly transfer: TransferDocument; readonly count: CountDocument }
interface WorkRow { readonly version: number; readonly client: string; readonly document: TransferDocument | CountDocument }

/** A page of a list: what comes after an id, as far as it has this status and is about this location. */
export interface WorkPage { readonly after: string; readonly limit: number; readonly status?: string | undefined; readonly location?: string | undefined }

/** Transfers and counts by id. A partner sees those that it began; the retailer itself sees all. */
export class StockWork {
  private readonly row: (key: string, wall: Wall | null) => Promise<WorkRow | undefined>;

  constructor(private readonly database: Database) {
    this.row = rowsBehindWall(async (keys, wall) => {
      const pairs = keys.map((key) => key.split('/') as [string, string]);
      const { rows } = await readAs<{ view: string; id: string; version: string; client: string; document: WorkRow['document'] }>(database, wall, {
        name: 'stock-work-read', text: 'select w.view, w.id, w.version, w.client, w.document from unnest($1::text[], $2::text[]) as k(view, id) join stock_work_view w using (view, id)',
        values: [pairs.map(([view]) => view), pairs.map(([, id]) => id)],
      });
      return new Map(rows.map((row) => [`${row.view}/${row.id}`, { version: Number(row.version), client: row.client, document: row.document }]));
    });
  }

  async find<V extends StockWorkView>(view: V, id: string, viewer: Viewer): Promise<{ version: number; document: WorkDocuments[V] } | undefined> {
    const row = await this.row(`${view}/${id}`, viewer.wall);
    if (!row || (viewer.wall && row.client !== viewer.wall.client)) return undefined;
    return { version: row.version, document: row.document as WorkDocuments[V] };
  }

  async get(view: StockWorkView, id: string, viewer: Viewer): Promise<Body | undefined> {
    const found = await this.find(view, id, viewer);
    return found && { version: found.version, body: JSON.stringify(found.document) };
  }

  /** Newest last: ids grow with time. */
  async list(view: StockWorkView, { after, limit, status, location }: WorkPage, viewer: Viewer): Promise<{ id: string; body: string }[]> {
    const { rows } = await readAs<{ id: string; body: string }>(this.database, viewer.wall, {
      name: 'stock-work-list',
      text: `select id, document::text as body from stock_work_view where view = $1 and id > $2 and ($3::text is null or status = $3) and ($4::text is null or $4 = any(locations)) and ($5::text is null or client = $5)
        order by id limit $6`,
      values: [view, after, status ?? null, location ?? null, viewer.wall?.client ?? null, limit],
    });
    return rows;
  }
}

export function storeStockWork(tx: Tx, { stockWork }: ViewChanges): void {
  const rows = [...stockWork.values()].sort((a, b) => (a.view + a.document.id < b.view + b.document.id ? -1 : 1));
  if (rows.length === 0) return;
  tx.write({
    name: 'view-stock-work',
    text: `insert into stock_work_view as v (view, id, version, client, status, locations, document)
      select view, id, version, client, status, array(select jsonb_array_elements_text(locations::jsonb)), document::jsonb
      from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[]) as w(view, id, version, client, status, locations, document)
      on conflict (view, id) do update set version = excluded.version, status = excluded.status, document = excluded.document where excluded.version > v.version`,
    values: [
      rows.map((row) => row.view), rows.map((row) => row.document.id), rows.map((row) => row.version), rows.map((row) => row.client), rows.map((row) => row.document.status),
      rows.map(({ document }) => JSON.stringify('from' in document ? [document.from, document.to] : [document.location])), rows.map((row) => JSON.stringify(row.document)),
    ],
  });
}
