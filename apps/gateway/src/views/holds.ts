import type { HoldDocument } from '@onefront/contracts';
import type { Database, Tx } from '@onefront/outbox';
import { readAs, rowsBehindWall, type Wall } from '../persistence/behind-wall.js';
import type { ViewChanges } from './changes.js';
import type { Body } from './documents.js';
import { seesChannel, type Viewer } from './viewer.js';

interface HoldRow { readonly version: number; readonly client: string; readonly hold: HoldDocument; readonly over: boolean }

/** Soft holds by id (S2). A partner sees its own; the retailer itself sees all. */
export class Holds {
  private readonly row: (id: string, wall: Wall | null) => Promise<HoldRow | undefined>;

  constructor(database: Database) {
    this.row = rowsBehindWall(async (ids, wall) => {
      const { rows } = await readAs<{ id: string; version: string; client: string; document: HoldDocument; over: boolean }>(database, wall, {
        name: 'hold-read', text: 'select id, version, client, document, expires_at <= clock_timestamp() as over from hold_view where id = any($1::text[])', values: [ids],
      });
      return new Map(rows.map((row) => [row.id, { version: Number(row.version), client: row.client, hold: row.document, over: row.over }]));
    });
  }

  /** As it is at this moment: one whose lifetime is over has expired, swept or not. */
  async find(id: string, viewer: Viewer): Promise<{ version: number; hold: HoldDocument } | undefined> {
    const row = await this.row(id, viewer.wall);
    if (!row || (viewer.wall && (row.client !== viewer.wall.client || !seesChannel(viewer, row.hold.channel)))) return undefined;
    const { version, hold, over } = row;
    return { version, hold: over && hold.status === 'held' ? { ...hold, status: 'expired' } : hold };
  }

  async get(id: string, viewer: Viewer): Promise<Body | undefined> {
    const found = await this.find(id, viewer);
    return found && { version: found.version, body: JSON.stringify(found.hold) };
  }
}

export function storeHolds(tx: Tx, { holds }: ViewChanges): void {
  const rows = [...holds].sort(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length === 0) return;
  tx.write({
    name: 'view-holds',
    text: `insert into hold_view as v (id, version, client, channel, expires_at, document)
      select id, version, client, channel, expires_at, document::jsonb from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::text[]) as h(id, version, client, channel, expires_at, document)
      on conflict (id) do update set version = excluded.version, expires_at = excluded.expires_at, document = excluded.document where excluded.version > v.version`,
    values: [
      rows.map(([id]) => id), rows.map(([, row]) => row.version), rows.map(([, row]) => row.client), rows.map(([, row]) => row.document.channel), rows.map(([, row]) => row.document.expiresAt), rows.map(([, row]) => JSON.stringify(row.document)),
    ],
  });
}
