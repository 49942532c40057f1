import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A refusal that was told before a restore (operations.md, "Restoring one service"). */
const SQL = `
alter table promotions.sale add column recalled jsonb;
`;

export class Recall1700000000002 implements MigrationInterface {
  readonly name = 'Recall1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
