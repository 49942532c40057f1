import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Transfers and counts as those who began them see them. Behind the wall a partner finds its own only. */
const SQL = `
create table stock_work_view (
  view text not null check (view in ('transfer', 'count')),
  id text collate "C" not null,
  version bigint not null,
  client text not null,
  status text not null,
  locations text[] not null,
  document jsonb not null,
  primary key (view, id)
);
create index stock_work_view_open on stock_work_view (view, status, id);
alter table stock_work_view enable row level security;
create policy service on stock_work_view using (true) with check (true);
create policy partner on stock_work_view as restrictive for select to onefront_partner using (client = (select current_setting('onefront.client', true)));
grant select on stock_work_view to onefront_partner;
`;

export class StockWork1700000011010 implements MigrationInterface {
  readonly name = 'StockWork1700000011010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
