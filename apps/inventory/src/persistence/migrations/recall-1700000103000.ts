import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers that were given before a restore, by attempt (operations.md, "Restoring one service"). */
const SQL = `
alter table inventory.order_stock add column recalled jsonb;
`;

export class Recall1700000103000 implements MigrationInterface {
  readonly name = 'Recall1700000103000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
