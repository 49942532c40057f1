import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who waits is served in promise order: what comes is set aside in the same transaction, until the order asks for it. */
const SQL = `
alter table inventory.backorder add column placed_at timestamptz, add column promised_by timestamptz, add column pickup_at text;
update inventory.backorder set placed_at = at;
alter table inventory.backorder alter column placed_at set not null;
-- A line of which all was set aside stays until its order has asked: what breaks meanwhile is waited for again, in its old place.
alter table inventory.backorder drop constraint backorder_quantity_check, add constraint backorder_quantity_check check (quantity >= 0);
drop index inventory.backorder_sku;
create index backorder_turn on inventory.backorder (sku, promised_by, placed_at, order_id, line_id);

alter table inventory.reservation add column aside bigint not null default 0, add constraint aside_is_held check (aside between 0 and held);
`;

export class Waiting1700000111100 implements MigrationInterface {
  readonly name = 'Waiting1700000111100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
