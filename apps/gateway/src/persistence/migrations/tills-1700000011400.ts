import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tills and what they have on lease (S22). Behind the wall a partner finds the tills of its own channels. */
const SQL = `
create table till_view (
  view text not null check (view in ('till', 'stock-lease', 'coupon-lease')),
  key text collate "C" not null,
  channel text collate "C" not null,
  version bigint not null,
  document jsonb not null,
  primary key (view, key)
);
alter table till_view enable row level security;
create policy service on till_view using (true) with check (true);
create policy partner on till_view as restrictive for select to onefront_partner using (channel = any ((select current_setting('onefront.channels', true))::text[]));
grant select on till_view to onefront_partner;
`;

export class Tills1700000011400 implements MigrationInterface {
  readonly name = 'Tills1700000011400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
