import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Uses of coupons on lease to tills that sell without a network, and which of their sales are here (S22). What is set aside stands in `held` of its coupon. */
const SQL = `
create table promotions.till (
  id text primary key,
  acknowledged bigint not null default 0 check (acknowledged >= 0),
  last_sequence bigint not null default 0,
  check (last_sequence >= acknowledged)
) with (fillfactor = 70);

create table promotions.till_sale (
  till text not null references promotions.till (id),
  sequence bigint not null check (sequence >= 1),
  order_id text not null references promotions.sale (order_id),
  primary key (till, sequence),
  constraint one_sale_per_order unique (order_id)
);

create table promotions.coupon_lease (
  till text primary key references promotions.till (id),
  version bigint not null check (version >= 1),
  channel text not null,
  serial bigint not null check (serial >= 1),
  sequence bigint not null check (sequence >= 0),
  expires_at timestamptz not null,
  reclaim_from timestamptz not null,
  check (reclaim_from >= expires_at)
) with (fillfactor = 70);

create table promotions.coupon_lease_line (
  till text not null references promotions.coupon_lease (till),
  key text not null references promotions.coupon (key),
  wanted int not null check (wanted >= 0),
  granted bigint not null check (granted >= 0),
  used bigint not null check (used >= 0),
  returned bigint not null check (returned >= 0),
  primary key (till, key),
  constraint nothing_is_used_or_returned_that_was_not_granted check (used + returned <= granted)
) with (fillfactor = 70);
create index coupon_lease_line_open on promotions.coupon_lease_line (key) where granted > used + returned;

-- Which uses were taken from a lease: each once, by one order.
create table promotions.coupon_lease_use (
  key text not null,
  order_id text not null,
  till text not null,
  primary key (key, order_id),
  foreign key (key, order_id) references promotions.coupon_use (key, order_id),
  foreign key (till, key) references promotions.coupon_lease_line (till, key)
);
create index coupon_lease_use_till on promotions.coupon_lease_use (till, key);
`;

export class CouponLeases1700000131100 implements MigrationInterface {
  readonly name = 'CouponLeases1700000131100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
