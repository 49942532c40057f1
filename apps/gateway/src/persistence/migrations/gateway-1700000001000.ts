import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Operations are updated once, so their pages keep room for it (HOT: no index names a column that changes).
 * Ids are UUIDv7 in text, sorted by "C": older than a moment = less than an id.
 */
const INTAKE = `
create table operation (
  id text collate "C" primary key,
  parent text collate "C",
  position int,
  children int not null default 0 check (children >= 0),
  client text not null,
  route text not null,
  status text not null default 'pending' check (status in ('pending', 'done', 'refused')),
  accepted_at timestamptz not null default now(),
  settled_at timestamptz,
  settlement json,
  prepared text,
  check ((status = 'pending') = (settlement is null)),
  check ((status = 'pending') = (settled_at is null))
) with (fillfactor = 60);
create index operation_children on operation (parent, position) where parent is not null;

create table idempotency (
  client text not null,
  route text not null,
  key text not null,
  fingerprint text not null,
  operation_id text not null,
  created_at timestamptz not null default now(),
  answer json,
  primary key (client, route, key)
) with (fillfactor = 70);
create index idempotency_created on idempotency using brin (created_at) with (pages_per_range = 32, autosummarize = on);
`;

const CLIENTS = `
create table client (
  id text primary key,
  name text not null,
  scopes text[] not null,
  channels text[],
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
create table client_secret (
  id text primary key,
  client_id text not null references client (id),
  hash bytea not null check (octet_length(hash) = 32),
  created_at timestamptz not null default now()
);
create index client_secret_client on client_secret (client_id, created_at desc);
create table access_token (
  hash bytea primary key check (octet_length(hash) = 32),
  client_id text not null references client (id),
  scopes text[] not null,
  expires_at timestamptz not null
);
create index access_token_expiry on access_token (expires_at);
`;

/** Views are shaped like the answer: \`body\` is the JSON that is sent, \`document\` what rules need. */
const VIEWS = `
create extension if not exists pg_trgm;

create table document_view (
  view text not null check (view in ('location', 'channel', 'promotion', 'tax-rate', 'shipping-rate')),
  key text collate "C" not null,
  version bigint not null,
  document jsonb,
  body text,
  primary key (view, key),
  check ((document is null) = (body is null))
);
create table network_version (singleton boolean primary key default true check (singleton), version bigint not null);
insert into network_version (version) values (0);

create table product_view (
  sku text collate "C" primary key,
  version bigint not null,
  status text not null,
  categories text[] not null,
  search text not null,
  document jsonb not null,
  body text not null
);
create index product_view_search on product_view using gin (search gin_trgm_ops);
create index product_view_categories on product_view using gin (categories);
create table listing_view (
  sku text collate "C" not null,
  channel text collate "C" not null,
  version bigint not null,
  document jsonb,
  body text,
  primary key (sku, channel)
);

create table stock_view (sku text collate "C" primary key, version bigint not null, as_of timestamptz not null, levels jsonb not null) with (fillfactor = 70);
create table stock_history (
  sku text collate "C" not null,
  version bigint not null,
  at timestamptz not null,
  levels jsonb not null,
  entries jsonb not null,
  primary key (sku, version)
);

create table order_view (
  id text collate "C" primary key,
  version bigint not null,
  channel text not null,
  external_id text,
  status text not null,
  customer_id text,
  placed_at timestamptz not null,
  currency text,
  grand numeric(20) not null,
  cancelled numeric(20) not null,
  returned numeric(20) not null,
  skus text[] not null,
  body text not null
) with (fillfactor = 60);
create index order_view_newest on order_view (placed_at, id);
create index order_view_channel on order_view (channel, placed_at, id);
create index order_view_external on order_view (external_id, channel) where external_id is not null;
create index order_view_customer on order_view (customer_id, placed_at, id) where customer_id is not null;
create table fulfillment_view (
  id text collate "C" primary key,
  order_id text not null,
  channel text not null,
  location text,
  status text not null,
  placed_at timestamptz not null,
  body text not null
) with (fillfactor = 60);
create index fulfillment_view_order on fulfillment_view (order_id);
create index fulfillment_view_tasks on fulfillment_view (location, placed_at, id);
create table return_view (
  id text collate "C" primary key,
  order_id text,
  channel text not null,
  external_id text,
  customer_id text,
  returned_at timestamptz not null,
  currency text not null,
  total numeric(20) not null,
  body text not null
);
create index return_view_customer on return_view (customer_id, returned_at) where customer_id is not null;

create table customer_view (id text collate "C" primary key, version bigint not null, erased boolean not null, merged_into text collate "C", document jsonb not null) with (fillfactor = 70);
create index customer_view_merged on customer_view (merged_into) where merged_into is not null;
create table customer_key (
  kind text not null check (kind in ('email', 'phone', 'loyalty', 'identity', 'name')),
  value text not null,
  customer_id text collate "C" not null,
  primary key (kind, value, customer_id)
);
create index customer_key_customer on customer_key (customer_id);
create table merge_view (id text primary key, survivor text not null, merged text not null, undone boolean not null, at timestamptz not null);

create table coupon_view (code text collate "C" primary key, version bigint not null, promotion text not null, customer_id text, document jsonb not null, body text not null) with (fillfactor = 70);
create index coupon_view_customer on coupon_view (customer_id) where customer_id is not null;
`;

/** Events get their position from one leased sequencer, after commit: a serial would lose what commits late. */
const FEED = `
create table feed_event (
  id bigint generated always as identity primary key,
  position bigint unique,
  event_id text not null unique,
  type text not null,
  subject text not null,
  channels text[],
  at timestamptz not null,
  body text not null
);
create index feed_event_unplaced on feed_event (id) where position is null;
create index feed_event_at on feed_event using brin (at) with (pages_per_range = 32, autosummarize = on);
create table feed_sequencer (singleton boolean primary key default true check (singleton), position bigint not null, owner text, expires_at timestamptz not null);
insert into feed_sequencer (position, expires_at) values (0, '-infinity');
`;

export class Gateway1700000001000 implements MigrationInterface {
  readonly name = 'Gateway1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INTAKE + CLIENTS + VIEWS + FEED);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
