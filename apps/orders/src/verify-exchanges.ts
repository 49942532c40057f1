import type { Invariant } from '@onefront/outbox';

/** The invariants of exchanges whose new goods leave first (S7): no goods stand unpaid, nobody waits for ever, and each has one end. */
export const advanceChecks: readonly Invariant[] = [
  {
    name: 'orders: what has left for goods that are awaited stands against a card, whole',
    of: `select count(*)::int as n from orders."order" where state #>> '{exchange,advance,state}' = 'open'`,
    bad: `select n.id as subject from orders."order" n left join lateral (
            select sum(p.captured + case when exists (select 1 from orders.payment_entry e where e.payment_id = p.id and e.kind = 'void' and e.state <> 'failed') then 0 else p.authorised - p.captured end) as sure
            from orders.payment p where p.order_id = n.id) s on true
          where n.state #>> '{exchange,advance,state}' = 'open' and n.status not in ('pending', 'refused', 'cancelled') and n.state #>> '{process,wish}' = 'keep' and coalesce(s.sure, 0) < n.grand`,
  },
  {
    name: 'orders: goods that others have left for are awaited until a day, and what was decided about them is on its way',
    of: `select count(*)::int as n from orders."order" where jsonb_path_exists(state, '$.announced[*].exchange.advance')`,
    bad: `select a ->> 'id' as subject from orders."order" o cross join jsonb_array_elements(o.state -> 'announced') a
          where jsonb_path_exists(o.state, '$.announced[*].exchange.advance') and a #> '{exchange,advance}' is not null and (
            (a ->> 'stage' in ('authorised', 'in-transit') and a #>> '{exchange,advance,decided}' is null and not exists (select 1 from orders.deadline d where d.subject_id = o.id and d.kind = 'exchange:' || (a ->> 'id')))
            or (a ->> 'stage' in ('received', 'declined') and a #>> '{exchange,advance,decided}' is null)
            or (a #>> '{exchange,advance,decided}' is not null and a #>> '{exchange,advance,taken}' is null
                and not exists (select 1 from messaging.work_item w where w.kind = 'exchange' and w.id = (a ->> 'id') || '-settled')))`,
  },
  {
    name: 'orders: an exchange in advance has ended once, as both of its orders say',
    of: 'select count(*)::int as n from orders.exchange_end',
    bad: `select e.return_id as subject from orders.exchange_end e join orders."order" n on n.id = e.new_order
            left join lateral (select sum(p.captured) as captured from orders.payment p where p.order_id = n.id and p.method = 'exchange') p on true
          where (n.state #>> '{exchange,advance,state}', n.state #>> '{exchange,returnId}', n.state #>> '{exchange,order}') is distinct from (e.outcome, e.return_id, e.old_order) or coalesce(p.captured, 0) <> e.taken
          union all select n.id from orders."order" n where n.state #>> '{exchange,advance,state}' = 'came' and not exists (select 1 from orders.exchange_end e where e.new_order = n.id)
          union all select a ->> 'id' from orders."order" o cross join jsonb_array_elements(o.state -> 'announced') a
            where jsonb_path_exists(o.state, '$.announced[*].exchange.advance.taken') and a #>> '{exchange,advance,taken}' is not null and not exists (select 1 from orders.exchange_end e where e.return_id = a ->> 'id')`,
  },
];
