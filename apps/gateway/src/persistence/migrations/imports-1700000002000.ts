import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A file on its way in: its bytes (`import_chunk`) until they are read, then one row per record (`import_row`) until the import is pruned.
 * Files may hold people: bytes and records are kept sealed under the import's own key, and a record is emptied when it is settled.
 * `open`: there is something left to do, also for a cancelled import whose last rows are in flight.
 */
const IMPORTS = `
create table import_job (
  id text collate "C" primary key,
  client text not null,
  scopes text[] not null,
  channels text[],
  kind text check (kind in ('products', 'stock', 'customers', 'orders')),
  mapping json,
  format text check (format in ('csv', 'jsonl')),
  kid text not null,
  status text not null default 'receiving' check (status in ('receiving', 'running', 'done', 'failed', 'cancelled')),
  open boolean not null default false,
  parsed boolean not null default false,
  failure text,
  rows int not null default 0,
  accepted int not null default 0 check (accepted >= 0),
  rejected int not null default 0 check (rejected >= 0),
  unchanged int not null default 0 check (unchanged >= 0),
  created_at timestamptz not null default now(),
  check (accepted + rejected + unchanged <= rows),
  check (status = 'receiving' or (kind is not null and format is not null)),
  check (not open or status in ('running', 'cancelled'))
) with (fillfactor = 50);
create index import_job_open on import_job (kind, id) where open;

create table import_chunk (
  import_id text collate "C" not null references import_job (id) on delete cascade,
  position int not null,
  box text not null,
  primary key (import_id, position)
);

create table import_row (
  import_id text collate "C" not null references import_job (id) on delete cascade,
  row int not null check (row > 0),
  state text not null check (state in ('pending', 'in-flight', 'accepted', 'rejected', 'unchanged')),
  subject text collate "C",
  box text,
  operation_id text,
  mark text,
  repeats boolean not null default false,
  errors json,
  primary key (import_id, row),
  check ((state = 'pending') = (box is not null)),
  check (state <> 'in-flight' or operation_id is not null),
  check ((state = 'rejected') = (errors is not null))
) with (fillfactor = 70);
create index import_row_pending on import_row (import_id, row) where state = 'pending';
create index import_row_in_flight on import_row (import_id, row) where state = 'in-flight';
create index import_row_rejected on import_row (import_id, row) where state = 'rejected';
create index import_row_subject on import_row (import_id, subject, row) where subject is not null and state in ('pending', 'in-flight');

create table import_mark (mark text primary key, created_at timestamptz not null default now());
create table import_lease (name text primary key, holder text, expires_at timestamptz not null);
insert into import_lease (name, expires_at) select name, '-infinity' from unnest(array['reading', 'products', 'stock', 'customers', 'orders']) as l(name);
`;

export class Imports1700000002000 implements MigrationInterface {
  readonly name = 'Imports1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(IMPORTS);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
