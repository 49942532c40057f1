-- pgbench script: the same rows by one call of a function.
\set a random(0, 19999)
\set b random(0, 19999)
\set c random(0, 19999)
select place_order(:a::int, :b::int, :c::int);
