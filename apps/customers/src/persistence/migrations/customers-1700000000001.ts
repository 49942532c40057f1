import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A record keeps what it was told, sealed; merges are pointers. A key is one row to lock per value, so that two orders with the same new
 * e-mail meet there; who holds it stands beside. A verified e-mail, phone, loyalty id or channel identity belongs to one record only.
 */
const SQL = `
create schema customers;

create table customers.customer (
  id text primary key,
  version bigint not null check (version > 0),
  root_id text not null,
  merged_into text references customers.customer (id) deferrable initially deferred,
  merge_id text,
  merged_at timestamptz,
  own jsonb not null,
  timeline jsonb not null,
  erased boolean not null default false,
  registered_at timestamptz not null,
  changed_at timestamptz not null default clock_timestamp(),
  check (merged_into is null or merged_into <> id),
  check ((merged_into is null) = (merge_id is null)),
  check ((merged_into is null) = (merged_at is null)),
  check (merged_into is not null or root_id = id)
) with (fillfactor = 80);
create index customer_root on customers.customer (root_id);
create unique index customer_merge on customers.customer (merge_id) where merge_id is not null;

create table customers.key (
  kind text not null check (kind in ('loyalty', 'email', 'phone', 'identity')),
  scope text not null,
  value text not null,
  primary key (kind, scope, value),
  check ((kind = 'identity') = (scope <> ''))
);

create table customers.holding (
  kind text not null,
  scope text not null,
  value text not null,
  customer_id text not null references customers.customer (id) deferrable initially deferred,
  verified boolean not null,
  primary key (kind, scope, value, customer_id),
  foreign key (kind, scope, value) references customers.key (kind, scope, value)
);
create index holding_customer on customers.holding (customer_id);
create unique index holding_verified on customers.holding (kind, scope, value) where verified;

create table customers.merge (
  id text primary key,
  survivor text not null references customers.customer (id),
  from_id text not null references customers.customer (id),
  at timestamptz not null,
  undone_at timestamptz,
  check (survivor <> from_id)
);

create table customers.suggestion (
  customer_id text not null,
  other text not null,
  because text not null,
  subject text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (customer_id, other, subject)
);

create table customers.person_key (
  kid text primary key,
  customer_id text not null
);
create index person_key_customer on customers.person_key (customer_id);

create table customers.answer (
  subject text primary key,
  customer_id text not null references customers.customer (id) deferrable initially deferred,
  at timestamptz not null default clock_timestamp()
);
`;

export class Customers1700000000001 implements MigrationInterface {
  readonly name = 'Customers1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
