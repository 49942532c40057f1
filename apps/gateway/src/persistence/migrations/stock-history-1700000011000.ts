import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who booked a version of stock; unknown of those of before. */
const SQL = `
alter table stock_history add column actor text;
`;

export class StockHistory1700000011000 implements MigrationInterface {
  readonly name = 'StockHistory1700000011000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
