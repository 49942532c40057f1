import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Units that are announced, and what is promised against them to lines that wait (S1, S3). Both are covered by the lock of their SKU. */
const SQL = `
create table inventory.expected_receipt (
  id text primary key,
  version bigint not null check (version >= 1),
  sku text not null,
  location text not null references inventory.location,
  quantity bigint not null check (quantity >= 1),
  eta timestamptz not null,
  confidence int not null check (confidence between 0 and 100),
  source text not null check (source in ('purchase', 'supplier')),
  reference text,
  status text not null check (status in ('expected', 'received', 'cancelled')),
  received bigint not null check (received >= 0),
  promised bigint not null check (promised >= 0),
  closed_at timestamptz,
  constraint over_when_closed check ((status = 'expected') = (closed_at is null)),
  constraint promised_may_come check (promised <= case status when 'expected' then greatest(quantity - received, 0) * confidence / 100 else 0 end)
) with (fillfactor = 70);
create index expected_receipt_open on inventory.expected_receipt (sku) where status = 'expected';

create table inventory.expected_promise (
  receipt_id text not null references inventory.expected_receipt,
  order_id text not null,
  line_id text not null,
  sku text not null,
  units bigint not null check (units > 0),
  primary key (order_id, line_id, sku, receipt_id)
);
create index expected_promise_sku on inventory.expected_promise (sku);
create index expected_promise_receipt on inventory.expected_promise (receipt_id);
`;

export class ExpectedReceipts1700000114000 implements MigrationInterface {
  readonly name = 'ExpectedReceipts1700000114000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
