import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payments that the provider has and no order stands for, each with what became of it (S14): written before the provider is asked to give it back. */
const SQL = `
create table orders.orphan_payment (
  id text primary key,
  "authorisation" text not null,
  kind text not null check (kind in ('void', 'refund')),
  amount bigint not null check (amount > 0),
  currency text not null,
  state text not null check (state in ('asked', 'unknown', 'done', 'failed')),
  detail text,
  found_at timestamptz not null default clock_timestamp(),
  unique ("authorisation", kind)
);
create index request_at on payment_provider.request (at) where kind = 'authorise';
`;

export class Orphans1700000120100 implements MigrationInterface {
  readonly name = 'Orphans1700000120100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SQL);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
