-- pgbench script: the rows of one order with three lines, one transaction, seven round trips.
\set a random(0, 19999)
\set b random(0, 19999)
\set c random(0, 19999)
\set hi random(0, 9223372036854775806)
\set lo random(0, 9223372036854775806)
begin;
with locked as (select sku from stock_level where sku in ('SKU-' || :a, 'SKU-' || :b, 'SKU-' || :c) and location = 'derby' order by sku for update) update stock_level s set reserved = reserved + 1 from locked where s.sku = locked.sku and s.location = 'derby';
insert into "order" (id, channel, email, status, grand) values ((lpad(to_hex(:hi::bigint), 16, '0') || lpad(to_hex(:lo::bigint), 16, '0'))::uuid, 'web', :lo || '@example.com', 'confirmed', 6495);
with o as (select (lpad(to_hex(:hi::bigint), 16, '0') || lpad(to_hex(:lo::bigint), 16, '0'))::uuid as id), l (line, sku) as (values (1, 'SKU-' || :a), (2, 'SKU-' || :b), (3, 'SKU-' || :c)), kept as (insert into reservation select o.id, l.line, l.sku, 'derby', 1 from o, l) insert into order_line select o.id, l.line, l.sku, 1, 2000 from o, l;
insert into payment values ((lpad(to_hex(:hi::bigint), 16, '0') || lpad(to_hex(:lo::bigint), 16, '0'))::uuid, 'card', 'authorised', 6495);
insert into outbox (key, type, value) values ((lpad(to_hex(:hi::bigint), 16, '0') || lpad(to_hex(:lo::bigint), 16, '0'))::uuid, 'order-confirmed', jsonb_build_object('skus', array['SKU-' || :a, 'SKU-' || :b, 'SKU-' || :c]));
commit;
