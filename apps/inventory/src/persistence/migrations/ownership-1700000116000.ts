import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose the goods at a location are ([ADR 38](../../../../../docs/adr/0038-whose-stock-it-is.md)): what a marketplace keeps, we promise to nobody. */
const SQL = `
alter table inventory.location
  add column ownership text not null default 'own' check (ownership in ('own', 'consigned', 'marketplace', 'supplier')),
  add column held_for text;

update inventory.location set
  ownership = case document ->> 'kind' when 'consignment' then 'consigned' when 'marketplace' then 'marketplace' when 'supplier' then 'supplier' else 'own' end,
  held_for = document ->> 'channel';
update inventory.location set sellable = false, ships_orders = false, pickup = false where ownership = 'marketplace';
update inventory.network set version = version + 1;

alter table inventory.location
  add constraint ownership_is_that_of_the_kind check (ownership = case document ->> 'kind' when 'consignment' then 'consigned' when 'marketplace' then 'marketplace' when 'supplier' then 'supplier' else 'own' end),
  add constraint what_a_marketplace_keeps_we_do_not_promise check (ownership <> 'marketplace' or not (sellable or ships_orders or pickup)),
  add constraint kept_for_a_channel_by_a_marketplace check (held_for is null or ownership = 'marketplace'),
  add constraint kept_for_whom_the_document_says check (held_for is not distinct from document ->> 'channel');
`;

export class Ownership1700000116000 implements MigrationInterface {
  readonly name = 'Ownership1700000116000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
