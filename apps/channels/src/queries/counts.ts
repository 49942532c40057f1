import type { Database } from '@onefront/outbox';

export interface Counts {
  readonly orders: readonly { placement: string; orders: number }[];
  readonly listings: readonly { state: string; listings: number }[];
  /** Listings that differ for longer than the alarm. */
  readonly incidents: number;
  readonly pollAgeSeconds: number | null;
}

export async function countsOf(database: Database, connection: string, alarmMs: number): Promise<Counts> {
  const { rows } = await database.read<{ counts: Counts }>({
    name: 'channels-counts',
    text: `select json_build_object(
      'orders', (select coalesce(json_agg(t), '[]') from (select case when attention is not null then 'attention' else placement end as placement, count(*)::int as orders from channels.channel_order
        where connection = $1 and (placement in ('received', 'exception') or attention is not null) group by 1) t),
      'listings', (select coalesce(json_agg(t), '[]') from (select state, count(*)::int as listings from channels.listing where connection = $1 group by 1) t),
      'incidents', (select count(*)::int from channels.listing where connection = $1 and differs_since < clock_timestamp() - make_interval(secs => $2)),
      'pollAgeSeconds', (select extract(epoch from clock_timestamp() - polled_at)::float8 from channels.connection where id = $1)) as counts`,
    values: [connection, alarmMs / 1000],
  });
  return rows[0]!.counts;
}
