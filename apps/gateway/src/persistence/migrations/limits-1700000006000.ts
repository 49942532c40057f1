import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What clients may do per second. Buckets are shared by all gateway processes, which take tokens out of them in advance (limits/rate-store.ts).
 * They are not logged: after a crash every bucket is full again, which harms nobody, and taking tokens costs no flush.
 * `wanted` and `spent` are of the last process that came: they carry its request into the statement that answers it.
 */
const LIMITS = `
alter table client add column rate_limit jsonb check (jsonb_typeof(rate_limit) = 'object');

create unlogged table rate_bucket (
  name text collate "C" primary key,
  tokens double precision not null check (tokens <= burst),
  granted double precision not null check (granted >= 0),
  wanted double precision not null,
  spent double precision not null,
  per_second double precision not null check (per_second > 0),
  burst double precision not null check (burst >= 1),
  at timestamptz not null
) with (fillfactor = 50);
create index rate_bucket_at on rate_bucket (at);
`;

export class Limits1700000006000 implements MigrationInterface {
  readonly name = 'Limits1700000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LIMITS);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
