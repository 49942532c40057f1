import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Oversell policies of single SKUs (S3): they stand before the channel's own. Read together with what waits, under the lock of the SKU. */
const SQL = `
create table inventory.channel_policy (
  channel text not null,
  sku text not null,
  version bigint not null check (version >= 1),
  -- Null once it was taken away: the version goes on counting.
  document jsonb,
  policy text check (policy in ('deny', 'backorder', 'preorder', 'capped')),
  cap bigint check (cap >= 0),
  until timestamptz,
  eta timestamptz,
  primary key (sku, channel),
  check ((document is null) = (policy is null)),
  constraint a_cap_when_capped check (policy is distinct from 'capped' or cap is not null),
  constraint a_day_when_preordered check (policy is distinct from 'preorder' or until is not null),
  constraint nothing_when_denied check (policy is distinct from 'deny' or (cap is null and until is null and eta is null))
);
`;

export class Policies1700000111000 implements MigrationInterface {
  readonly name = 'Policies1700000111000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
