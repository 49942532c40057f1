import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What imports learnt: workbooks, further kinds, options of the mapping, dry runs, progress, and the source of rejected rows.
 * `checking` is a dry run that is under way: a process that knows of none leaves it alone. `source` is a row's cells (or its line) as they came,
 * sealed; it stays with rejected rows for 7 days, so that they can be handed back to be mended. `advanced_at` tells a job that is stuck.
 */
const FILES = `
alter table import_job drop constraint import_job_kind_check;
alter table import_job drop constraint import_job_format_check;
alter table import_job drop constraint import_job_status_check;
alter table import_job drop constraint import_job_check2;
alter table import_job
  add check (kind in ('products', 'listings', 'locations', 'suppliers', 'channels', 'stock', 'customers', 'orders', 'promotions', 'coupons', 'tax-rates', 'shipping-rates')),
  add check (format in ('csv', 'jsonl', 'xlsx')),
  add check (status in ('receiving', 'running', 'checking', 'done', 'failed', 'cancelled')),
  add check (not open or status in ('running', 'checking', 'cancelled')),
  add column dry_run boolean not null default false,
  add column options json,
  add column header json,
  add column preview text,
  add column filename text,
  add column bytes bigint not null default 0 check (bytes >= 0),
  add column bytes_read bigint not null default 0 check (bytes_read >= 0),
  add column started_at timestamptz,
  add column ended_at timestamptz,
  add column advanced_at timestamptz not null default now(),
  add check (status <> 'checking' or dry_run);
create index import_job_newest on import_job (id) where status <> 'receiving';

alter table import_row add column source text;
create index import_row_source on import_row (import_id) where source is not null and state = 'rejected';

alter table import_mark add column seen_at timestamptz not null default now();
create index import_mark_seen on import_mark (seen_at);

insert into import_lease (name, expires_at)
  select name, '-infinity' from unnest(array['listings', 'locations', 'suppliers', 'channels', 'promotions', 'coupons', 'tax-rates', 'shipping-rates']) as l(name);
`;

export class Files1700000007000 implements MigrationInterface {
  readonly name = 'Files1700000007000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FILES);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
