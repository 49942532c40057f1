import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Soft holds as their clients see them (S2). Behind the wall a partner finds its own only. */
const SQL = `
create table hold_view (
  id text primary key,
  version bigint not null,
  client text not null,
  channel text not null,
  expires_at timestamptz not null,
  document jsonb not null
);
alter table hold_view enable row level security;
create policy service on hold_view using (true) with check (true);
create policy partner on hold_view as restrictive for select to onefront_partner
  using (client = (select current_setting('onefront.client', true)) and channel = any ((select current_setting('onefront.channels', true))::text[]));
grant select on hold_view to onefront_partner;
`;

export class Holds1700000010000 implements MigrationInterface {
  readonly name = 'Holds1700000010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
