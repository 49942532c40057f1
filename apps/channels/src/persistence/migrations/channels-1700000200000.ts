import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * No table holds personal data: the marketplace keeps the channel order, we keep what became of it.
 * A `listing` row is locked through its connection's row, so that "when is the next one due" is never computed from half the rows.
 */
const SQL = `
create schema channels;

create table channels.connection (
  id text primary key check (id ~ '^[a-z0-9-]{1,64}$'),
  connector text not null,
  cursor timestamptz,
  pull_since timestamptz,
  pull_page text,
  pull_newest timestamptz,
  polled_at timestamptz,
  push_blocked_until timestamptz,
  check ((pull_page is null) = (pull_since is null))
);

create table channels.channel_order (
  connection text not null references channels.connection,
  external_id text not null,
  status text not null check (status in ('open', 'cancel-requested', 'cancelled')),
  updated_at timestamptz not null,
  placed_at timestamptz not null,
  hash text not null,
  placement text not null check (placement in ('received', 'placed', 'refused', 'exception', 'skipped')),
  tried boolean not null default false,
  attempt int not null default 0 check (attempt >= 0),
  order_id text,
  acknowledged boolean not null default false,
  rejection_told boolean not null default false,
  cancellation text not null default 'none' check (cancellation in ('none', 'done', 'denied')),
  cancellation_told boolean not null default false,
  reason_code text,
  reason text,
  attention text,
  first_seen_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  primary key (connection, external_id),
  unique (connection, order_id),
  check ((placement = 'placed') = (order_id is not null)),
  check (not acknowledged or placement = 'placed'),
  check (not rejection_told or placement = 'refused')
);
create index on channels.channel_order (connection, placement) where placement in ('received', 'exception');
create index on channels.channel_order (connection) where attention is not null;

create table channels.listing (
  connection text not null references channels.connection,
  sku text not null check (sku ~ '^[A-Za-z0-9._ -]{1,64}$'),
  state text not null check (state in ('pending', 'submitted', 'accepted', 'live', 'out-of-stock', 'differs', 'rejected')),
  priority smallint not null check (priority between 0 and 2),
  desired int not null check (desired >= 0),
  desired_version bigint not null,
  desired_at timestamptz not null,
  due_at timestamptz,
  sent int check (sent >= 0),
  sent_version bigint,
  sent_at timestamptz,
  accepted int check (accepted >= 0),
  accepted_version bigint,
  accepted_at timestamptz,
  observed int check (observed >= 0),
  observed_at timestamptz,
  differs_since timestamptz,
  error_code text,
  error_detail text,
  failures int not null default 0 check (failures >= 0),
  increased_at timestamptz,
  primary key (connection, sku),
  check (sent_version <= desired_version),
  check (accepted_version <= sent_version),
  check (desired_version = accepted_version or due_at is not null or desired = accepted)
) with (fillfactor = 70);
create index on channels.listing (connection, priority, due_at) where due_at is not null;
create index on channels.listing (connection, observed_at nulls first) where due_at is null;
`;

export class Channels1700000200000 implements MigrationInterface {
  readonly name = 'Channels1700000200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
