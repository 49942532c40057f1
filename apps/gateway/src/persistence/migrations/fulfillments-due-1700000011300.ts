import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Task lists by promise (S5): when a fulfillment order is to have left, or to be ready. Those of before have only the time of their order. */
const SQL = `
alter table fulfillment_view add column due_at timestamptz;
create index fulfillment_view_due on fulfillment_view (location, coalesce(due_at, placed_at), id);
`;

export class FulfillmentsDue1700000011300 implements MigrationInterface {
  readonly name = 'FulfillmentsDue1700000011300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
