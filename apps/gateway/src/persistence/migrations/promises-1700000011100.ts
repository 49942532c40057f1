import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What may be promised beyond what lies here. Behind the wall a partner finds what is said of its own channels; what has no channel is the retailer's. */
const SQL = `
create table promise_view (
  view text not null check (view in ('policy', 'expected-receipt')),
  key text collate "C" not null,
  channel text collate "C",
  sku text collate "C" not null,
  version bigint not null,
  document jsonb,
  body text,
  primary key (view, key),
  check ((document is null) = (body is null))
);
create index promise_view_sku on promise_view (sku, view);
alter table promise_view enable row level security;
create policy service on promise_view using (true) with check (true);
create policy partner on promise_view as restrictive for select to onefront_partner using (channel = any ((select current_setting('onefront.channels', true))::text[]));
grant select on promise_view to onefront_partner;
`;

export class Promises1700000011100 implements MigrationInterface {
  readonly name = 'Promises1700000011100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
