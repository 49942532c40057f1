import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Gift cards (S15). Of a code there is only its keyed hash. The rule decides; these constraints hold whatever the code above says: no card is ever worth less
 * than nothing, no order takes more than it holds or gives back more than it took.
 */
const SQL = `
create table promotions.gift_card (
  id text primary key,
  code_index text not null unique,
  ending text not null check (length(ending) <= 4),
  kind text not null check (kind in ('gift-card', 'store-credit')),
  currency text not null,
  customer text,
  order_id text,
  line_id text,
  issued_at timestamptz not null,
  expires_at timestamptz,
  status text not null check (status in ('active', 'disabled', 'expired')),
  loaded bigint not null check (loaded > 0),
  held bigint not null check (held >= 0),
  captured bigint not null check (captured >= 0),
  refunded bigint not null check (refunded >= 0 and refunded <= captured),
  expired bigint not null check (expired >= 0),
  version bigint not null check (version > 0),
  constraint gift_card_balance check (loaded - held - captured + refunded - expired >= 0)
) with (fillfactor = 70);
create index gift_card_order on promotions.gift_card (order_id) where order_id is not null;
create index gift_card_expires on promotions.gift_card (expires_at) where status = 'active' and expires_at is not null;

create table promotions.gift_card_hold (
  tender text primary key,
  card text not null references promotions.gift_card,
  order_id text not null,
  held bigint not null check (held >= 0),
  captured bigint not null check (captured >= 0),
  refunded bigint not null check (refunded >= 0 and refunded <= captured)
) with (fillfactor = 70);
create index gift_card_hold_card on promotions.gift_card_hold (card);

create table promotions.gift_card_entry (
  id text primary key,
  card text references promotions.gift_card,
  action text not null check (action in ('load', 'hold', 'capture', 'release', 'refund', 'expire')),
  tender text,
  amount bigint not null check (amount >= 0),
  refused text,
  at timestamptz not null default clock_timestamp(),
  check (refused is null or amount = 0),
  check (refused is not null or card is not null or amount = 0)
);
create index gift_card_entry_card on promotions.gift_card_entry (card, at);
create unique index gift_card_load_once on promotions.gift_card_entry (card) where action = 'load' and refused is null;
`;

export class GiftCards1700000121000 implements MigrationInterface {
  readonly name = 'GiftCards1700000121000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
