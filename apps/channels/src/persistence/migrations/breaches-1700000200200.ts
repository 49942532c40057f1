import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the marketplace has sold of late is counted by what became of it (S3). */
const SQL = 'create index channel_order_seen on channels.channel_order (connection, first_seen_at);';

export class Breaches1700000200200 implements MigrationInterface {
  readonly name = 'Breaches1700000200200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
