import type { Check, Database } from '@onefront/outbox';
import type { DatabaseName } from '../databases.js';
import { compareSides } from './compare.js';

export type Databases = Readonly<Record<DatabaseName, Database>>;

/** How the gateway shows something, and what its owner's ledger says. Both give key and value as text. */
interface Comparison {
  readonly name: string;
  readonly view: string;
  readonly owner: DatabaseName;
  readonly truth: string;
}

const levels = `(select coalesce(string_agg(format('%s:%s/%s/%s', l->>'location', l->>'onHand', l->>'unavailable', l->>'reserved'), ' ' order by l->>'location' collate "C"), '') from jsonb_array_elements(levels) l
  where (l->>'onHand')::bigint <> 0 or (l->>'unavailable')::bigint <> 0 or (l->>'reserved')::bigint <> 0)`;

const comparisons: readonly Comparison[] = [
  {
    name: 'gateway: products shown = the last entry of catalog\'s ledger',
    view: `select sku collate "C" as key, version::text as value from product_view where sku collate "C" > $1 order by 1 limit $2`,
    owner: 'catalog',
    truth: `select substr(subject, 9) collate "C" as key, max(version)::text as value from catalog.change where subject like 'product:%' and substr(subject, 9) collate "C" > $1 group by 1 order by 1 limit $2`,
  },
  {
    name: 'gateway: stock shown = the sum of inventory\'s ledger',
    view: `select sku collate "C" as key, ${levels} as value from stock_view where sku collate "C" > $1 order by 1 limit $2`,
    owner: 'inventory',
    truth: `select sku as key, coalesce(string_agg(format('%s:%s/%s/%s', location, on_hand, unavailable, reserved), ' ' order by location collate "C") filter (where on_hand <> 0 or unavailable <> 0 or reserved <> 0), '') as value
      from (select sku collate "C" as sku, location, sum(on_hand) as on_hand, sum(unavailable) as unavailable, sum(reserved) as reserved from inventory.stock_ledger where sku collate "C" > $1 group by 1, 2) sums
      group by sku order by sku limit $2`,
  },
  {
    name: 'gateway: customers shown = customers\' records',
    view: `select id collate "C" as key, version::text as value from customer_view where id collate "C" > $1 order by 1 limit $2`,
    owner: 'customers',
    truth: `select id collate "C" as key, version::text as value from customers.customer where id collate "C" > $1 order by 1 limit $2`,
  },
];

/** I8: what the gateway shows is what the owners' ledgers say, for every id. */
export async function verifyViews(databases: Databases): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { name, view, owner, truth } of comparisons) {
    checks.push(await compareSides(name, { database: databases.gateway, text: view }, { database: databases[owner], text: truth }));
  }
  return checks;
}
