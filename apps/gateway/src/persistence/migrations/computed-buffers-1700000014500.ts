import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is kept back of SKUs, computed from what is sold elsewhere, and what was kept back in each figure. A computed buffer names sales of other channels:
 * its rows have no channel, so that behind the wall nobody finds them.
 */
const SQL = `
alter table promise_view drop constraint promise_view_view_check, add constraint promise_view_view_check check (view in ('policy', 'expected-receipt', 'computed-buffer')),
  add constraint computed_buffers_are_the_retailers check (view <> 'computed-buffer' or channel is null);
-- Null: the channel's own buffer.
alter table told_history add column buffer bigint check (buffer >= 0);
`;

export class ComputedBuffers1700000014500 implements MigrationInterface {
  readonly name = 'ComputedBuffers1700000014500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
