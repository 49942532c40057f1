import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Exchanges whose new goods left first (S7): how each has ended, once. What goods that did not come have paid is nothing. */
const SQL = `
create table orders.exchange_end (
  return_id text primary key,
  old_order text not null references orders."order",
  new_order text not null unique references orders."order",
  outcome text not null check (outcome in ('came', 'due')),
  taken bigint not null check (taken >= 0),
  ended_at timestamptz not null default clock_timestamp(),
  constraint what_does_not_come_pays_nothing check (outcome = 'came' or taken = 0)
);
`;

export class Exchanges1700000121100 implements MigrationInterface {
  readonly name = 'Exchanges1700000121100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
