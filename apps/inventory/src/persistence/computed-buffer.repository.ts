import type { Database, Tx } from '@onefront/outbox';
import { RECENT_PART, type BufferRecord, type MeasuredLag, type MeasuredLags, type MeasuredSales } from '../domain/auto-buffer.js';
import type { AutoBuffer, Channel } from '../domain/network.js';
import type { ChangedBuffer } from './unit.js';

/** Windows are measured from `now()`: other than the clock it lets the planner pass over partitions and pages that are older. Lags are those of a day at most: what was slow last week says little of now. */
const LAGS_SECONDS = 86_400;

interface LagRow { channel: string; seconds: number; samples: number }

/** What was measured of lags, at p99 (S3 a): of every channel from a sale to when it took its units, and of this one from a figure to when it was read back. */
export async function readLags(database: Pick<Database, 'read'>, channel: string, { windowSeconds }: AutoBuffer): Promise<MeasuredLags> {
  const intake = await database.read<LagRow & Record<string, unknown>>({
    name: 'buffer-intake-lags',
    text: `select channel, percentile_disc(0.99) within group (order by greatest(0, extract(epoch from at - placed_at)))::float8 as seconds, count(*)::float8 as samples
      from inventory.order_stock where channel is not null and at >= now() - make_interval(secs => $1) and placed_at >= now() - make_interval(secs => $2) group by channel`,
    values: [Math.min(LAGS_SECONDS, windowSeconds), windowSeconds],
  });
  const push = await database.read<LagRow & Record<string, unknown>>({
    name: 'buffer-push-lag',
    text: `select channel, percentile_disc(0.99) within group (order by shown_seconds)::float8 as seconds, count(*)::float8 as samples
      from inventory.channel_confirmation where channel = $1 and shown_seconds is not null and read_at >= now() - make_interval(secs => $2) group by channel`,
    values: [channel, windowSeconds],
  });
  const lagOf = ({ seconds, samples }: LagRow): MeasuredLag => ({ seconds, samples });
  return { push: push.rows[0] && lagOf(push.rows[0]), intake: new Map(intake.rows.map((row) => [row.channel, lagOf(row)])) };
}

/** A SKU that the channel is told figures of: what is kept back now, and what others sell of it. */
export interface SoldElsewhere {
  readonly sku: string;
  readonly units: number;
  readonly sales: readonly MeasuredSales[];
}

/**
 * A page of the SKUs of a channel with the units that other channels have taken of its locations, from the ledger: promised to an order, or carried out.
 * Units that are promised anew, since the first place could not serve, count again, which errs towards keeping back more. No locks.
 */
export async function readSales(database: Pick<Database, 'read'>, { id, locations, autoBuffer }: Channel & { readonly autoBuffer: AutoBuffer }, page: { readonly after: string; readonly limit: number }): Promise<SoldElsewhere[]> {
  const { rows } = await database.read<{ sku: string; units: number; sales: MeasuredSales[] | null }>({
    name: 'buffer-sales',
    text: `select p.sku, coalesce(b.units, 0)::float8 as units, s.sales
      from (select sku from inventory.channel_availability where channel = $1 and sku > $2 order by sku limit $3) p
      left join inventory.computed_buffer b on b.sku = p.sku and b.channel = $1
      cross join lateral (
        select jsonb_agg(jsonb_build_object('channel', channel, 'units', units, 'recent', recent) order by channel) as sales from (
          select o.channel, sum(l.units) as units, coalesce(sum(l.units) filter (where o.placed_at >= now() - make_interval(secs => $5::float8 / ${RECENT_PART})), 0) as recent
          from (select reference, case reason when 'reserve' then reserved else -on_hand end as units from inventory.stock_ledger
            where sku = p.sku and location = any($4) and at >= now() - make_interval(secs => $5)
              and ((reason = 'reserve' and reserved > 0) or (reason = 'sale' and reserved = 0 and on_hand < 0))) l
          join inventory.order_stock o on o.order_id = l.reference
          where o.channel <> $1 and o.placed_at >= now() - make_interval(secs => $5) group by o.channel) by_channel) s
      order by p.sku`,
    values: [id, page.after, page.limit, [...locations], autoBuffer.windowSeconds],
  });
  return rows.map(({ sku, units, sales }) => ({ sku, units, sales: sales ?? [] }));
}

/** Stores what is not there already, and returns that. The SKUs are locked. */
export async function storeBuffers(tx: Tx, channel: string, buffers: ReadonlyArray<{ readonly sku: string; readonly record: BufferRecord | null }>): Promise<ChangedBuffer[]> {
  const { rows } = await tx.query<ChangedBuffer & Record<string, unknown>>({
    name: 'buffers-store',
    text: `insert into inventory.computed_buffer as b (sku, channel, version, units, record, computed_at)
      select sku, $1, 1, coalesce((record ->> 'units')::bigint, 0), record, clock_timestamp() from unnest($2::text[], $3::jsonb[]) as n(sku, record) order by sku
      on conflict (sku, channel) do update set version = b.version + 1, units = excluded.units, record = excluded.record, computed_at = excluded.computed_at
        where b.units <> excluded.units or (b.record is null) <> (excluded.record is null)
      returning sku, channel, version::float8 as version, record, computed_at as at`,
    values: [channel, buffers.map((one) => one.sku), buffers.map((one) => one.record && JSON.stringify(one.record))],
  });
  return rows;
}

/** SKUs of which something is computed for a channel. */
export async function computedSkus(tx: Tx, channel: string, limit: number): Promise<string[]> {
  const { rows } = await tx.query<{ sku: string }>({ name: 'buffers-computed', text: 'select sku from inventory.computed_buffer where channel = $1 and record is not null order by sku limit $2', values: [channel, limit] });
  return rows.map((row) => row.sku);
}

const BUFFERS_PER_PAGE = 500;

/** A page of computed buffers as they are; locked, so that nothing newer is told before. */
export async function bufferPage(tx: Tx, { after, key }: { after: string; key?: string | undefined }): Promise<{ buffers: ChangedBuffer[]; next: string | undefined }> {
  const { rows } = await tx.query<ChangedBuffer & Record<string, unknown>>(
    `select sku, channel, version::float8 as version, record, computed_at as at from inventory.computed_buffer
     where sku || '/' || channel > $1 and ($2::text is null or sku = $2) order by sku || '/' || channel limit ${BUFFERS_PER_PAGE} for update`, [after, key ?? null]);
  const last = rows.at(-1);
  return { buffers: rows, next: rows.length === BUFFERS_PER_PAGE && last ? `${last.sku}/${last.channel}` : undefined };
}
