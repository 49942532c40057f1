import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The tables of inventory. Every invariant that a constraint can hold is one. Hot rows leave room on their page and have no index
 * on what changes, so that an update stays on it (HOT).
 */
const SQL = `
create schema inventory;

create table inventory.network (
  only_row boolean primary key default true check (only_row),
  version bigint not null default 1
) with (fillfactor = 50);
insert into inventory.network default values;

create table inventory.location (
  id text primary key check (id ~ '^[a-z0-9-]{1,64}$'),
  version bigint not null check (version >= 1),
  document jsonb not null,
  sellable boolean not null,
  ships_orders boolean not null,
  pickup boolean not null,
  safety_stock bigint not null check (safety_stock >= 0),
  country text,
  lat double precision,
  lon double precision,
  check ((lat is null) = (lon is null))
);

create table inventory.channel (
  id text primary key check (id ~ '^[a-z0-9-]{1,64}$'),
  version bigint not null check (version >= 1),
  document jsonb not null,
  locations text[] not null,
  buffer bigint not null check (buffer >= 0),
  oversell_policy text check (oversell_policy in ('deny', 'backorder', 'preorder', 'capped')),
  oversell_limit bigint check (oversell_limit >= 0),
  oversell_until timestamptz,
  connector text
);

create table inventory.stock (
  sku text primary key,
  version bigint not null default 0 check (version >= 0),
  last_reserved_at timestamptz
) with (fillfactor = 50);

create table inventory.stock_level (
  sku text not null,
  location text not null,
  on_hand bigint not null check (on_hand >= 0),
  unavailable bigint not null check (unavailable >= 0),
  reserved bigint not null check (reserved >= 0),
  primary key (sku, location),
  constraint promised_units_exist check (reserved <= on_hand - unavailable)
) with (fillfactor = 50);

create table inventory.stock_ledger (
  sku text not null,
  version bigint not null check (version >= 1),
  position int not null,
  location text not null,
  reason text not null check (reason in (
    'receipt', 'return', 'adjustment', 'count', 'damage', 'transfer-out', 'transfer-in', 'sale', 'found-by-sale', 'dispose', 'reserve', 'release', 'break')),
  on_hand bigint not null,
  unavailable bigint not null,
  reserved bigint not null,
  reference text not null,
  at timestamptz not null,
  primary key (sku, version, position, at)
) partition by range (at);
create table inventory.stock_ledger_rest partition of inventory.stock_ledger default;

create function inventory.ledger_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only: book a correction';
end $$;
create trigger append_only before update or delete on inventory.stock_ledger for each row execute function inventory.ledger_is_append_only();

-- Months are made ahead, and dropped as a whole when they are archived. One that already has rows in the rest stays there.
create function inventory.ensure_ledger_months(first date, months int) returns void language plpgsql as $$
declare
  month date := date_trunc('month', first);
  name text;
begin
  for i in 1..months loop
    name := 'stock_ledger_' || to_char(month, 'YYYY_MM');
    if to_regclass('inventory.' || name) is null and not exists (select from inventory.stock_ledger_rest where at >= month::timestamp at time zone 'UTC' and at < (month + interval '1 month')::timestamp at time zone 'UTC') then
      execute format('create table inventory.%I partition of inventory.stock_ledger for values from (%L) to (%L)', name, month::timestamp at time zone 'UTC', (month + interval '1 month')::timestamp at time zone 'UTC');
    end if;
    month := month + interval '1 month';
  end loop;
end $$;
select inventory.ensure_ledger_months((now() at time zone 'UTC')::date, 3);

create table inventory.order_stock (
  order_id text primary key,
  attempt int not null check (attempt >= 0),
  closed boolean not null default false,
  ahead jsonb,
  at timestamptz not null default now()
) with (fillfactor = 80);

create sequence inventory.reservation_seq;
create table inventory.reservation (
  order_id text not null,
  line_id text not null,
  sku text not null,
  location text not null,
  held bigint not null check (held >= 0),
  consumed bigint not null check (consumed >= 0),
  released bigint not null check (released >= 0),
  broken bigint not null check (broken >= 0),
  seq bigint not null default nextval('inventory.reservation_seq'),
  taken_at timestamptz not null default now(),
  primary key (order_id, line_id, sku, location),
  check (held + consumed + released + broken > 0)
) with (fillfactor = 80);
create index reservation_held on inventory.reservation (sku, location, seq) where held > 0;

create table inventory.backorder (
  order_id text not null,
  line_id text not null,
  sku text not null,
  channel text not null,
  quantity bigint not null check (quantity > 0),
  at timestamptz not null default now(),
  primary key (order_id, line_id, sku)
);
create index backorder_sku on inventory.backorder (sku);

create table inventory.backorder_total (
  channel text not null,
  sku text not null,
  units bigint not null check (units >= 0),
  cap bigint check (cap >= 0),
  primary key (sku, channel),
  constraint within_cap check (cap is null or units <= cap)
) with (fillfactor = 70);

create table inventory.incident (
  id text primary key,
  kind text not null,
  detail text not null,
  sku text not null,
  location text,
  order_id text,
  broken_order_id text,
  quantity bigint not null,
  at timestamptz not null default now()
);

create table inventory.channel_availability (
  sku text not null,
  channel text not null,
  available bigint not null check (available >= 0),
  version bigint not null check (version >= 1),
  primary key (sku, channel)
) with (fillfactor = 70);
`;

export class Stock1700000100000 implements MigrationInterface {
  readonly name = 'Stock1700000100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
