import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sourcing by policy (S4): what rules need of it, and the parcels that use up a location's day. */
const SQL = `
alter table inventory.location add column dispatch jsonb;
alter table inventory.channel add column sourcing jsonb;

-- A parcel of an order that is planned to leave a location with a calendar on a day. Counted by day, so that capacity cannot drift from what is planned.
create table inventory.parcel (
  order_id text not null,
  location text not null,
  day date not null,
  primary key (order_id, location)
);
create index parcel_day on inventory.parcel (location, day);
`;

export class Sourcing1700000101000 implements MigrationInterface {
  readonly name = 'Sourcing1700000101000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
