import { checkInvariants, type Check, type Database, type Invariant } from '@onefront/outbox';

/** Counters are recomputed from uses, uses judged by the orders that they belong to, rules by their ledger. Read-only. */
const invariants: readonly Invariant[] = [
  {
    name: 'promotions: the counters of every coupon are its uses, and what tills have left on lease',
    bad: `select 'coupon:' || c.key as subject from promotions.coupon c left join (
        select key, count(*) filter (where state = 'used' and not over) as used, count(*) filter (where state = 'held' and not over) as held, count(*) filter (where state <> 'released' and over) as over
        from promotions.coupon_use group by key) u on u.key = c.key
      left join (select key, sum(granted - used - returned) as leased from promotions.coupon_lease_line group by key) l on l.key = c.key
      where (c.used, c.held, c.over) is distinct from (coalesce(u.used, 0), coalesce(u.held, 0) + coalesce(l.leased, 0), coalesce(u.over, 0))`,
    of: 'select count(*)::int as n from promotions.coupon',
  },
  {
    name: 'promotions: no coupon is used more often than its limits allow',
    bad: `select 'coupon:' || c.key as subject from promotions.coupon c
        left join (select key, count(*) as uses from promotions.coupon_use where state <> 'released' and not over group by key) u on u.key = c.key
        left join (select key, sum(granted - used - returned) as leased from promotions.coupon_lease_line group by key) l on l.key = c.key where coalesce(u.uses, 0) + coalesce(l.leased, 0) > c."limit"
      union select 'coupon:' || c.key || ' by ' || u.customer from promotions.coupon c join promotions.coupon_use u on u.key = c.key and u.state <> 'released'
        join promotions.sale s on s.order_id = u.order_id where u.customer is not null and not exists (select 1 from promotions.incident i where i.order_id = u.order_id and upper(i.code) = u.key)
        group by c.key, u.customer having count(*) > c.per_customer`,
    of: `select count(*)::int as n from promotions.coupon_use where state <> 'released'`,
  },
  {
    name: 'promotions: every use beyond a limit has its incident',
    bad: `select 'coupon:' || u.key || ' order:' || u.order_id as subject from promotions.coupon_use u where u.over and not exists (select 1 from promotions.incident i where i.order_id = u.order_id and upper(i.code) = u.key)`,
    of: 'select count(*)::int as n from promotions.coupon_use where over',
  },
  {
    name: 'promotions: what a till has taken from its lease was taken by its own sales, each within the limit and once',
    bad: `select 'lease:' || l.till || ' ' || l.key as subject from promotions.coupon_lease_line l left join (select till, key, count(*) as taken from promotions.coupon_lease_use group by till, key) u using (till, key)
        where l.used <> coalesce(u.taken, 0)
      union select 'lease:' || u.till || ' ' || u.key || ' order:' || u.order_id from promotions.coupon_lease_use u join promotions.coupon_use c using (key, order_id)
        where c.over or not exists (select from promotions.till_sale s where s.order_id = u.order_id and s.till = u.till)`,
    of: 'select count(*)::int as n from promotions.coupon_lease_line',
  },
  {
    name: 'promotions: the sales of every till are acknowledged up to their first gap',
    bad: `select 'till:' || t.id as subject from promotions.till t where exists (select from promotions.till_sale s where s.till = t.id and (s.sequence = t.acknowledged + 1 or s.sequence > t.last_sequence))`,
    of: 'select count(*)::int as n from promotions.till',
  },
  {
    name: 'promotions: uses and money of every limited promotion are the sum of its uses, within its limits',
    bad: `select 'promotion:' || c.promotion as subject from promotions.promotion_counter c left join (
        select promotion, count(*) as uses, sum(amount) as spent from promotions.promotion_use where counted and state <> 'released' group by promotion) u on u.promotion = c.promotion
      where c.uses <> coalesce(u.uses, 0) or c.spent <> coalesce(u.spent, 0) or coalesce(u.uses, 0) > c.max_uses or coalesce(u.spent, 0) > c.max_spent`,
    of: 'select count(*)::int as n from promotions.promotion_counter',
  },
  {
    name: 'promotions: every use belongs to an order in the same state, and none is held for long',
    bad: `select 'order:' || u.order_id as subject from (select order_id, state, at from promotions.coupon_use union all select order_id, state, at from promotions.promotion_use) u join promotions.sale s on s.order_id = u.order_id
      where u.state <> case when s.stage = 'released' then 'released' when s.stage = 'priced' and s.confirmed then 'used' when s.stage = 'priced' then 'held' else 'none' end
        or (u.state = 'held' and u.at < now() - interval '3 days')`,
    of: 'select (select count(*) from promotions.coupon_use)::int + (select count(*) from promotions.promotion_use)::int as n',
  },
  {
    name: 'promotions: every customer has as many orders as were confirmed, and one first-order use at most',
    bad: `select 'customer:' || c.id as subject from promotions.customer c left join (select customer, count(*) as confirmed from promotions.sale where confirmed and customer is not null group by customer) s on s.customer = c.id
      where c.confirmed <> coalesce(s.confirmed, 0) or (c.first_order is not null and not exists (select 1 from promotions.sale s where s.order_id = c.first_order and s.stage = 'priced'))`,
    of: 'select count(*)::int as n from promotions.customer',
  },
  {
    name: 'promotions: every rule is the last entry of its ledger, and versions step by one',
    bad: `select r.kind || ':' || r.id as subject from promotions.rule r
        left join lateral (select version, document from promotions.rule_change c where c.kind = r.kind and c.id = r.id order by version desc limit 1) last on true
        where last.version is distinct from r.version or last.document is distinct from r.document
      union select kind || ':' || id from promotions.rule_change group by kind, id, version / 1000000000000 having max(version) - min(version) + 1 <> count(*)`,
    of: 'select count(*)::int as n from promotions.rule',
  },
  {
    name: 'promotions: what is on every gift card is the sum of its entries, never below zero',
    bad: `select 'gift card:' || c.id as subject from promotions.gift_card c left join (
        select card, coalesce(sum(amount) filter (where action = 'load'), 0) as loaded, coalesce(sum(amount) filter (where action = 'hold'), 0) - coalesce(sum(amount) filter (where action in ('capture', 'release')), 0) as held,
          coalesce(sum(amount) filter (where action = 'capture'), 0) as captured, coalesce(sum(amount) filter (where action = 'refund'), 0) as refunded, coalesce(sum(amount) filter (where action = 'expire'), 0) as expired
        from promotions.gift_card_entry where refused is null group by card) e on e.card = c.id
      where (c.loaded, c.held, c.captured, c.refunded, c.expired) is distinct from (e.loaded, e.held, e.captured, e.refunded, e.expired) or e.loaded - e.held - e.captured + e.refunded - e.expired < 0`,
    of: 'select count(*)::int as n from promotions.gift_card',
  },
  {
    name: 'promotions: what each order holds and has taken of a gift card is the sum of its entries',
    bad: `select 'tender:' || coalesce(h.tender, e.tender) as subject from promotions.gift_card_hold h full join (
        select tender, card, coalesce(sum(amount) filter (where action = 'hold'), 0) - coalesce(sum(amount) filter (where action in ('capture', 'release')), 0) as held,
          coalesce(sum(amount) filter (where action = 'capture'), 0) as captured, coalesce(sum(amount) filter (where action = 'refund'), 0) as refunded
        from promotions.gift_card_entry where refused is null and action <> 'load' and tender is not null and card is not null group by tender, card) e on e.tender = h.tender and e.card = h.card
      where (h.held, h.captured, h.refunded) is distinct from (e.held, e.captured, e.refunded)`,
    of: 'select count(*)::int as n from promotions.gift_card_hold',
  },
];

export function verifyPromotions(database: Pick<Database, 'read'>): Promise<Check[]> {
  return checkInvariants(database, invariants);
}
