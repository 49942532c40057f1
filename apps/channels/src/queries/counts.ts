import type { Database } from '@onefront/outbox';

export interface Counts {
  readonly orders: readonly { placement: string; orders: number }[];
  readonly listings: readonly { state: string; listings: number }[];
  /** Listings that differ for longer than the alarm. */
  readonly incidents: number;
  readonly pollAgeSeconds: number | null;
  /** Orders of the last 30 days that were decided on: served, or a breach, for the marketplace had sold what was not there (S3). */
  readonly sold: readonly { outcome: 'served' | 'breach'; orders: number }[];
}

export async function countsOf(database: Database, connection: string, alarmMs: number): Promise<Counts> {
  const { rows } = await database.read<{ counts: Counts }>({
    name: 'channels-counts',
    text: `select json_build_object(
      'orders', (select coalesce(json_agg(t), '[]') from (select case when attention is not null then 'attention' else placement end as placement, count(*)::int as orders from channels.channel_order
        where connection = $1 and (placement in ('received', 'exception') or attention is not null) group by 1) t),
      'listings', (select coalesce(json_agg(t), '[]') from (select state, count(*)::int as listings from channels.listing where connection = $1 group by 1) t),
      'incidents', (select count(*)::int from channels.listing where connection = $1 and differs_since < clock_timestamp() - make_interval(secs => $2)),
      'sold', (select json_build_array(json_build_object('outcome', 'served', 'orders', count(*) filter (where placement = 'placed')),
          json_build_object('outcome', 'breach', 'orders', count(*) filter (where placement = 'refused' and reason_code = 'out-of-stock')))
        from channels.channel_order where connection = $1 and first_seen_at > clock_timestamp() - interval '30 days'),
      'pollAgeSeconds', (select extract(epoch from clock_timestamp() - polled_at)::float8 from channels.connection where id = $1)) as counts`,
    values: [connection, alarmMs / 1000],
  });
  return rows[0]!.counts;
}
