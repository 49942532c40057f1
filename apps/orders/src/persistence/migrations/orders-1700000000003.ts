import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Orders, their lines and money, and the ledgers that prove them. The rules decide; these constraints hold whatever the code above says:
 * one order per (channel, external id) unless refused, lines that add up, nothing captured beyond authorised or refunded beyond captured.
 */
const SQL = `
create schema if not exists orders;

create table orders."order" (
  id text primary key,
  channel text not null,
  external_id text,
  fingerprint text not null,
  version bigint not null check (version >= 1),
  status text not null check (status in ('pending', 'confirmed', 'backordered', 'partially-fulfilled', 'fulfilled', 'cancelled', 'refused')),
  attention text,
  placed_at timestamptz not null,
  currency text not null,
  grand bigint check (grand >= 0),
  state jsonb not null,
  placement jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp()
) with (fillfactor = 60);
create unique index order_external_id on orders."order" (channel, external_id) where external_id is not null and status <> 'refused';
create index order_pending on orders."order" (created_at) where status = 'pending';

create table orders.order_line (
  order_id text not null references orders."order",
  line_id text not null,
  sku text not null,
  quantity int not null check (quantity > 0),
  open int not null check (open >= 0),
  shipped int not null check (shipped >= 0),
  cancelled int not null check (cancelled >= 0),
  returned int not null check (returned >= 0 and returned <= shipped),
  paid bigint,
  primary key (order_id, line_id),
  check (open + shipped + cancelled = quantity)
) with (fillfactor = 70);

create table orders.order_event (
  order_id text not null,
  version bigint not null check (version >= 1),
  type text not null,
  status text not null,
  at timestamptz not null,
  detail text not null,
  quantities jsonb not null,
  primary key (order_id, version)
);
create unique index order_event_once on orders.order_event (order_id, type) where type in ('order-placed', 'order-confirmed', 'order-refused', 'order-cancelled');

create table orders.payment (
  id text primary key,
  order_id text not null references orders."order",
  method text not null,
  status text not null,
  currency text not null,
  authorised bigint not null check (authorised >= 0),
  captured bigint not null check (captured >= 0 and captured <= authorised),
  refunded bigint not null check (refunded >= 0 and refunded <= captured)
) with (fillfactor = 70);
create index payment_order on orders.payment (order_id);

create table orders.payment_entry (
  id text primary key,
  payment_id text not null references orders.payment,
  order_id text not null,
  kind text not null check (kind in ('authorise', 'capture', 'void', 'refund')),
  amount bigint not null check (amount >= 0),
  state text not null check (state in ('asked', 'unknown', 'done', 'failed')),
  asked_at timestamptz not null,
  answered_at timestamptz
) with (fillfactor = 70);
create index payment_entry_order on orders.payment_entry (order_id);
create index payment_entry_payment on orders.payment_entry (payment_id);

create table orders.recorded_return (
  id text primary key,
  channel text not null,
  external_id text,
  fingerprint text not null,
  booked boolean not null,
  total bigint not null check (total >= 0),
  state jsonb not null,
  created_at timestamptz not null default clock_timestamp()
);
create unique index recorded_return_external_id on orders.recorded_return (channel, external_id) where external_id is not null;

create table orders.deadline (
  subject_id text not null,
  kind text not null,
  due_at timestamptz not null,
  attempt int not null,
  primary key (subject_id, kind)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index deadline_due on orders.deadline (due_at);

create schema if not exists payment_provider;

create table payment_provider.account (
  authorisation text primary key,
  token text not null,
  currency text not null,
  authorised bigint not null check (authorised >= 0),
  captured bigint not null default 0 check (captured >= 0 and captured <= authorised),
  refunded bigint not null default 0 check (refunded >= 0 and refunded <= captured),
  voided boolean not null default false check (not (voided and authorised > captured))
);

create table payment_provider.request (
  key text primary key,
  kind text not null check (kind in ('authorise', 'capture', 'void', 'refund')),
  "authorisation" text not null,
  amount bigint not null check (amount >= 0),
  outcome text not null check (outcome in ('done', 'failed')),
  detail text,
  known_from timestamptz not null,
  at timestamptz not null default clock_timestamp()
);
create index request_authorisation on payment_provider.request ("authorisation");
`;

export class Orders1700000000003 implements MigrationInterface {
  readonly name = 'Orders1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
