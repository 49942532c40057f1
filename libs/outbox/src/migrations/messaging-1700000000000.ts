import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The tables of delivery, in every service's database. Numbers, times and tokens are the database's, never a process's.
 * Tables that only pass rows through are vacuumed by count, not by share: they are small when idle and busy when not.
 */
const SQL = `
create schema if not exists messaging;

create table messaging.outbox (
  bucket smallint not null check (bucket between 0 and 15),
  id bigint generated always as identity,
  topic text not null,
  key text not null,
  headers jsonb not null,
  value bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (bucket, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);

create table messaging.relay_lease (
  bucket smallint primary key check (bucket between 0 and 15),
  owner text,
  token bigint not null default 0,
  expires_at timestamptz not null default '-infinity'
) with (fillfactor = 50);
insert into messaging.relay_lease (bucket) select generate_series(0, 15);

create table messaging.relay_member (
  owner text primary key,
  expires_at timestamptz not null
);

create table messaging.inbox (
  consumer text not null,
  message_id text not null,
  received_at timestamptz not null default now(),
  primary key (consumer, message_id)
);
create index inbox_received on messaging.inbox using brin (received_at) with (pages_per_range = 32, autosummarize = on);

create table messaging.settlement (
  operation_id text primary key,
  settlement jsonb not null,
  at timestamptz not null default now()
);
create index settlement_at on messaging.settlement using brin (at) with (pages_per_range = 32, autosummarize = on);

create table messaging.stream_position (
  consumer text not null,
  topic text not null,
  key text not null,
  version bigint not null,
  primary key (consumer, topic, key)
) with (fillfactor = 70);

create table messaging.parked_key (
  consumer text not null,
  key text not null,
  reason text not null check (reason in ('waiting', 'failed', 'gap')),
  since timestamptz not null default clock_timestamp(),
  retry_at timestamptz not null default clock_timestamp(),
  release_requested boolean not null default false,
  primary key (consumer, key)
);

create table messaging.parked_message (
  id bigint generated always as identity primary key,
  consumer text not null,
  key text not null,
  message_id text not null,
  type text not null,
  topic text not null,
  partition int not null,
  "offset" bigint not null,
  headers jsonb not null,
  value bytea,
  logged_at timestamptz not null,
  error text,
  attempts int not null default 0,
  parked_at timestamptz not null default clock_timestamp(),
  unique (consumer, message_id),
  foreign key (consumer, key) references messaging.parked_key (consumer, key)
);
create index parked_message_queue on messaging.parked_message (consumer, key, id);

create table messaging.dead_letter (
  id bigint generated always as identity primary key,
  consumer text not null,
  message_id text not null,
  key text,
  type text,
  topic text not null,
  partition int,
  "offset" bigint,
  headers jsonb not null,
  value bytea,
  logged_at timestamptz,
  reason text not null,
  error text not null,
  attempts int not null default 1,
  state text not null default 'dead' check (state in ('dead', 'replay-requested', 'replayed', 'dropped')),
  died_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp(),
  unique (consumer, message_id)
);
create index dead_letter_open on messaging.dead_letter (consumer, state) where state in ('dead', 'replay-requested');

create table messaging.work_item (
  kind text not null,
  id text not null,
  payload jsonb not null,
  due_at timestamptz not null,
  revision bigint not null default 1,
  token bigint not null default 0,
  leased_until timestamptz,
  attempts int not null default 0,
  last_error text,
  created_at timestamptz not null default clock_timestamp(),
  primary key (kind, id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index work_item_due on messaging.work_item (kind, due_at);
`;

export class Messaging1700000000000 implements MigrationInterface {
  readonly name = 'Messaging1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
