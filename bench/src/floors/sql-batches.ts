import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

const BATCH = 500;
const SKUS = 20_000;

/** Named statements, as the services use them. `$1` ids of orders, `$2` three SKUs of each, in one row after the other. */
const statements = [
  { name: 'stock', text: `with wanted as (select sku, count(*) as units from unnest($2::text[]) as w(sku) group by sku), locked as (select s.sku from stock_level s join wanted using (sku) where s.location = 'derby' order by s.sku for update of s)
    update stock_level s set reserved = reserved + w.units from wanted w join locked using (sku) where s.sku = w.sku and s.location = 'derby' and cardinality($1::uuid[]) > 0` },
  { name: 'orders', text: `insert into "order" (id, channel, email, status, grand) select id, 'web', id || '@example.com', 'confirmed', 6495 from unnest($1::uuid[]) as o(id) where cardinality($2::text[]) > 0` },
  { name: 'lines', text: `with l as (select ($1::uuid[])[1 + (n - 1) / 3] as id, 1 + (n - 1) % 3 as line, sku from unnest($2::text[]) with ordinality as s(sku, n)), kept as (insert into reservation select id, line, sku, 'derby', 1 from l) insert into order_line select id, line, sku, 1, 2000 from l` },
  { name: 'payments', text: `insert into payment select id, 'card', 'authorised', 6495 from unnest($1::uuid[]) as o(id) where cardinality($2::text[]) > 0` },
  { name: 'outbox', text: `insert into outbox (key, type, value) select id, 'order-confirmed', jsonb_build_object('skus', ($2::text[])[3 * n - 2 : 3 * n]) from unnest($1::uuid[]) with ordinality as o(id, n)` },
];

/** Orders per second when the same rows are written 500 orders at a time, each batch a transaction, on so many connections. */
export async function sqlBatches(connectionString: string, { connections, seconds }: { readonly connections: number; readonly seconds: number }): Promise<number> {
  const clients = await Promise.all(Array.from({ length: connections }, async () => {
    const client = new Client({ connectionString });
    await client.connect();
    return client;
  }));
  try {
    const began = performance.now();
    const until = began + seconds * 1000;
    const counts = await Promise.all(clients.map((client) => writeUntil(client, until)));
    return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - began) / 1000);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function writeUntil(client: Client, until: number): Promise<number> {
  let orders = 0;
  while (performance.now() < until) {
    const ids = Array.from({ length: BATCH }, () => randomUUID());
    const skus = Array.from({ length: BATCH * 3 }, () => `SKU-${Math.floor(Math.random() * SKUS)}`);
    await client.query('begin');
    for (const statement of statements) await client.query({ ...statement, values: [ids, skus] });
    await client.query('commit');
    orders += BATCH;
  }
  return orders;
}
