import { checkInvariants, type Check, type Database, type Invariant } from '@onefront/outbox';
import { advanceChecks } from './verify-exchanges.js';

/** Minutes after which a pending order is one that somebody must look at. */
const PENDING_MINUTES = 45;

/**
 * The invariants of orders, recomputed from its ledgers: the events of an order's life, and the entries of its payments against the
 * provider's own books. Read-only; `firstBad` names an order, payment or return.
 */
const checks: readonly Invariant[] = [
  {
    name: 'orders: the life of every order is told without a gap and ends where its row stands',
    of: 'select count(*)::int as n from orders."order"',
    bad: `select o.id as subject from orders."order" o left join (
            select order_id, count(*) as n, min(version) as first, max(version) as last from orders.order_event group by order_id) e on e.order_id = o.id
          where e.n is distinct from o.version or e.first is distinct from 1 or e.last is distinct from o.version
          union all select e.order_id from orders.order_event e where not exists (select 1 from orders."order" o where o.id = e.order_id)`,
  },
  {
    name: 'orders: every order was placed once and is decided as its events say',
    of: 'select count(*)::int as n from orders."order"',
    bad: `select o.id as subject from orders."order" o join (
            select order_id, count(*) filter (where type = 'order-placed') as placed, bool_or(type = 'order-confirmed') as confirmed, bool_or(type = 'order-refused') as refused, bool_or(type = 'order-cancelled') as cancelled
            from orders.order_event group by order_id) e on e.order_id = o.id
          where e.placed <> 1 or (e.confirmed and e.refused) or (o.status = 'refused') <> e.refused or (o.status = 'cancelled') <> e.cancelled
            or (o.status = 'pending') <> not (e.confirmed or e.refused or e.cancelled)`,
  },
  {
    name: 'orders: no two orders that stand share a channel and external id',
    of: 'select count(*)::int as n from orders."order" where external_id is not null',
    bad: `select max(o.id) as subject from orders."order" o where o.external_id is not null
            and not exists (select 1 from orders.order_event e where e.order_id = o.id and e.type = 'order-refused') group by o.channel, o.external_id having count(*) > 1`,
  },
  {
    name: 'orders: quantities add up to what was placed, and never go back',
    of: 'select count(*)::int as n from orders.order_line',
    bad: `with placed as (select o.id, l ->> 'lineId' as line_id, (l ->> 'quantity')::int as quantity from orders."order" o, jsonb_array_elements(o.placement -> 'lines') l),
          told as (select e.order_id, q.key as line_id, e.version, (q.value ->> 0)::int as open, (q.value ->> 1)::int as shipped, (q.value ->> 2)::int as cancelled, (q.value ->> 3)::int as returned from orders.order_event e, jsonb_each(e.quantities) q),
          steps as (select t.*, lag(shipped, 1, 0) over w as shipped_before, lag(cancelled, 1, 0) over w as cancelled_before, lag(returned, 1, 0) over w as returned_before from told t window w as (partition by order_id, line_id order by version))
          select p.id as subject from placed p left join orders.order_line l on l.order_id = p.id and l.line_id = p.line_id where l.quantity is distinct from p.quantity
          union all select s.order_id from steps s join placed p on p.id = s.order_id and p.line_id = s.line_id
            where s.open + s.shipped + s.cancelled <> p.quantity or s.returned > s.shipped or s.shipped < s.shipped_before or s.cancelled < s.cancelled_before or s.returned < s.returned_before
          union all select l.order_id from orders.order_line l join (select distinct on (order_id, line_id) * from told order by order_id, line_id, version desc) t using (order_id, line_id)
            where l.shipped < t.shipped or l.cancelled < t.cancelled or l.returned < t.returned`,
  },
  {
    name: 'orders: nothing that is announced to come back was never sent, or is back already',
    of: `select count(*)::int as n from orders."order" where state ? 'announced'`,
    bad: `select o.id as subject from orders."order" o join lateral (
            select l ->> 'lineId' as line_id, sum((l ->> 'quantity')::int) as units from jsonb_array_elements(o.state -> 'announced') a, jsonb_array_elements(a -> 'lines') l
            where a ->> 'stage' <> 'declined' group by 1) back on true
          left join orders.order_line l on l.order_id = o.id and l.line_id = back.line_id where o.state ? 'announced' and back.units > coalesce(l.shipped - l.returned, 0)`,
  },
  {
    name: 'orders: what the goods of an exchange have paid is what the order that they came from has let go',
    of: `select count(*)::int as n from orders.payment where method = 'exchange'`,
    bad: `select p.order_id as subject from orders.payment p join orders."order" n on n.id = p.order_id left join orders."order" o on o.id = n.state #>> '{exchange,order}'
          left join lateral (select sum(x.taken) as taken from (
            select (r #>> '{exchange,taken}')::bigint as taken from jsonb_array_elements(o.state -> 'returns') r where r #>> '{exchange,order}' = n.id
            union all select (a #>> '{exchange,advance,taken}')::bigint from jsonb_array_elements(o.state -> 'announced') a where a #>> '{exchange,order}' = n.id) x) back on true
          where p.method = 'exchange' and n.status <> 'pending' and coalesce(back.taken, 0) <> p.captured - p.refunded
            and not exists (select 1 from jsonb_array_elements(o.state -> 'announced') a where a #>> '{exchange,order}' = n.id and a ->> 'stage' = 'exchanging')`,
  },
  ...advanceChecks,
  {
    name: 'orders: status is what quantities and the life of the order make it',
    of: 'select count(*)::int as n from orders."order"',
    bad: `select o.id as subject from orders."order" o join (select order_id, sum(open) as open, sum(shipped) as shipped from orders.order_line group by order_id) l on l.order_id = o.id
          left join lateral (select true as waits from jsonb_array_elements((o.state -> 'backordered') || (o.state -> 'unplaced')) u where not u ? 'heldAt' limit 1) w on true
          where (o.status = 'fulfilled' and not (l.open = 0 and l.shipped > 0)) or (o.status = 'cancelled' and (l.open > 0 or l.shipped > 0))
            or (o.status in ('confirmed', 'backordered') and l.open = 0 and o.state #>> '{process,wish}' = 'keep') or (o.status = 'confirmed' and l.shipped > 0) or (o.status = 'partially-fulfilled' and (l.shipped = 0 or l.open = 0))
            or (o.status in ('pending', 'refused') and l.shipped > 0)`,
  },
  {
    name: 'orders: what each payment holds is the sum of its entries',
    of: 'select count(*)::int as n from orders.payment',
    bad: `select p.id as subject from orders.payment p left join (
            select payment_id, coalesce(sum(amount) filter (where kind = 'authorise'), 0) as authorised, coalesce(sum(amount) filter (where kind = 'capture'), 0) as captured, coalesce(sum(amount) filter (where kind = 'refund'), 0) as refunded
            from orders.payment_entry where state = 'done' group by payment_id) e on e.payment_id = p.id
          where p.authorised <> coalesce(e.authorised, 0) or p.captured <> coalesce(e.captured, 0) or p.refunded <> coalesce(e.refunded, 0)`,
  },
  {
    name: 'orders: money is conserved: nothing is taken beyond what is due, and nothing kept of what does not stand',
    of: 'select count(*)::int as n from orders."order"',
    bad: `select o.id as subject from orders."order" o join (
            select order_id, coalesce(sum(amount) filter (where kind = 'capture' and state = 'done'), 0) as captured, coalesce(sum(amount) filter (where kind = 'refund' and state = 'done'), 0) as refunded,
              bool_or(state in ('asked', 'unknown')) as open, bool_or(state = 'failed' and kind in ('refund', 'void', 'capture')) as failed
            from orders.payment_entry group by order_id) e on e.order_id = o.id
          where e.captured > coalesce(o.grand, 0) or e.refunded > e.captured or (o.status in ('refused', 'cancelled') and e.captured <> e.refunded)
            or (o.status = 'fulfilled' and not e.open and not e.failed and e.captured - e.refunded > coalesce((select sum(l.paid - (l.paid / l.quantity) * l.cancelled) from orders.order_line l where l.order_id = o.id), 0)
                + o.grand - coalesce((select sum(l.paid) from orders.order_line l where l.order_id = o.id), 0))`,
  },
  {
    name: 'orders: the payment provider has every answer in its own books, and no other',
    of: 'select count(*)::int as n from payment_provider.request',
    bad: `select e.id as subject from orders.payment_entry e join orders.payment p on p.id = e.payment_id left join payment_provider.request r on r.key = e.id
          where p.method = 'card' and e.state = 'done' and e.amount > 0 and r.key is null and not exists (select 1 from stripe_payment.request s where s.key = e.id) and not (select coalesce((o.state ->> 'recorded')::boolean, false) from orders."order" o where o.id = e.order_id)
          union all select r.key from payment_provider.request r left join orders.payment_entry e on e.id = r.key
          where (e.id is null and not exists (select 1 from orders.orphan_payment o where o.id = r.key and o.amount = r.amount and o.kind = r.kind and not (o.state in ('done', 'failed') and o.state <> r.outcome)))
            or e.amount <> r.amount or e.kind <> r.kind or (e.state in ('done', 'failed') and e.state <> r.outcome)
          union all select a.authorisation from payment_provider.account a left join orders.payment p on p.id = a.authorisation where (p.id is null and not exists (select 1 from orders.orphan_payment o where o."authorisation" = a."authorisation")) or p.captured > a.captured or p.refunded > a.refunded`,
  },
  {
    name: 'orders: of an authorisation that another has taken over from, the rest is let go',
    of: `select count(*)::int as n from orders."order" where jsonb_path_exists(state, '$.tenders[*].replaces')`,
    bad: `select p.id as subject from orders."order" o cross join jsonb_array_elements(o.state -> 'tenders') t join orders.payment p on p.id = t ->> 'replaces' join orders.payment q on q.id = t ->> 'id'
          where jsonb_path_exists(o.state, '$.tenders[*].replaces') and q.authorised > 0 and p.authorised > p.captured
            and not exists (select 1 from orders.payment_entry e where e.payment_id = p.id and (e.kind = 'void' or e.state in ('asked', 'unknown')))`,
  },
  {
    name: 'orders: no payment that is a day old is kept without an order that stands for it',
    of: `select count(*)::int as n from payment_provider.account`,
    bad: `select a."authorisation" as subject from payment_provider.account a left join orders.payment p on p.id = a."authorisation" left join orders."order" o on o.id = p.order_id
          where (a.captured > a.refunded or a.authorised > a.captured) and (p.id is null or o.status in ('refused', 'cancelled'))
            and exists (select 1 from payment_provider.request r where r."authorisation" = a."authorisation" and r.kind = 'authorise' and r.at < now() - interval '1 day')`,
  },
  {
    name: 'orders: the sales of every till are accepted in its order without a gap, each as one order',
    of: 'select count(*)::int as n from orders.till_sale',
    bad: `select 'till:' || t.id as subject from orders.till t left join (select till, count(*) as n, min(sequence) as first, max(sequence) as last from orders.till_sale group by till) s on s.till = t.id
          where (t.accepted, t.accepted) is distinct from (coalesce(s.n, 0)::int, coalesce(s.last, 0)) or s.first > 1
          union all select 'till:' || s.till || ' sale:' || s.sequence from orders.till_sale s join orders."order" o on o.id = s.order_id
            where (o.placement #>> '{till,id}', (o.placement #>> '{till,sequence}')::int, o.external_id) is distinct from (s.till, s.sequence, s.sale_id)
          union all select 'order:' || o.id from orders."order" o where o.placement ? 'till' and not exists (select 1 from orders.till_sale s where s.order_id = o.id)`,
  },
  {
    name: 'orders: who waits has a deadline',
    of: 'select count(*)::int as n from orders.deadline',
    bad: `select o.id as subject from orders."order" o where o.status = 'pending' and not exists (select 1 from orders.deadline d where d.subject_id = o.id)
          union all select e.order_id from orders.payment_entry e where e.state in ('asked', 'unknown') and not exists (select 1 from orders.deadline d where d.subject_id = e.order_id)
          union all select r.id from orders.recorded_return r where not r.booked and not exists (select 1 from orders.deadline d where d.subject_id = r.id)`,
  },
  {
    name: `orders: no order is pending for more than ${PENDING_MINUTES} minutes`,
    of: `select count(*)::int as n from orders."order" where status = 'pending'`,
    bad: `select id as subject from orders."order" where status = 'pending' and created_at < now() - interval '${PENDING_MINUTES} minutes'`,
  },
];

export function verifyOrders(database: Pick<Database, 'read'>): Promise<Check[]> {
  return checkInvariants(database, checks);
}
