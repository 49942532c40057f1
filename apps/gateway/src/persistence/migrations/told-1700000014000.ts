import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every figure that a channel was told, and what it was seen to offer. Behind the wall a partner finds its own channels. */
const SQL = `
create table told_history (
  channel text collate "C" not null,
  sku text collate "C" not null,
  version bigint not null check (version >= 1),
  -- Null for figures of before this was said.
  stock bigint,
  available bigint not null check (available >= 0),
  at timestamptz not null,
  primary key (channel, sku, version)
);
create index told_history_at on told_history using brin (at) with (pages_per_range = 32, autosummarize = on);
create table told_confirmation (
  channel text collate "C" not null,
  sku text collate "C" not null,
  read_at timestamptz not null,
  version bigint not null check (version >= 1),
  quantity bigint not null check (quantity >= 0),
  orders_up_to timestamptz,
  heard_at timestamptz not null,
  primary key (channel, sku, read_at)
);
create index told_confirmation_at on told_confirmation using brin (read_at) with (pages_per_range = 32, autosummarize = on);

create function told_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'what a channel was told stands';
end $$;
create trigger append_only before update on told_history for each row execute function told_is_append_only();

alter table told_history enable row level security;
create policy service on told_history using (true) with check (true);
create policy partner on told_history as restrictive for select to onefront_partner using (channel = any ((select current_setting('onefront.channels', true))::text[]));
grant select on told_history to onefront_partner;
alter table told_confirmation enable row level security;
create policy service on told_confirmation using (true) with check (true);
create policy partner on told_confirmation as restrictive for select to onefront_partner using (channel = any ((select current_setting('onefront.channels', true))::text[]));
grant select on told_confirmation to onefront_partner;
`;

export class Told1700000014000 implements MigrationInterface {
  readonly name = 'Told1700000014000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
