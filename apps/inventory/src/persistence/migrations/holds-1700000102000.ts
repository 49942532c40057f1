import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Soft holds (S2): their promises are reservations under the hold's id. */
const SQL = `
create table inventory.hold (
  id text primary key check (id like 'hold-%'),
  version bigint not null check (version >= 1),
  client text not null,
  channel text not null,
  lines jsonb not null,
  location text,
  reference text,
  status text not null check (status in ('held', 'taken', 'released', 'expired')),
  expires_at timestamptz not null,
  extended boolean not null,
  order_id text,
  at timestamptz not null default now(),
  check ((status = 'taken') = (order_id is not null))
) with (fillfactor = 70);
create index hold_due on inventory.hold (expires_at) where status = 'held';
create index hold_open on inventory.hold (client, expires_at) where status = 'held';

-- Locked by whoever counts the open holds of a client.
create table inventory.hold_client (client text primary key);
`;

export class Holds1700000102000 implements MigrationInterface {
  readonly name = 'Holds1700000102000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
