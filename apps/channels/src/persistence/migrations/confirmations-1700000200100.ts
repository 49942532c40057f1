import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the house was told of what the marketplace shows, and how far its orders have come in. */
const SQL = `
alter table channels.connection
  add column pull_started_at timestamptz,
  -- Every order that was placed until then has been read from the feed.
  add column read_through timestamptz;
alter table channels.listing
  -- The figure is of units that are held for this channel alone: it is sent once.
  add column escrow boolean not null default false,
  add column observed_version bigint,
  add column confirmed int check (confirmed >= 0),
  add column confirmed_version bigint,
  add column confirmed_at timestamptz,
  -- With all orders placed until then: nothing is left to say.
  add column confirmed_fully boolean not null default false,
  add constraint confirmed_as_a_whole check ((confirmed is null) = (confirmed_version is null) and (confirmed is null) = (confirmed_at is null)),
  add constraint confirmed_what_was_sent check (confirmed_version <= sent_version);
create index on channels.listing (connection) where observed_version is not null and not confirmed_fully;
`;

export class Confirmations1700000200100 implements MigrationInterface {
  readonly name = 'Confirmations1700000200100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
