import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The six states of units; all but `outside`, whose change is the opposite of on-hand's. */
const MOVES = ['-on_hand', 'on_hand - unavailable - reserved', 'reserved', 'unavailable - quality - display - in_transit', 'quality', 'display', 'in_transit'];
const sides = (sign: '>' | '<'): string => MOVES.map((state) => `(${state} ${sign} 0)::int`).join(' + ');

/**
 * Why units cannot be sold, and who booked what. `damaged` is the rest of `unavailable`, which all of it was before. Rows of the ledger that are older
 * than this have no actor, and may have changed more than two states at once: they are not looked at again.
 */
const SQL = `
alter table inventory.stock_level
  add column quality bigint not null default 0 check (quality >= 0),
  add column display bigint not null default 0 check (display >= 0),
  add column in_transit bigint not null default 0 check (in_transit >= 0),
  add constraint unavailable_units_have_a_state check (quality + display + in_transit <= unavailable);

alter table inventory.stock_ledger
  add column quality bigint not null default 0,
  add column display bigint not null default 0,
  add column in_transit bigint not null default 0,
  add column actor text,
  drop constraint stock_ledger_reason_check,
  add constraint stock_ledger_reason check (reason in (
    'receipt', 'return', 'adjustment', 'count', 'damage', 'transfer-out', 'transfer-in', 'sale', 'found-by-sale', 'dispose', 'reserve', 'release', 'break',
    'quality', 'display', 'dispatch', 'variance')) not valid,
  add constraint double_entry check (actor is null or ((${sides('>')}) <= 1 and (${sides('<')}) <= 1)) not valid;
`;

export class States1700000110000 implements MigrationInterface {
  readonly name = 'States1700000110000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
