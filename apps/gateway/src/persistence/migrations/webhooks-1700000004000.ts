import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Webhooks and what is sent to them. `reached` is the position in the feed up to which events have been copied; a replay sets it back and
 * steps `run`, so that an event is copied once per run whatever happens. Order per key is the order of `seq`.
 */
const WEBHOOKS = `
create table webhook (
  id text collate "C" primary key,
  client_id text not null references client (id),
  version bigint not null default 1 check (version > 0),
  url text not null check (length(url) <= 2000),
  types text[] not null check (cardinality(types) > 0),
  enabled boolean not null default true,
  notice jsonb,
  secret jsonb not null,
  previous_secret jsonb,
  previous_until timestamptz,
  reached bigint not null,
  run int not null default 0,
  failures int not null default 0 check (failures >= 0),
  failing_since timestamptz,
  open_until timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  check ((failures = 0) = (failing_since is null)),
  check ((previous_secret is null) = (previous_until is null))
) with (fillfactor = 50);
create index webhook_client on webhook (client_id, id);

create table webhook_delivery (
  seq bigint generated always as identity primary key,
  id text collate "C" not null unique,
  webhook_id text collate "C" not null references webhook (id) on delete cascade,
  run int not null,
  position bigint not null,
  event_id text not null,
  type text not null,
  subject text not null,
  at timestamptz not null,
  body text not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  attempts int not null default 0 check (attempts >= 0),
  due_at timestamptz not null default clock_timestamp(),
  first_attempt_at timestamptz,
  last_attempt jsonb,
  created_at timestamptz not null default clock_timestamp(),
  done_at timestamptz,
  unique (webhook_id, run, position),
  check ((status = 'pending') = (done_at is null))
) with (fillfactor = 70);
create index webhook_delivery_waiting on webhook_delivery (webhook_id, subject, seq) where status = 'pending';
create index webhook_delivery_newest on webhook_delivery (webhook_id, seq);
create index webhook_delivery_done on webhook_delivery (done_at) where done_at is not null;
`;

export class Webhooks1700000004000 implements MigrationInterface {
  readonly name = 'Webhooks1700000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WEBHOOKS);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
