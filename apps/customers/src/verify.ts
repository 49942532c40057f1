import type { Check, Database } from '@onefront/outbox';

/** Customers' invariants, recomputed; read-only. */
const checks = [
  {
    name: 'customers: every key of a record is held by it, and none besides',
    text: `with told as (
             select id, 'loyalty' as kind, '' as scope, own->>'loyaltyId' as value from customers.customer where own ? 'loyaltyId'
             union select id, 'email', '', e->>'index' from customers.customer, jsonb_array_elements(own->'emails') e
             union select id, 'phone', '', p->>'index' from customers.customer, jsonb_array_elements(own->'phones') p
             union select id, 'identity', i->>'channel', i->>'externalId' from customers.customer, jsonb_array_elements(own->'identities') i)
           select coalesce(t.id, h.customer_id) as bad from told t full join customers.holding h
             on h.customer_id = t.id and h.kind = t.kind and h.scope = t.scope and h.value = t.value where t.id is null or h.customer_id is null`,
    of: 'select count(*)::int as n from customers.holding',
  },
  {
    name: 'customers: merges that stand are the ones in the ledger of merges',
    text: `select coalesce(c.id, m.from_id) as bad from customers.customer c full join (select * from customers.merge where undone_at is null) m on m.id = c.merge_id
           where (c.merge_id is not null or m.id is not null) and (c.id is distinct from m.from_id or c.merged_into is distinct from m.survivor)`,
    of: 'select count(*)::int as n from customers.merge',
  },
  {
    name: 'customers: every merged record leads to its survivor',
    text: `with recursive walk as (select id, id as at, merged_into, 0 as steps from customers.customer
             union all select w.id, c.id, c.merged_into, w.steps + 1 from walk w join customers.customer c on c.id = w.merged_into where w.steps < 100)
           select w.id as bad from walk w join customers.customer c on c.id = w.id where w.merged_into is null and c.root_id <> w.at`,
    of: 'select count(*)::int as n from customers.customer where merged_into is not null',
  },
  {
    name: 'customers: nothing personal is left of the erased',
    text: `select id as bad from customers.customer where erased and (own ? 'name' or own ? 'loyaltyId' or own->'emails' <> '[]' or own->'phones' <> '[]' or own->'addresses' <> '[]' or own->'identities' <> '[]')`,
    of: 'select count(*)::int as n from customers.customer where erased',
  },
];

export async function verifyCustomers(database: Database): Promise<Check[]> {
  const results: Check[] = [];
  for (const { name, text, of } of checks) {
    const bad = await database.read<{ bad: string }>({ text: `${text} order by 1 limit 1` });
    const { rows } = await database.read<{ n: number }>({ text: of });
    const firstBad = bad.rows[0]?.bad;
    results.push({ name, ok: firstBad === undefined, count: rows[0]!.n, ...(firstBad ? { firstBad } : {}) });
  }
  return results;
}
