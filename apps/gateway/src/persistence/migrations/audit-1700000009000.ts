import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Owns the audit where it can be had; nobody logs in as it (ADR 0022). */
const ROLE = 'onefront_audit';
const PARTNER = 'onefront_partner';

/**
 * `entry` and `link` are only ever added to. An entry is written in the transaction of its change; `pending` names those that have no place in the chain yet;
 * whoever holds the lease of `head` gives them one. A `seal` says up to where an operator has taken the oldest away, and with which hash the chain goes on.
 */
const TABLES = `
create schema audit;

create table audit.entry (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  action text not null,
  service text not null,
  client text,
  staff text,
  subject_type text not null,
  subject_id text not null,
  version bigint,
  previous_version bigint,
  trace text,
  operation text,
  message text,
  changes text not null
);
create unique index entry_version on audit.entry (subject_id, subject_type, version) where version is not null;

create table audit.link (
  position bigint primary key check (position > 0),
  entry bigint not null unique,
  hash bytea not null check (octet_length(hash) = 32),
  at timestamptz not null,
  client text,
  subject_type text not null,
  subject_id text not null,
  trace text
);
create index link_subject on audit.link (subject_id, position);
create index link_type on audit.link (subject_type, position);
create index link_client on audit.link (client, position);
create index link_trace on audit.link (trace) where trace is not null;
create index link_at on audit.link (at);

create table audit.seal (
  position bigint primary key,
  hash bytea not null check (octet_length(hash) = 32),
  at timestamptz not null default clock_timestamp(),
  by text not null default session_user
);

create table audit.pending (entry bigint primary key)
  with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000);
create table audit.head (
  one boolean primary key default true check (one),
  position bigint not null default 0,
  hash bytea not null default decode(repeat('00', 32), 'hex'),
  owner text,
  expires_at timestamptz not null default '-infinity'
) with (fillfactor = 50);
insert into audit.head default values;
`;

/** Whoever tries, a superuser included. Only what a seal has closed may go, and the seal stays. */
const TRIGGERS = `
create function audit.refuse() returns trigger language plpgsql as $$
begin
  raise exception 'audit.% is only ever added to', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create function audit.refuse_unsealed() returns trigger language plpgsql as $$
declare sealed bigint := coalesce((select max(position) from audit.seal), 0);
begin
  if tg_table_name = 'link' and exists (select 1 from gone where (to_jsonb(gone) ->> 'position')::bigint > sealed)
    or tg_table_name = 'entry' and exists (select 1 from gone left join audit.link l on l.entry = (to_jsonb(gone) ->> 'id')::bigint where l.position is null or l.position > sealed) then
    raise exception 'audit.% is only ever added to', tg_table_name using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;

create trigger keep before update or truncate on audit.entry for each statement execute function audit.refuse();
create trigger keep before update or truncate on audit.link for each statement execute function audit.refuse();
create trigger keep before update or delete or truncate on audit.seal for each statement execute function audit.refuse();
create trigger keep_unsealed after delete on audit.entry referencing old table as gone for each statement execute function audit.refuse_unsealed();
create trigger keep_unsealed after delete on audit.link referencing old table as gone for each statement execute function audit.refuse_unsealed();
`;

/** A partner sees what it did itself (the second wall, partners-1700000005000). */
const WALL = ['link', 'entry'].map((table) => `
alter table audit.${table} enable row level security;
create policy service on audit.${table} using (true) with check (true);
create policy partner on audit.${table} as restrictive for select to ${PARTNER} using (client = (select current_setting('onefront.client', true)));
grant select on audit.${table} to ${PARTNER};
`).join('') + `grant select on audit.seal to ${PARTNER}; grant usage on schema audit to ${PARTNER};`;

/**
 * The service keeps INSERT and SELECT. The tables go to a role of their own that it does not belong to afterwards; a user that may not make roles, and was not
 * given this one, stays the owner without the right to change, and could only take it back by saying so.
 */
const HAND_OVER = `
revoke update, delete, truncate on audit.entry, audit.link from public, current_user;
revoke insert, update, delete, truncate on audit.seal from public, current_user;
do $$
declare me text := current_user;
begin
  if not exists (select 1 from pg_roles where rolname = '${ROLE}') then
    begin
      create role ${ROLE} nologin noinherit;
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then return;
    end;
  end if;
  if not pg_has_role(me, '${ROLE}', 'SET') then
    begin
      execute format('grant ${ROLE} to %I with inherit false, set true', me);
    exception when insufficient_privilege then return;
    end;
  end if;
  execute 'grant usage, create on schema audit to ${ROLE}';
  execute 'alter table audit.entry owner to ${ROLE}';
  execute 'alter table audit.link owner to ${ROLE}';
  execute 'alter table audit.seal owner to ${ROLE}';
  execute 'alter function audit.refuse() owner to ${ROLE}';
  execute 'alter function audit.refuse_unsealed() owner to ${ROLE}';
  execute 'alter schema audit owner to ${ROLE}';
  execute 'set local role ${ROLE}';
  -- The rights of the owner before have become the new owner's: it may seal and take away what is sealed.
  execute 'grant select, insert, delete on audit.entry, audit.link to ${ROLE}';
  execute 'grant select, insert on audit.seal to ${ROLE}';
  execute 'grant usage on schema audit to ${PARTNER}';
  -- With the right to hand on what it has: whoever migrates is not always who runs.
  execute format('grant usage on schema audit to %I with grant option', me);
  execute format('grant select, insert on audit.entry, audit.link to %I with grant option', me);
  execute format('grant select on audit.seal to %I with grant option', me);
  execute 'grant select on audit.entry, audit.link, audit.seal to ${PARTNER}';
  execute format('set local role %I', me);
  if not (select rolsuper from pg_roles where rolname = me) then
    begin
      execute format('revoke ${ROLE} from %I', me);
    exception when insufficient_privilege then null;
    end;
  end if;
end $$;
`;

/** What has changed, by whom, in a chain that shows every tampering (R39). */
export class Audit1700000009000 implements MigrationInterface {
  readonly name = 'Audit1700000009000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES + TRIGGERS + WALL + HAND_OVER);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
