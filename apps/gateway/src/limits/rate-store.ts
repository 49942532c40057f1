import type { Database } from '@onefront/outbox';
import type { Quota, Rate } from './rate.js';

/** What a process asks of one bucket: tokens that it wants to hold, and tokens that it has spent without holding them (negative: gives back). */
export interface Ask {
  readonly quota: Quota;
  readonly wanted: number;
  readonly spent: number;
}
export interface Grant {
  readonly granted: number;
  /** What is left for all; below zero when more was spent than there was. */
  readonly shared: number;
  readonly rate: Rate;
}
interface Row { name: string; granted: number; tokens: number; per_second: number; burst: number }

const REFILLED = 'b.tokens + excluded.per_second * greatest(0, extract(epoch from excluded.at - b.at)) - excluded.spent';
/** No deeper in debt than a whole burst, however much was spent while this database was away. */
const AVAILABLE = `greatest(-excluded.burst, least(excluded.burst, ${REFILLED}))`;
const granted = (wanted: string, available: string) => `greatest(0, least(${wanted}, floor(${available})))`;
const FRESH = 'least(l.burst, l.burst - a.spent)';

/**
 * All buckets of a process by one statement: refilled by the time of the database, in the order of their names, so that processes never wait for each other in a circle.
 * Tokens leave the table before they are used: however many processes there are, more than the limit is never given out.
 */
const SETTLE = `
insert into rate_bucket as b (name, tokens, granted, wanted, spent, per_second, burst, at)
select a.name, ${FRESH} - ${granted('a.wanted', FRESH)}, ${granted('a.wanted', FRESH)}, a.wanted, a.spent, l.per_second, l.burst, clock_timestamp()
from unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::float8[], $7::float8[]) as a(name, client, class, wanted, spent, per_second, burst)
left join client c on c.id = a.client
cross join lateral (select coalesce((c.rate_limit #>> array[a.class, 'perSecond'])::float8, a.per_second) as per_second, coalesce((c.rate_limit #>> array[a.class, 'burst'])::float8, a.burst) as burst) l
order by a.name
on conflict (name) do update set
  tokens = ${AVAILABLE} - ${granted('excluded.wanted', AVAILABLE)}, granted = ${granted('excluded.wanted', AVAILABLE)},
  wanted = excluded.wanted, spent = excluded.spent, per_second = excluded.per_second, burst = excluded.burst, at = greatest(b.at, excluded.at)
returning b.name, b.granted, b.tokens, b.per_second, b.burst`;

/** Settles with the shared buckets. Answers in the order of the questions; no name may come twice. */
export async function settle(database: Database, asks: readonly Ask[]): Promise<Grant[]> {
  const column = <T>(of: (ask: Ask) => T) => asks.map(of);
  const { rows } = await database.read<Row>({
    name: 'rate-settle', text: SETTLE,
    values: [column(({ quota }) => quota.name), column(({ quota }) => quota.client ?? null), column(({ quota }) => quota.class), column((ask) => ask.wanted), column((ask) => ask.spent), column(({ quota }) => quota.rate.perSecond), column(({ quota }) => quota.rate.burst)],
  });
  const found = new Map(rows.map((row) => [row.name, row]));
  return asks.map(({ quota }) => {
    const row = found.get(quota.name)!;
    return { granted: row.granted, shared: row.tokens, rate: { perSecond: row.per_second, burst: row.burst } };
  });
}

/** A bucket that nobody has touched for a day is full: it need not be remembered. */
export async function pruneBuckets(database: Database): Promise<number> {
  const { rowCount } = await database.read({ name: 'rate-prune', text: `delete from rate_bucket where name = any(array(select name from rate_bucket where at < now() - interval '1 day' limit 5000 for update skip locked))` });
  return rowCount ?? 0;
}
