import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Buffers that follow from what is measured (S3 a): where and when orders were placed, when figures were told and seen to be shown, and what was computed
 * from that. Rows from before have none of it and are not counted.
 */
const SQL = `
alter table inventory.order_stock add column channel text, add column placed_at timestamptz, add constraint placed_somewhere check ((channel is null) = (placed_at is null));
-- Orders are answered in the order of time: a summary of every few pages finds those of the last days.
create index order_stock_at on inventory.order_stock using brin (at) with (pages_per_range = 32, autosummarize = on);

alter table inventory.channel add column auto_buffer jsonb, add constraint figures_lag_only_behind_a_connector check (auto_buffer is null or connector is not null);
alter table inventory.channel_availability add column told_at timestamptz;
alter table inventory.channel_confirmation add column shown_seconds double precision check (shown_seconds >= 0);

create table inventory.computed_buffer (
  sku text not null,
  channel text not null,
  version bigint not null check (version >= 1),
  units bigint not null check (units between 0 and 1000000),
  record jsonb,
  computed_at timestamptz not null,
  primary key (sku, channel),
  constraint only_what_was_computed_is_kept_back check (record is not null or units = 0),
  constraint units_are_those_of_the_record check (units = (record ->> 'units')::bigint),
  constraint within_minimum_and_maximum check (units between (record ->> 'minimum')::bigint and (record ->> 'maximum')::bigint)
) with (fillfactor = 70);
create index computed_buffer_channel on inventory.computed_buffer (channel, sku) where record is not null;
`;

export class ComputedBuffers1700000118000 implements MigrationInterface {
  readonly name = 'ComputedBuffers1700000118000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
