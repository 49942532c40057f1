import { toHttpMoney, type CustomerDocument } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';
import { readAs, rowsBehindWall, type Wall } from '../persistence/behind-wall.js';
import { holdsOn, type Body } from './documents.js';
import { seesChannel, type Viewer } from './viewer.js';

/** Opens sealed values for an answer; handed in, so that views hold no keys. */
export type Open = (documents: readonly CustomerDocument[]) => Promise<readonly object[]>;

/** One person with every record that was merged into it. */
export interface Person { readonly id: string; readonly ids: readonly string[]; readonly version: number; readonly document: CustomerDocument }

export type CustomerKey = { readonly kind: 'email' | 'phone' | 'loyalty' | 'identity'; readonly value: string } | { readonly kind: 'name'; readonly values: readonly string[] } | { readonly kind: 'order'; readonly value: string };

interface FigureRow { customer: string; channel: string; currency: string; count: string; revenue: string; returned: string }
interface RecentRow { customer: string; id: string; channel: string; placed_at: Date; status: string; body: string }
interface ReturnRow { customer: string; id: string; channel: string; returned_at: Date; body: string }

const RECENT = 20;
const TIMELINE = 50;

const SURVIVOR = {
  name: 'customer-survivor',
  text: `with recursive up as (
      select k.id as asked, c.id, c.merged_into, 0 as depth from unnest($1::text[]) as k(id) join customer_view c on c.id = k.id
      union all select up.asked, c.id, c.merged_into, up.depth + 1 from up join customer_view c on c.id = up.merged_into where up.depth < 20),
    survivor as (select asked, id from up where merged_into is null),
    down as (
      select s.id as root, s.id, 0 as depth from (select distinct id from survivor) s
      union all select down.root, c.id, down.depth + 1 from down join customer_view c on c.merged_into = down.id where down.depth < 20)
    select s.asked, s.id, c.version, c.document, array(select d.id from down d where d.root = s.id) as ids
    from survivor s join customer_view c on c.id = s.id`,
};

export class Customers {
  private readonly person: (id: string, wall: Wall | null) => Promise<Person | undefined>;

  /** `currency` shows sums of nothing in some currency. */
  constructor(private readonly database: Database, private readonly open: Open, private readonly currency: () => Promise<string | undefined>) {
    this.person = rowsBehindWall(async (ids, wall) => {
      const { rows } = await readAs<{ asked: string; id: string; version: string; document: CustomerDocument; ids: string[] }>(database, wall, { ...SURVIVOR, values: [ids] });
      return new Map(rows.map((row) => [row.asked, { id: row.id, ids: row.ids, version: Number(row.version), document: row.document }]));
    });
  }

  /** The person behind an id, which may be one that was merged away. Undefined for a partner without order or identity in common. */
  async find(id: string, viewer: Viewer): Promise<Person | undefined> {
    const person = await this.person(id, viewer.wall);
    if (!person || viewer.channels === null) return person;
    const known = person.document.identities.some((identity) => viewer.channels!.includes(identity.channel));
    if (known) return person;
    const { rowCount } = await readAs(this.database, viewer.wall, { name: 'customer-in-channels', text: 'select 1 from order_view where customer_id = any($1::text[]) and channel = any($2::text[]) limit 1', values: [person.ids, viewer.channels] });
    return rowCount ? person : undefined;
  }

  /** The whole customer as it is answered. */
  async get(id: string, viewer: Viewer): Promise<Body | undefined> {
    const person = await this.find(id, viewer);
    if (!person) return undefined;
    const [body] = await this.bodies([person], viewer);
    return { version: person.version, body: JSON.stringify(body) };
  }

  /** Everybody with these keys, survivors once each. */
  async search(key: CustomerKey, page: { after?: string; limit: number }, viewer: Viewer): Promise<{ id: string; body: unknown }[]> {
    const ids = await this.idsOf(key);
    const people = new Map<string, Person>();
    for (const person of await Promise.all(ids.map((id) => this.find(id, viewer)))) if (person && person.id > (page.after ?? '')) people.set(person.id, person);
    const shown = [...people.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, page.limit);
    const bodies = await this.bodies(shown, viewer);
    return shown.map((person, index) => ({ id: person.id, body: bodies[index] }));
  }

  /** Every order and return of a person, for the export. */
  async history(person: Person, viewer: Viewer): Promise<{ orders: unknown[]; returns: unknown[] }> {
    const values = [person.ids, viewer.channels];
    const orders = await readAs<{ body: string }>(this.database, viewer.wall, { name: 'customer-orders', text: 'select body from order_view where customer_id = any($1::text[]) and ($2::text[] is null or channel = any($2)) order by placed_at, id', values });
    const returns = await readAs<{ body: string }>(this.database, viewer.wall, { name: 'customer-returns', text: 'select body from return_view where customer_id = any($1::text[]) and ($2::text[] is null or channel = any($2)) order by returned_at, id', values });
    return { orders: orders.rows.map((row) => JSON.parse(row.body) as unknown), returns: returns.rows.map((row) => JSON.parse(row.body) as unknown) };
  }

  /** SKUs that a person has bought and kept in orders that stand, and that the viewer may see. */
  async skusOf(person: Person, viewer: Viewer): Promise<string[]> {
    const { rows } = await readAs<{ sku: string }>(this.database, viewer.wall, {
      name: 'customer-skus', text: `select distinct unnest(skus) as sku from order_view where customer_id = any($1::text[]) and ($2::text[] is null or channel = any($2)) and status not in ('pending', 'refused', 'cancelled')`, values: [person.ids, viewer.channels],
    });
    return rows.map((row) => row.sku);
  }

  private async idsOf(key: CustomerKey): Promise<string[]> {
    if (key.kind === 'order') {
      const { rows } = await this.database.read<{ id: string }>({ name: 'customer-of-order', text: 'select customer_id as id from order_view where id = $1 and customer_id is not null', values: [key.value] });
      return rows.map((row) => row.id);
    }
    if (key.kind === 'name') {
      const { rows } = await this.database.read<{ id: string }>({
        name: 'customer-by-name', text: `select customer_id as id from customer_key where kind = 'name' and value = any($1::text[]) group by customer_id having count(*) = $2 order by customer_id limit 1000`, values: [key.values, key.values.length],
      });
      return rows.map((row) => row.id);
    }
    const { rows } = await this.database.read<{ id: string }>({ name: 'customer-by-key', text: 'select customer_id as id from customer_key where kind = $1 and value = $2', values: [key.kind, key.value] });
    return rows.map((row) => row.id);
  }

  private async bodies(people: readonly Person[], viewer: Viewer): Promise<unknown[]> {
    if (people.length === 0) return [];
    const owner = new Map(people.flatMap((person) => person.ids.map((id) => [id, person.id])));
    const [fallback, clear, figures, recent, returns, coupons] = await Promise.all([
      this.currency(),
      this.open(people.map((person) => person.document)), this.figures([...owner.keys()], viewer), this.recent([...owner.keys()], viewer), this.returns([...owner.keys()], viewer), this.couponsOf([...owner.keys()], viewer),
    ]);
    const of = <R extends { customer: string }>(rows: readonly R[], person: Person) => rows.filter((row) => owner.get(row.customer) === person.id);
    return people.map((person, index) => bodyOf(person, ownIdentities(clear[index]!, viewer), { fallback, figures: of(figures, person), recent: of(recent, person), returns: of(returns, person), coupons: of(coupons, person) }));
  }

  private async figures(ids: readonly string[], viewer: Viewer): Promise<FigureRow[]> {
    const { rows } = await readAs<FigureRow>(this.database, viewer.wall, {
      name: 'customer-figures',
      text: `select customer, channel, currency, sum(count) as count, sum(revenue) as revenue, sum(returned) as returned from (
          select customer_id as customer, channel, currency, count(*) filter (where status <> 'cancelled') as count, sum(case when status = 'cancelled' then 0 else grand - cancelled end) as revenue, sum(returned) as returned
          from order_view where customer_id = any($1::text[]) and status not in ('pending', 'refused') and currency is not null and ($2::text[] is null or channel = any($2)) group by 1, 2, 3
          union all
          select customer_id, channel, currency, 0, 0, sum(total) from return_view where customer_id = any($1::text[]) and order_id is null and ($2::text[] is null or channel = any($2)) group by 1, 2, 3) f
        group by 1, 2, 3 order by 1, 2, 3`,
      values: [ids, viewer.channels],
    });
    return rows;
  }

  private async recent(ids: readonly string[], viewer: Viewer): Promise<RecentRow[]> {
    const { rows } = await readAs<RecentRow>(this.database, viewer.wall, {
      name: 'customer-recent',
      text: `select o.* from unnest($1::text[]) as k(id), lateral (select customer_id as customer, id, channel, placed_at, status, body from order_view
        where customer_id = k.id and status <> 'refused' and ($2::text[] is null or channel = any($2)) order by placed_at desc, id desc limit ${TIMELINE}) o order by o.placed_at desc, o.id desc`,
      values: [ids, viewer.channels],
    });
    return rows;
  }

  private async returns(ids: readonly string[], viewer: Viewer): Promise<ReturnRow[]> {
    const { rows } = await readAs<ReturnRow>(this.database, viewer.wall, {
      name: 'customer-recent-returns',
      text: `select r.* from unnest($1::text[]) as k(id), lateral (select customer_id as customer, id, channel, returned_at, body from return_view
        where customer_id = k.id and ($2::text[] is null or channel = any($2)) order by returned_at desc, id desc limit ${TIMELINE}) r`,
      values: [ids, viewer.channels],
    });
    return rows;
  }

  private async couponsOf(ids: readonly string[], viewer: Viewer): Promise<{ customer: string; body: string }[]> {
    const { rows } = await readAs<{ customer: string; body: string }>(this.database, viewer.wall, {
      name: 'customer-coupons',
      text: `select customer_id as customer, body from coupon_view where customer_id = any($1::text[])
        and ($2::text[] is null or exists (select 1 from document_view d where d.view = 'promotion' and d.key = promotion and d.document is not null and ${holdsOn('$2', 'd.document')})) order by code limit 200`,
      values: [ids, viewer.channels],
    });
    return rows;
  }
}

/** How a channel names a person is that channel's affair: a partner is not told what the others call them. */
export function ownIdentities<C extends object>(clear: C, viewer: Viewer): C {
  const { identities } = clear as { identities?: readonly { readonly channel: string }[] };
  return viewer.channels === null || !identities ? clear : { ...clear, identities: identities.filter((identity) => seesChannel(viewer, identity.channel)) };
}

interface Gathered { readonly fallback: string | undefined; readonly figures: readonly FigureRow[]; readonly recent: readonly RecentRow[]; readonly returns: readonly ReturnRow[]; readonly coupons: readonly { body: string }[] }

function bodyOf(person: Person, clear: object, { fallback, figures, recent, returns, coupons }: Gathered): unknown {
  const { document } = person;
  const orders = recent.map((row) => ({ id: row.id, channel: row.channel, placedAt: row.placed_at.toISOString(), status: row.status, grand: grandOf(row.body) }));
  const events = [
    ...document.timeline,
    ...orders.map((order) => ({ at: order.placedAt, type: 'order-placed', detail: `${order.id} on ${order.channel}` })),
    ...returns.map((row) => ({ at: row.returned_at.toISOString(), type: 'goods-returned', detail: `${row.id} on ${row.channel}` })),
  ];
  return {
    id: person.id, name: null, loyaltyId: null, ...clear,
    // Points come with the loyalty ledger; until the customers service tells of one, nobody has any.
    loyalty: { balance: 0, tier: null },
    orders: sumFigures(figures, fallback), recentOrders: orders.slice(0, RECENT), coupons: coupons.map((row) => JSON.parse(row.body) as unknown),
    timeline: events.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, TIMELINE), mergedFrom: document.mergedFrom, erased: document.erased,
  };
}

/** One currency has to stand for the sum: the one of most orders. Every channel shows its own. */
function sumFigures(figures: readonly FigureRow[], fallback: string | undefined) {
  const counts = new Map<string, number>();
  for (const row of figures) counts.set(row.currency, (counts.get(row.currency) ?? 0) + Number(row.count));
  const currency = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? fallback;
  const money = (member: 'revenue' | 'returned') => currency === undefined ? null
    : toHttpMoney({ amount: figures.filter((row) => row.currency === currency).reduce((sum, row) => sum + BigInt(row[member]), 0n).toString(), currency });
  return {
    count: figures.reduce((sum, row) => sum + Number(row.count), 0), revenue: money('revenue'), returned: money('returned'),
    byChannel: byChannel(figures),
  };
}

/** One row per channel and currency, over all records of the person. */
function byChannel(figures: readonly FigureRow[]) {
  const sums = new Map<string, { channel: string; currency: string; count: number; revenue: bigint }>();
  for (const { channel, currency, count, revenue } of figures) {
    const sum = sums.get(`${channel}/${currency}`) ?? { channel, currency, count: 0, revenue: 0n };
    sums.set(`${channel}/${currency}`, { channel, currency, count: sum.count + Number(count), revenue: sum.revenue + BigInt(revenue) });
  }
  return [...sums.values()].sort((a, b) => (a.channel < b.channel ? -1 : 1)).map(({ channel, currency, count, revenue }) => ({ channel, count, revenue: toHttpMoney({ amount: revenue.toString(), currency }) }));
}

function grandOf(body: string): unknown {
  return (JSON.parse(body) as { totals?: { grand?: unknown } | null }).totals?.grand ?? null;
}
