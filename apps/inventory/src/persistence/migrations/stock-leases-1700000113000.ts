import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Units on lease to tills that sell without a network, and which of their sales are here (S22). What is set aside are reservations under `lease-<till>`. */
const SQL = `
create table inventory.stock_lease (
  till text primary key,
  version bigint not null check (version >= 1),
  location text not null,
  channel text not null,
  serial bigint not null check (serial >= 1),
  sequence bigint not null check (sequence >= 0),
  expires_at timestamptz not null,
  reclaim_from timestamptz not null,
  check (reclaim_from >= expires_at)
) with (fillfactor = 70);
create index stock_lease_location on inventory.stock_lease (location);

create table inventory.stock_lease_line (
  till text not null references inventory.stock_lease,
  sku text not null,
  wanted bigint not null check (wanted >= 0),
  granted bigint not null check (granted >= 0),
  sold bigint not null check (sold >= 0),
  returned bigint not null check (returned >= 0),
  primary key (till, sku),
  constraint nothing_is_sold_or_returned_that_was_not_granted check (sold + returned <= granted)
) with (fillfactor = 70);

create table inventory.till_sale (
  till text not null,
  sequence bigint not null check (sequence >= 1),
  order_id text not null,
  sold_at timestamptz not null,
  primary key (till, sequence),
  constraint one_sale_per_order unique (order_id)
);

-- When a SKU was last counted: what a till had sold before is in that count.
create index stock_count_line_sku on inventory.stock_count_line (sku, counted_at) where counted_at is not null;
`;

export class StockLeases1700000113000 implements MigrationInterface {
  readonly name = 'StockLeases1700000113000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
