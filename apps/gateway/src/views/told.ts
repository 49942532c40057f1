import type { ComputedBufferDocument } from '@onefront/contracts';
import type { Database, Tx } from '@onefront/outbox';
import { Gone } from '../gone.js';
import { readAs } from '../persistence/behind-wall.js';
import type { Confirmed, Published, ViewChanges } from './changes.js';
import { seesChannel, type Viewer } from './viewer.js';

/** What a channel had been told at a time, and what it had been seen to offer by then. Null: nothing. */
export interface ToldAnswer {
  readonly told: { available: number; version: number; stockVersion: number | null; buffer?: number; at: string } | null;
  readonly confirmed: { quantity: number; version: number; readAt: string; ordersUpTo: string | null; heardAt: string } | null;
  /** For the retailer: what the computed buffer follows from, where it was computed by then. */
  readonly computed?: ComputedBuffer | undefined;
}

export type ComputedBuffer = ComputedBufferDocument & { readonly at: string };

interface ToldRow {
  available: string | null; version: string | null; stock: string | null; buffer: string | null; document: (ComputedBuffer & { channel?: string; sku?: string }) | null; at: Date | null; first: string | null;
  quantity: string | null; confirmed: string | null; read_at: Date | null; orders_up_to: Date | null; heard_at: Date | null;
}

export class ToldFigures {
  constructor(private readonly database: Database) {}

  /**
   * The figure that stood on a channel at a time, or stands now. Undefined for a channel that the viewer does not see.
   * Throws 410 for a time before what is kept.
   */
  async answer({ sku, channel, at }: { sku: string; channel: string; at?: Date | undefined }, viewer: Viewer): Promise<ToldAnswer | undefined> {
    if (!seesChannel(viewer, channel)) return undefined;
    const { rows } = await readAs<ToldRow & Record<string, unknown>>(this.database, viewer.wall, {
      name: 'told-at',
      text: `select t.available, t.version, t.stock, t.buffer, t.at, b.document, (select min(version) from told_history where channel = $1 and sku = $2) as first,
          c.quantity, c.version as confirmed, c.read_at, c.orders_up_to, c.heard_at
        from (select 1) one
        left join lateral (select * from told_history where channel = $1 and sku = $2 and ($3::timestamptz is null or at <= $3) order by version desc limit 1) t on true
        left join promise_view b on b.view = 'computed-buffer' and b.key = $1 || '/' || $2 and ($3::timestamptz is null or (b.document ->> 'at')::timestamptz <= $3)
        left join lateral (select * from told_confirmation where channel = $1 and sku = $2 and ($3::timestamptz is null or read_at <= $3) order by read_at desc limit 1) c on true`,
      values: [channel, sku, at ?? null],
    });
    return answerOf(rows[0]!);
  }
}

function answerOf(row: ToldRow): ToldAnswer {
  // The first figure ever has version 1: before it there was none. Before a later one that is kept first, it is not known.
  if (row.version === null && row.first !== null && Number(row.first) > 1) throw new Gone('What the channel was told then is no longer kept.');
  return {
    told: row.version === null ? null : { available: Number(row.available), version: Number(row.version), stockVersion: row.stock === null ? null : Number(row.stock), ...(row.buffer === null ? {} : { buffer: Number(row.buffer) }), at: row.at!.toISOString() },
    confirmed: row.confirmed === null ? null : {
      quantity: Number(row.quantity), version: Number(row.confirmed), readAt: row.read_at!.toISOString(), ordersUpTo: row.orders_up_to?.toISOString() ?? null, heardAt: row.heard_at!.toISOString(),
    },
    ...(row.document ? { computed: recordOf(row.document) } : {}),
  };
}

function recordOf({ channel: _channel, sku: _sku, ...record }: NonNullable<ToldRow['document']>): ComputedBuffer {
  return record;
}

export function storeTold(tx: Tx, { published, confirmed }: ViewChanges): void {
  if (published.length > 0) storePublished(tx, published);
  if (confirmed.length > 0) storeConfirmed(tx, confirmed);
}

/** A figure that is told again, as after a restore, keeps the time at which it was told first. */
function storePublished(tx: Tx, rows: readonly Published[]): void {
  tx.write({
    name: 'view-told',
    text: `insert into told_history (channel, sku, version, stock, available, at, buffer)
      select channel, sku, version, stock, available, at, buffer from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::bigint[]) as t(channel, sku, version, stock, available, at, buffer)
      order by channel, sku, version on conflict (channel, sku, version) do nothing`,
    values: [rows.map((row) => row.channel), rows.map((row) => row.sku), rows.map((row) => row.version), rows.map((row) => row.stock ?? null), rows.map((row) => row.available), rows.map((row) => row.at), rows.map((row) => row.buffer ?? null)],
  });
}

/** The same reading comes again when orders have come in further. */
function storeConfirmed(tx: Tx, confirmed: readonly Confirmed[]): void {
  const byReading = new Map<string, Confirmed>();
  for (const row of confirmed) {
    const key = `${row.channel}/${row.sku}/${row.readAt}`;
    const known = byReading.get(key);
    if (!known || (row.ordersUpTo !== null && (known.ordersUpTo === null || row.ordersUpTo > known.ordersUpTo))) byReading.set(key, row);
  }
  const rows = [...byReading.values()];
  tx.write({
    name: 'view-told-confirmed',
    text: `insert into told_confirmation as v (channel, sku, read_at, version, quantity, orders_up_to, heard_at)
      select channel, sku, read_at, version, quantity, orders_up_to, heard_at
      from unnest($1::text[], $2::text[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::timestamptz[]) as c(channel, sku, read_at, version, quantity, orders_up_to, heard_at)
      order by channel, sku, read_at
      on conflict (channel, sku, read_at) do update set orders_up_to = excluded.orders_up_to where v.orders_up_to is null or excluded.orders_up_to > v.orders_up_to`,
    values: [
      rows.map((row) => row.channel), rows.map((row) => row.sku), rows.map((row) => row.readAt), rows.map((row) => row.version), rows.map((row) => row.quantity), rows.map((row) => row.ordersUpTo), rows.map((row) => row.heardAt),
    ],
  });
}
