import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Transfers on their way and counts (S23, N12): each unit of a line has one end, or is still open. */
const SQL = `
create table inventory.transfer (
  id text primary key check (id like 'transfer-%'),
  version bigint not null check (version >= 1),
  client text not null,
  from_location text not null,
  to_location text not null check (to_location <> from_location),
  reference text,
  status text not null check (status in ('shipped', 'received', 'cancelled')),
  shipped_at timestamptz not null,
  closed_at timestamptz,
  check ((status = 'shipped') = (closed_at is null))
);
create table inventory.transfer_line (
  transfer_id text not null references inventory.transfer (id),
  sku text not null,
  shipped bigint not null check (shipped > 0),
  received bigint not null check (received >= 0),
  damaged bigint not null check (damaged >= 0),
  missing bigint not null check (missing >= 0),
  found bigint not null check (found >= 0),
  primary key (transfer_id, sku),
  constraint every_unit_has_one_end check (received + damaged + missing <= shipped),
  constraint found_beyond_what_was_shipped check (found = 0 or received + damaged + missing = shipped)
);
create index transfer_line_open on inventory.transfer_line (sku) where received + damaged + missing < shipped;

create table inventory.stock_count (
  id text primary key check (id like 'count-%'),
  version bigint not null check (version >= 1),
  client text not null,
  location text not null,
  whole boolean not null,
  reference text,
  status text not null check (status in ('open', 'closed')),
  opened_at timestamptz not null,
  closed_at timestamptz,
  uncounted text[] not null,
  check ((status = 'open') = (closed_at is null))
);
create index stock_count_location on inventory.stock_count (location, closed_at);
create table inventory.stock_count_line (
  count_id text not null references inventory.stock_count (id),
  sku text not null,
  opened_version bigint,
  opened_on_shelf bigint,
  counted bigint check (counted >= 0),
  counted_at timestamptz,
  expected bigint,
  difference bigint not null,
  superseded boolean not null,
  primary key (count_id, sku),
  check ((opened_version is null) = (opened_on_shelf is null)),
  check ((counted is null) = (counted_at is null)),
  constraint what_was_counted_was_compared check (counted is null or superseded or expected is not null),
  constraint what_was_not_counted_differs_by_nothing check (counted is not null or difference = 0)
);

-- What lies at a location: for counts of all of it. Neither column ever changes, so that levels stay on their page.
create index stock_level_location on inventory.stock_level (location);

alter table inventory.stock_ledger
  drop constraint stock_ledger_reason,
  add constraint stock_ledger_reason check (reason in (
    'receipt', 'return', 'adjustment', 'count', 'damage', 'transfer-out', 'transfer-in', 'sale', 'found-by-sale', 'dispose', 'reserve', 'release', 'break',
    'quality', 'display', 'dispatch', 'arrival', 'variance', 'cycle-count')) not valid;
`;

export class StockWork1700000110100 implements MigrationInterface {
  readonly name = 'StockWork1700000110100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
