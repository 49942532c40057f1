import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tills and the order of their sales (S22). A sequence is there once, and not before the one ahead of it: the sale before it is a foreign key.
 * A sale is one order, an order one sale at most.
 */
const SQL = `
create table orders.till (
  id text primary key check (id ~ '^[a-z0-9-]{1,64}$'),
  version bigint not null check (version >= 1),
  location text not null,
  channel text not null,
  accepted int not null check (accepted >= 0),
  document jsonb not null,
  changed_at timestamptz not null default clock_timestamp()
) with (fillfactor = 70);
create index till_location on orders.till (location);

create table orders.till_sale (
  till text not null references orders.till,
  sequence int not null check (sequence >= 1),
  previous int generated always as (nullif(sequence - 1, 0)) stored,
  sale_id text not null,
  fingerprint text not null,
  order_id text not null references orders."order",
  accepted_at timestamptz not null default clock_timestamp(),
  primary key (till, sequence),
  constraint one_order_per_sale unique (order_id),
  constraint one_sale_per_id unique (till, sale_id),
  constraint in_the_order_of_the_till foreign key (till, previous) references orders.till_sale (till, sequence)
);
`;

export class Tills1700000132000 implements MigrationInterface {
  readonly name = 'Tills1700000132000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
