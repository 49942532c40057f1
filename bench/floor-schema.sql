-- The floor: what the rows of an order cost in PostgreSQL when nothing stands above it - no HTTP, no bus, no rules, one database instead of seven.
create table stock_level (sku text, location text, on_hand bigint not null, reserved bigint not null, primary key (sku, location), check (reserved <= on_hand)) with (fillfactor = 50);
create table "order" (id uuid primary key, channel text not null, email text not null, status text not null, grand bigint not null, placed_at timestamptz not null default now());
create table order_line (order_id uuid not null, line int not null, sku text not null, quantity int not null, total bigint not null, primary key (order_id, line));
create table reservation (order_id uuid not null, line int not null, sku text not null, location text not null, quantity int not null, primary key (order_id, line));
create table payment (order_id uuid primary key, method text not null, status text not null, amount bigint not null);
create table outbox (id bigint generated always as identity primary key, key uuid not null, type text not null, value jsonb not null);
insert into stock_level select 'SKU-' || n, 'derby', 1000000000, 0 from generate_series(0, 19999) n;

create function place_order(a int, b int, c int) returns uuid language plpgsql as $$
declare
  o uuid := gen_random_uuid();
  skus text[] := array['SKU-' || a, 'SKU-' || b, 'SKU-' || c];
begin
  perform from stock_level where sku = any(skus) and location = 'derby' order by sku for update;
  update stock_level set reserved = reserved + 1 where sku = any(skus) and location = 'derby';
  insert into "order" (id, channel, email, status, grand) values (o, 'web', o || '@example.com', 'confirmed', 6495);
  insert into order_line select o, n, sku, 1, 2000 from unnest(skus) with ordinality as l(sku, n);
  insert into reservation select o, n, sku, 'derby', 1 from unnest(skus) with ordinality as l(sku, n);
  insert into payment values (o, 'card', 'authorised', 6495);
  insert into outbox (key, type, value) values (o, 'order-confirmed', jsonb_build_object('orderId', o, 'skus', skus));
  return o;
end $$;
