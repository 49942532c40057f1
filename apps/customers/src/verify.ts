import { checkInvariants, type Check, type Database, type Invariant } from '@onefront/outbox';

/** Customers' invariants, recomputed; read-only. */
const checks: readonly Invariant[] = [
  {
    name: 'customers: every key of a record is held by it, and none besides',
    bad: `with told as (
             select id, 'loyalty' as kind, '' as scope, own->>'loyaltyId' as value from customers.customer where own ? 'loyaltyId'
             union select id, 'email', '', e->>'index' from customers.customer, jsonb_array_elements(own->'emails') e
             union select id, 'phone', '', p->>'index' from customers.customer, jsonb_array_elements(own->'phones') p
             union select id, 'identity', i->>'channel', i->>'externalId' from customers.customer, jsonb_array_elements(own->'identities') i)
           select coalesce(t.id, h.customer_id) as subject from told t full join customers.holding h
             on h.customer_id = t.id and h.kind = t.kind and h.scope = t.scope and h.value = t.value where t.id is null or h.customer_id is null`,
    of: 'select count(*)::int as n from customers.holding',
  },
  {
    name: 'customers: merges that stand are the ones in the ledger of merges',
    bad: `select coalesce(c.id, m.from_id) as subject from customers.customer c full join (select * from customers.merge where undone_at is null) m on m.id = c.merge_id
           where (c.merge_id is not null or m.id is not null) and (c.id is distinct from m.from_id or c.merged_into is distinct from m.survivor)`,
    of: 'select count(*)::int as n from customers.merge',
  },
  {
    name: 'customers: every merged record leads to its survivor',
    bad: `with recursive walk as (select id, id as at, merged_into, 0 as steps from customers.customer
             union all select w.id, c.id, c.merged_into, w.steps + 1 from walk w join customers.customer c on c.id = w.merged_into where w.steps < 100)
           select w.id as subject from walk w join customers.customer c on c.id = w.id where w.merged_into is null and c.root_id <> w.at`,
    of: 'select count(*)::int as n from customers.customer where merged_into is not null',
  },
  {
    name: 'customers: nothing personal is left of the erased',
    bad: `select id as subject from customers.customer where erased and (own ? 'name' or own ? 'loyaltyId' or own->'emails' <> '[]' or own->'phones' <> '[]' or own->'addresses' <> '[]' or own->'identities' <> '[]')`,
    of: 'select count(*)::int as n from customers.customer where erased',
  },
];

export function verifyCustomers(database: Pick<Database, 'read'>): Promise<Check[]> {
  return checkInvariants(database, checks);
}
