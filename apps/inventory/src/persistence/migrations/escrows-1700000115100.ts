import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Units that one channel has to itself (S3 b): how many, and what is known of the channel. The units are reservations under `escrow-<channel>`. */
const SQL = `
create table inventory.channel_escrow (
  sku text not null,
  channel text not null,
  units_limit bigint not null check (units_limit >= 0),
  -- What buyers can have taken unheard, or can still take; null while nobody knows.
  exposed bigint check (exposed >= 0),
  settled bigint not null check (settled >= 0),
  -- Figures told since, the oldest first: [{version, units}].
  open jsonb not null check (jsonb_typeof(open) = 'array'),
  primary key (sku, channel)
) with (fillfactor = 70);
`;

export class Escrows1700000115100 implements MigrationInterface {
  readonly name = 'Escrows1700000115100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
