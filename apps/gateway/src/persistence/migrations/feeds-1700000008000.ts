import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Events that are of one client alone (a webhook of its own was disabled), and the trace that an event comes from, carried on to its deliveries (R48).
 * Tests of a webhook are deliveries of no event: their positions are negative, so that they meet no other in the unique key.
 */
const EVENTS = `
alter table feed_event add column client text;
alter table feed_event add column traceparent text;
alter table webhook_delivery add column traceparent text;
create sequence webhook_test_position increment by -1 minvalue -9223372036854775807 maxvalue -1 start with -1;
create index webhook_delivery_failed on webhook_delivery (webhook_id, seq) where status = 'failed';
`;

/** The second wall (partners-1700000005000) with what is of one client alone. */
const WALL = `
drop policy partner on feed_event;
create policy partner on feed_event as restrictive for select to onefront_partner
  using ((client is null or client = (select current_setting('onefront.client', true))) and (channels is null or channels && ((select current_setting('onefront.channels', true))::text[])));
`;

/** Versions come in the order of time, so that what is past its time lies in few pages. */
const HISTORY = `create index stock_history_at on stock_history using brin (at) with (pages_per_range = 32, autosummarize = on);`;

export class Feeds1700000008000 implements MigrationInterface {
  readonly name = 'Feeds1700000008000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(EVENTS + WALL + HISTORY);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
