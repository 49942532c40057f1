import type { Pool } from 'pg';
import { inTransaction } from './transaction.js';

/** Raised by `bus.append` for a partition that does not exist (any more). */
export const UNKNOWN_PARTITION = 'BU001';

const VERSION = 1;
/** Any number that nobody else locks in this database. */
const INSTALL_LOCK = 7_120_451;

const SCHEMA = `
create schema if not exists bus;
create table bus.meta (version int not null);
create table bus.topic (
  name text primary key,
  partitions int not null check (partitions > 0),
  retention_ms bigint not null default -1
);
-- "log" is the short name of one partition of one topic.
create table bus.partition (
  log int generated always as identity primary key,
  topic text not null references bus.topic on delete cascade,
  partition int not null,
  first_offset bigint not null default 0,
  next_offset bigint not null default 0,
  unique (topic, partition)
) with (fillfactor = 50);
-- Keys are bytes and headers are json, not jsonb, because both may hold the character U+0000.
create table bus.record (
  log int not null,
  "offset" bigint not null,
  at_ms bigint not null,
  size int not null,
  key bytea,
  value bytea,
  headers json not null,
  primary key (log, "offset")
);
-- What a group has committed, and who may commit next: owner and epoch fence a member that was overtaken.
create table bus.position (
  grp text not null,
  log int not null references bus.partition on delete cascade,
  "offset" bigint not null default 0,
  epoch bigint not null default 0,
  owner text,
  until timestamptz,
  primary key (grp, log)
) with (fillfactor = 50);
create table bus.member (
  grp text not null,
  id text not null,
  topics text[] not null,
  until timestamptz not null,
  primary key (grp, id)
);
-- Offsets are dense: the row lock on bus.partition is held until commit, so whoever sees offset n has seen all below n.
create function bus.append(logs int[], keys bytea[], vals bytea[], hdrs json[]) returns table (log int, next_offset bigint)
language plpgsql as $$
#variable_conflict use_column
declare known bigint;
begin
  perform 1 from bus.partition p where p.log = any (logs) order by p.log for update;
  get diagnostics known = row_count;
  if known <> (select count(distinct l) from unnest(logs) l) then
    raise exception 'unknown partition' using errcode = '${UNKNOWN_PARTITION}';
  end if;
  return query
  with counted as (select l, count(*) as n from unnest(logs) l group by l),
  moved as (
    update bus.partition p set next_offset = p.next_offset + c.n from counted c where p.log = c.l
    returning p.log, p.next_offset, p.next_offset - c.n as base
  ),
  incoming as (
    select l, k, v, h, row_number() over (partition by l order by nr) - 1 as place
    from unnest(logs, keys, vals, hdrs) with ordinality x (l, k, v, h, nr)
  ),
  stored as (
    insert into bus.record (log, "offset", at_ms, size, key, value, headers)
    select i.l, m.base + i.place, (extract(epoch from clock_timestamp()) * 1000)::bigint,
           coalesce(length(i.k), 0) + coalesce(length(i.v), 0) + length(i.h::text), i.k, i.v, i.h
    from incoming i join moved m on m.log = i.l
  )
  select m.log, m.next_offset from moved m;
end $$;
insert into bus.meta values (${VERSION});
`;

/** Creates the tables when they are not there; processes that start together wait for the first. */
export async function installSchema(pool: Pool): Promise<void> {
  if (await installed(pool)) return;
  await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [INSTALL_LOCK]);
    if (!(await installed(client))) await client.query(SCHEMA);
  });
}

async function installed(db: Pick<Pool, 'query'>): Promise<boolean> {
  // By the catalog's rows: after waiting for the lock, to_regclass may still answer from this session's older picture of it.
  const { rows } = await db.query<{ there: boolean }>(`select exists (select from pg_catalog.pg_tables where schemaname = 'bus' and tablename = 'meta') as there`);
  if (!rows[0]?.there) return false;
  const version = (await db.query<{ version: number }>('select version from bus.meta')).rows[0]?.version;
  if (version !== VERSION) throw new Error(`the log in this database has schema version ${version}, this program needs ${VERSION}`);
  return true;
}
