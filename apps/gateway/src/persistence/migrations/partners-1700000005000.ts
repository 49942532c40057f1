import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A role for reading on behalf of partners: it may not log in, and rows of others are not there for it. Named in `behind-wall.ts` too. */
const ROLE = 'onefront_partner';

/**
 * Roles belong to the whole cluster, in which other databases of ours may make the same role in this moment: who comes second finds it there.
 * The user of the service becomes a member that may step into the role and does not inherit it (PostgreSQL 16 and later).
 */
const ENSURE_ROLE = `
do $$
begin
  if not exists (select 1 from pg_roles where rolname = '${ROLE}') then
    begin
      create role ${ROLE} nologin noinherit;
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then
        raise exception 'The role ${ROLE} is missing, and % may not create it. Let an administrator run once: create role ${ROLE} nologin noinherit; grant ${ROLE} to % with inherit false, set true;', current_user, current_user;
    end;
  end if;
  if not pg_has_role(current_user, '${ROLE}', 'SET') then
    begin
      execute format('grant ${ROLE} to %I with inherit false, set true', current_user);
    exception
      when unique_violation then null;
      when insufficient_privilege then
        raise exception '% may not step into the role ${ROLE}. Let an administrator run once: grant ${ROLE} to % with inherit false, set true;', current_user, current_user;
    end;
  end if;
end $$;
`;

const own = `((select current_setting('onefront.channels', true))::text[])`;
const client = `(select current_setting('onefront.client', true))`;
const onOwn = (channels: string) => `document is not null and (coalesce(${channels}, '"all"') = '"all"' or ${channels} ?| ${own})`;

/** What a partner may see of each table (api.md, conventions). A table that is not here cannot be read behind the wall at all. */
const SEEN: Readonly<Record<string, string>> = {
  order_view: `channel = any ${own}`,
  fulfillment_view: `channel = any ${own}`,
  return_view: `channel = any ${own}`,
  listing_view: `channel = any ${own}`,
  feed_event: `channels is null or channels && ${own}`,
  document_view: `case view when 'channel' then key = any ${own} when 'promotion' then ${onOwn(`document -> 'channels'`)} when 'shipping-rate' then ${onOwn(`document -> 'channels'`)} else true end`,
  coupon_view: `exists (select 1 from document_view d where d.view = 'promotion' and d.key = promotion) and (customer_id is null or partner_knows_customer(customer_id))`,
  customer_view: 'partner_knows_customer(id)',
  operation: `client = ${client}`,
  import_job: `client = ${client}`,
  import_row: 'exists (select 1 from import_job j where j.id = import_id)',
  webhook: `client_id = ${client}`,
  webhook_delivery: 'exists (select 1 from webhook w where w.id = webhook_id)',
};

/** An order or an identity of the person, or of any record merged with it, in one of the partner's channels. */
const KNOWS_CUSTOMER = `
create function partner_knows_customer(asked text) returns boolean language sql stable security definer set search_path = pg_catalog, public as $$
  with recursive up as (
      select id, merged_into, 0 as depth from customer_view where id = asked
      union all select c.id, c.merged_into, up.depth + 1 from up join customer_view c on c.id = up.merged_into where up.depth < 20),
    family as (
      select id, 0 as depth from up where merged_into is null
      union all select c.id, family.depth + 1 from family join customer_view c on c.merged_into = family.id where family.depth < 20)
  select exists (
    select 1 from family f join customer_view c on c.id = f.id
    where exists (select 1 from jsonb_array_elements(c.document -> 'identities') as i(identity) where i.identity ->> 'channel' = any ${own})
      or exists (select 1 from order_view o where o.customer_id = f.id and o.channel = any ${own}))
$$;
revoke all on function partner_knows_customer(text) from public;
grant execute on function partner_knows_customer(text) to ${ROLE};
`;

/** The owner of the tables passes by; whoever else reads as the service sees all; for partners the second policy takes away what is not theirs. */
const wallOf = ([table, seen]: [string, string]) => `
alter table ${table} enable row level security;
create policy service on ${table} using (true) with check (true);
create policy partner on ${table} as restrictive for select to ${ROLE} using (${seen});
grant select on ${table} to ${ROLE};
`;

const CLIENTS = `
alter table client add column version bigint not null default 1 check (version > 0);
alter table client_secret add column last_used_at timestamptz;
alter table access_token add column secret_id text references client_secret (id) on delete cascade;
create index access_token_secret on access_token (secret_id);
create index access_token_client on access_token (client_id);
create index client_partner on client (id) where channels is not null and revoked_at is null;
`;

/** Partners: versions and uses of their secrets, and the wall in the database behind the predicates of the queries (R31). */
export class Partners1700000005000 implements MigrationInterface {
  readonly name = 'Partners1700000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CLIENTS + ENSURE_ROLE + `grant usage on schema public to ${ROLE};` + KNOWS_CUSTOMER + Object.entries(SEEN).map(wallOf).join('') + `grant select on feed_sequencer to ${ROLE};`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
