import type { Check, Database } from '@onefront/outbox';
import type { Databases } from './views.js';

const PAGE = 5000;
const LOOKS = 20;

/** Every row of `left` must be answered for by the other database; what is not at first is looked at again, for one side may be a moment behind. */
interface Agreement {
  readonly name: string;
  readonly from: keyof Databases;
  /** Rows (key, value as text) after $1, at most $2 of them, by key in byte order. */
  readonly rows: string;
  readonly to: keyof Databases;
  /** The keys among $1 (text[]) that are as they must be, $2 (text[]) being their values. */
  readonly agreed: string;
}

const agreements: readonly Agreement[] = [
  {
    // What is kept for a hold or a till has no order yet; inventory's own checks look at it.
    name: 'orders, inventory: every unit that is held belongs to an order line that is still open',
    from: 'inventory',
    rows: `select order_id collate "C" as key, sum(held)::text as value from inventory.reservation where held > 0 and order_id !~ '^(hold|lease|escrow)-' and order_id collate "C" > $1 group by 1 order by 1 limit $2`,
    to: 'orders',
    agreed: `select o.id as key from orders."order" o where o.id = any($1) and $2::text[] is not null and (o.status = 'pending' or exists (select from orders.order_line l where l.order_id = o.id and l.open > 0))`,
  },
  {
    name: 'orders, promotions: every coupon use that counts belongs to an order that stands or is undecided',
    from: 'promotions',
    rows: `select order_id collate "C" as key, count(*)::text as value from promotions.coupon_use where state <> 'released' and order_id collate "C" > $1 group by 1 order by 1 limit $2`,
    to: 'orders',
    agreed: `select o.id as key from orders."order" o where o.id = any($1) and $2::text[] is not null and o.status not in ('refused', 'cancelled')`,
  },
  {
    name: 'orders, promotions: what gift cards have paid for orders is what promotions has taken off them',
    from: 'orders',
    rows: `select p.id collate "C" as key, p.captured || ' ' || p.refunded as value from orders.payment p join orders."order" o on o.id = p.order_id
      where p.method = 'gift-card' and p.authorised > 0 and p.id collate "C" > $1
        and exists (select from jsonb_array_elements(o.state -> 'tenders') t where t ->> 'id' = p.id and t ? 'card' and not t ? 'unbacked') order by 1 limit $2`,
    to: 'promotions',
    agreed: `select n.key from unnest($1::text[], $2::text[]) as n (key, value) join promotions.gift_card_hold h on h.tender = n.key where h.captured || ' ' || h.refunded = n.value`,
  },
  {
    name: 'promotions, orders: what is held and was taken of gift cards stands with an order that they pay',
    from: 'promotions',
    rows: `select tender collate "C" as key, held || ' ' || captured || ' ' || refunded as value from promotions.gift_card_hold where tender collate "C" > $1 order by 1 limit $2`,
    to: 'orders',
    agreed: `select n.key from unnest($1::text[], $2::text[]) as n (key, value) join orders.payment p on p.id = n.key
      where p.captured || ' ' || p.refunded = split_part(n.value, ' ', 2) || ' ' || split_part(n.value, ' ', 3) and (split_part(n.value, ' ', 1) = '0' or p.status not in ('voided', 'failed'))`,
  },
  {
    name: 'promotions, orders: every store credit is that of a return, as much as orders has credited it with',
    from: 'promotions',
    rows: `select e.id collate "C" as key, c.order_id || ' ' || e.amount as value from promotions.gift_card_entry e join promotions.gift_card c on c.id = e.card
      where c.kind = 'store-credit' and e.action = 'load' and e.refused is null and e.id collate "C" > $1 order by 1 limit $2`,
    to: 'orders',
    agreed: `select n.key from unnest($1::text[], $2::text[]) as n (key, value) join orders."order" o on o.id = split_part(n.value, ' ', 1)
      where exists (select from jsonb_array_elements(o.state -> 'returns') r where r #>> '{credit,id}' = n.key and r #>> '{credit,amount}' = split_part(n.value, ' ', 2) and r #>> '{credit,state}' = 'done')`,
  },
  {
    name: 'gateway, orders: every order that was answered 2xx is there',
    from: 'gateway',
    rows: `select id collate "C" as key, coalesce(settlement->'resource'->>'key', '') as value from operation
      where status = 'done' and settlement->'resource'->>'view' = 'order' and id collate "C" > $1 order by 1 limit $2`,
    to: 'orders',
    agreed: `select n.key from unnest($1::text[], $2::text[]) as n (key, value) join orders."order" o on o.id = n.value`,
  },
  {
    name: 'gateway, orders: orders shown = the last entry of their ledger of events',
    from: 'orders',
    rows: `select order_id collate "C" as key, max(version)::text as value from orders.order_event where order_id collate "C" > $1 group by 1 order by 1 limit $2`,
    to: 'gateway',
    agreed: `select n.key from unnest($1::text[], $2::text[]) as n (key, value) join order_view v on v.id = n.key where v.version::text = n.value`,
  },
];

/** What no service can see alone: two ledgers that must agree. */
export async function verifyAcross(databases: Databases): Promise<Check[]> {
  const checks: Check[] = [];
  for (const agreement of agreements) checks.push(await agree(agreement, databases[agreement.from], databases[agreement.to]));
  return checks;
}

interface Row extends Record<string, unknown> { key: string; value: string }

async function agree({ name, rows: text, agreed }: Agreement, from: Database, to: Database): Promise<Check> {
  let count = 0;
  for (let after = ''; ;) {
    const { rows } = await from.read<Row>({ text, values: [after, PAGE] });
    count += rows.length;
    const bad = await disagreeing(rows, agreed, to);
    const firstBad = bad.length > 0 ? await stillBad(bad, { text, agreed, from, to }) : undefined;
    if (firstBad) return { name, ok: false, count, firstBad };
    if (rows.length < PAGE) return { name, ok: true, count };
    after = rows.at(-1)!.key;
  }
}

async function disagreeing(rows: readonly Row[], agreed: string, to: Database): Promise<Row[]> {
  if (rows.length === 0) return [];
  const { rows: good } = await to.read<{ key: string }>({ text: agreed, values: [rows.map((row) => row.key), rows.map((row) => row.value)] });
  const keys = new Set(good.map((row) => row.key));
  return rows.filter((row) => !keys.has(row.key));
}

/** Messages may still be on their way; what does not settle within five seconds is broken. */
async function stillBad(suspects: readonly Row[], { text, agreed, from, to }: { text: string; agreed: string; from: Database; to: Database }): Promise<string | undefined> {
  let bad = suspects;
  for (let look = 1; look <= LOOKS && bad.length > 0; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const { rows: now } = await from.read<Row>({ text: `select * from (${text.replace('$1', "''").replace(/limit \$2\s*$/, '')}) every where key = any($1) and $2 > 0`, values: [bad.map((row) => row.key), 1] });
    bad = await disagreeing(now, agreed, to);
  }
  return bad[0]?.key;
}
