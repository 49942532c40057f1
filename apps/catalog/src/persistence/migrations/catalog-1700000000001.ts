import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Version 0 is a place taken by a running transaction before its first document; it never outlives one. */
const SQL = `
create schema catalog;

create table catalog.product (
  sku text primary key check (sku ~ '^[A-Za-z0-9._ -]{1,64}$'),
  version bigint not null check (version >= 0),
  document jsonb,
  changed_at timestamptz not null default clock_timestamp(),
  check ((version = 0) = (document is null))
) with (fillfactor = 80);

create table catalog.listing (
  sku text not null,
  channel text not null check (channel ~ '^[a-z0-9-]{1,64}$'),
  version bigint not null check (version >= 0),
  document jsonb,
  changed_at timestamptz not null default clock_timestamp(),
  primary key (sku, channel),
  check (version > 0 or document is null)
) with (fillfactor = 80);

create table catalog.change (
  subject text not null,
  version bigint not null check (version > 0),
  document jsonb,
  message_id text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (subject, version)
);
`;

export class Catalog1700000000001 implements MigrationInterface {
  readonly name = 'Catalog1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
