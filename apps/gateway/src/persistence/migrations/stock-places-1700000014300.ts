import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which SKUs ever lay at a location. Rows are only added, when a SKU comes to a place for the first time, so that a sale writes nothing here. */
const SQL = `
create table stock_place (
  location text not null,
  sku text not null,
  primary key (location, sku)
);
insert into stock_place select level ->> 'location', s.sku from stock_view s, jsonb_array_elements(s.levels) level;
`;

export class StockPlaces1700000014300 implements MigrationInterface {
  readonly name = 'StockPlaces1700000014300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
