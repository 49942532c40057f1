import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pop-up locations (S23): they sell only while they are open, and what they got is accounted for when they are closed. */
const SQL = `
alter table inventory.location
  add constraint a_popup_sells_only_while_it_is_open check (not sellable or not document ? 'popup' or document -> 'popup' ->> 'state' = 'open');

create table inventory.popup_report (
  location text not null,
  closed_at timestamptz not null,
  sku text not null,
  transferred bigint not null,
  sold bigint not null,
  returned bigint not null,
  variance bigint not null,
  primary key (location, closed_at, sku),
  constraint every_unit_is_accounted_for check (transferred = sold + returned + variance)
);

-- Tills at a location that have sold on their own (S22): what they have numbered, and what has arrived of it.
create table inventory.device_queue (
  location text not null,
  device text not null,
  last_sequence bigint not null check (last_sequence >= 0),
  acknowledged bigint not null check (acknowledged >= 0 and acknowledged <= last_sequence),
  at timestamptz not null default now(),
  primary key (location, device)
);
`;

export class Popups1700000110200 implements MigrationInterface {
  readonly name = 'Popups1700000110200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
