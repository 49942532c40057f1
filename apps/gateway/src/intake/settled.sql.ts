/**
 * The version of a view's row, by the name that settlements use. Returns and merges are written once: that they are there is enough.
 * A case of scalar queries, so that each effect is one look-up by primary key whatever the planner thinks of the tables.
 */
const VIEW_VERSION = `case e.view
  when 'stock' then (select version from stock_view where sku = e.key)
  when 'order' then (select version from order_view where id = e.key)
  when 'product' then (select version from product_view where sku = e.key)
  when 'listing' then (select version from listing_view where sku = split_part(e.key, '/', 1) and channel = split_part(e.key, '/', 2))
  when 'customer' then (select version from customer_view where id = e.key)
  when 'coupon' then (select version from coupon_view where code = e.key)
  when 'return' then (select e.version from return_view where id = e.key)
  when 'hold' then (select version from hold_view where id = e.key)
  when 'transfer' then (select version from stock_work_view where view = 'transfer' and id = e.key)
  when 'count' then (select version from stock_work_view where view = 'count' and id = e.key)
  when 'gift-card' then (select version from gift_card_view where id = e.key)
  when 'policy' then (select version from promise_view where view = e.view and key = e.key)
  when 'expected-receipt' then (select version from promise_view where view = e.view and key = e.key)
  when 'till' then (select version from till_view where view = e.view and key = e.key)
  when 'stock-lease' then (select version from till_view where view = e.view and key = e.key)
  when 'coupon-lease' then (select version from till_view where view = e.view and key = e.key)
  when 'merge' then (select e.version from merge_view where id = e.key)
  else (select version from document_view where view = e.view and key = e.key) end`;

const unseen = (operation: string) => `exists (
  select 1 from json_to_recordset(${operation}.settlement -> 'effects') as e(view text, key text, version bigint) where coalesce(${VIEW_VERSION}, 0) < e.version)`;

const columns = 'o.id, o.settlement, o.prepared, o.children, o.accepted_at, o.settled_at';

/** Of the given operations those that may be answered: settled, and every effect visible here. */
export const SETTLED = {
  name: 'operation-settled',
  text: `select ${columns} from operation o where o.id = any($1::text[]) and o.children = 0 and o.status <> 'pending' and not ${unseen('o')}
    union all
    select o.id, o.settlement, o.prepared, o.children, o.accepted_at, (select max(c.settled_at) from operation c where c.parent = o.id)
    from operation o where o.id = any($1::text[]) and o.children > 0
      and not exists (select 1 from operation c where c.parent = o.id and (c.status = 'pending' or ${unseen('c')}))`,
};

export const CHILDREN = {
  name: 'operation-children',
  text: `select ${columns} from operation o where o.parent = $1 order by o.position`,
};
