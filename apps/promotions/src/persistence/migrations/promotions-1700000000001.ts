import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rule version 0 is a place taken by a running transaction before its first document; it never outlives one. A null document = ended.
 * `watermark` moves with every change of a rule, in its transaction: who has rules in memory reads it first.
 * Counters stand in one row each, so that who takes a use holds its lock; `over` counts what recorded orders used beyond a limit.
 */
const SQL = `
create schema promotions;

create table promotions.watermark (
  one boolean primary key default true check (one),
  version bigint not null
);
insert into promotions.watermark (version) values (0);

create table promotions.rule (
  kind text not null check (kind in ('promotion', 'tax-rate', 'shipping-rate')),
  id text not null check (id ~ '^[a-z0-9-]{1,64}$'),
  version bigint not null check (version >= 0),
  document jsonb,
  changed_at timestamptz not null default clock_timestamp(),
  primary key (kind, id),
  check (version > 0 or document is null),
  check (document is not null or kind = 'promotion' or version = 0)
);

create table promotions.rule_change (
  kind text not null,
  id text not null,
  version bigint not null check (version > 0),
  document jsonb,
  message_id text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (kind, id, version)
);

create table promotions.coupon (
  key text primary key check (key = upper(code)),
  code text not null check (code ~ '^[A-Za-z0-9_-]{1,64}$'),
  promotion text not null,
  "limit" int check ("limit" > 0),
  per_customer int check (per_customer > 0),
  customer text,
  starts_at timestamptz,
  expires_at timestamptz,
  status text not null default 'active' check (status in ('active', 'disabled')),
  used int not null default 0 check (used >= 0),
  held int not null default 0 check (held >= 0),
  over int not null default 0 check (over >= 0),
  version bigint not null check (version > 0),
  issue_id text not null,
  check ("limit" is null or used + held <= "limit")
) with (fillfactor = 70);
create index coupon_issue on promotions.coupon (issue_id);

create table promotions.promotion_counter (
  promotion text primary key,
  uses int not null default 0 check (uses >= 0),
  spent bigint not null default 0 check (spent >= 0),
  max_uses int,
  max_spent bigint,
  check (max_uses is null or uses <= max_uses),
  check (max_spent is null or spent <= max_spent)
) with (fillfactor = 70);

create table promotions.sale (
  order_id text primary key,
  stage text not null check (stage in ('waiting', 'priced', 'refused', 'released')),
  confirmed boolean not null default false,
  customer text,
  request jsonb,
  buyer jsonb,
  at timestamptz not null default clock_timestamp(),
  check (request is null or stage = 'waiting'),
  check (not confirmed or stage = 'priced')
) with (fillfactor = 70);
create index sale_confirmed on promotions.sale (customer) where confirmed and customer is not null;
create index sale_waiting on promotions.sale (at) where stage = 'waiting';

create table promotions.coupon_use (
  key text not null references promotions.coupon (key),
  order_id text not null references promotions.sale (order_id),
  customer text,
  state text not null check (state in ('held', 'used', 'released')),
  over boolean not null default false,
  at timestamptz not null default clock_timestamp(),
  primary key (key, order_id)
);
create index coupon_use_order on promotions.coupon_use (order_id);
create index coupon_use_customer on promotions.coupon_use (key, customer) where state <> 'released' and customer is not null;

create table promotions.promotion_use (
  promotion text not null,
  order_id text not null references promotions.sale (order_id),
  customer text,
  amount bigint not null check (amount > 0),
  counted boolean not null,
  state text not null check (state in ('held', 'used', 'released')),
  at timestamptz not null default clock_timestamp(),
  primary key (promotion, order_id)
);
create index promotion_use_order on promotions.promotion_use (order_id);
create index promotion_use_customer on promotions.promotion_use (promotion, customer) where state <> 'released' and customer is not null;

create table promotions.customer (
  id text primary key,
  confirmed int not null default 0 check (confirmed >= 0),
  first_order text
) with (fillfactor = 70);

create table promotions.incident (
  id bigint generated always as identity primary key,
  order_id text not null,
  code text not null,
  reason text not null,
  at timestamptz not null default clock_timestamp()
);
`;

export class Promotions1700000000001 implements MigrationInterface {
  readonly name = 'Promotions1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
