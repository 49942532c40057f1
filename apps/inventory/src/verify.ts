import { checkInvariants, type Check, type Database, type Invariant } from '@onefront/outbox';
import { bufferInvariants } from './verify-buffers.js';
import { ownershipInvariants } from './verify-ownership.js';

/** Versions step by one within an epoch (after a restore, `republish` raises the epoch). */
const SEQUENCE = 1_000_000_000_000;

/** Inventory's invariants, recomputed from its ledger; read-only and safe while it works (each is one statement, so one snapshot). */
const invariants: readonly Invariant[] = [
  {
    name: 'inventory: levels are the sums of the ledger',
    bad: `select coalesce(l.sku, s.sku) || ' at ' || coalesce(l.location, s.location) as subject
      from inventory.stock_level l full join (
        select sku, location, sum(on_hand) as on_hand, sum(unavailable) as unavailable, sum(reserved) as reserved, sum(quality) as quality, sum(display) as display, sum(in_transit) as in_transit
        from inventory.stock_ledger group by sku, location
      ) s on s.sku = l.sku and s.location = l.location
      where (l.on_hand, l.unavailable, l.reserved, l.quality, l.display, l.in_transit)
        is distinct from (s.on_hand::bigint, s.unavailable::bigint, s.reserved::bigint, s.quality::bigint, s.display::bigint, s.in_transit::bigint)`,
    of: 'select count(*) from inventory.stock_level',
  },
  {
    name: 'inventory: no step of the ledger leaves less than nothing, or more promised than there is',
    bad: `select sku || ' at ' || location || ', version ' || version as subject from (
        select sku, location, version, sum(sum(on_hand)) over place as on_hand, sum(sum(unavailable)) over place as unavailable, sum(sum(reserved)) over place as reserved,
          sum(sum(quality)) over place as quality, sum(sum(display)) over place as display, sum(sum(in_transit)) over place as in_transit
        from inventory.stock_ledger group by sku, location, version window place as (partition by sku, location order by version)
      ) step where reserved < 0 or unavailable < 0 or reserved > on_hand - unavailable or quality < 0 or display < 0 or in_transit < 0 or quality + display + in_transit > unavailable`,
    of: 'select count(*) from inventory.stock_ledger',
  },
  {
    // Each entry takes units out of one state and puts them into one other, so that the sum over all states, the outside included, never changes.
    name: 'inventory: every entry of the ledger moves units between two states',
    bad: `select sku || ', version ' || version || ': ' || reason as subject from inventory.stock_ledger l, lateral (
        select count(*) filter (where units > 0) as into_states, count(*) filter (where units < 0) as out_of_states, sum(units) as sum
        from (values (-on_hand), (on_hand - unavailable - reserved), (reserved), (unavailable - quality - display - in_transit), (quality), (display), (in_transit)) as state(units)) states
      where actor is not null and (into_states > 1 or out_of_states > 1 or sum <> 0)`,
    of: 'select count(*) from inventory.stock_ledger where actor is not null',
  },
  {
    name: 'inventory: reserved units are those of open reservations',
    bad: `select coalesce(r.sku, s.sku) || ' at ' || coalesce(r.location, s.location) as subject
      from (select sku, location, sum(held) as held from inventory.reservation group by sku, location having sum(held) > 0) r
      full join (select sku, location, sum(reserved) as reserved from inventory.stock_ledger group by sku, location having sum(reserved) <> 0) s on s.sku = r.sku and s.location = r.location
      where r.held is distinct from s.reserved`,
    of: 'select count(*) from inventory.reservation',
  },
  {
    name: 'inventory: every promised unit came to one end, and the ledger says which',
    bad: `select coalesce(r.order_id, s.reference) || ': ' || coalesce(r.sku, s.sku) || ' at ' || coalesce(r.location, s.location) as subject
      from (
        select order_id, sku, location, sum(held + consumed + released + broken) as taken, sum(released) as released, sum(broken) as broken, sum(consumed) as consumed from inventory.reservation group by order_id, sku, location
      ) r full join (
        select reference, sku, location, sum(reserved) filter (where reason = 'reserve') as taken, coalesce(-sum(reserved) filter (where reason = 'release'), 0) as released,
          coalesce(-sum(reserved) filter (where reason = 'break'), 0) as broken, coalesce(-sum(reserved) filter (where reason = 'sale'), 0) as consumed
        from inventory.stock_ledger where reserved <> 0 group by reference, sku, location
      ) s on s.reference = r.order_id and s.sku = r.sku and s.location = r.location
      where (r.taken, r.released, r.broken, r.consumed) is distinct from (s.taken, s.released, s.broken, s.consumed)`,
    of: 'select count(*) from inventory.reservation',
  },
  {
    name: 'inventory: an order that was released as a whole holds nothing and waits for nothing',
    bad: `select order_id as subject from inventory.order_stock o where closed and (
        exists (select from inventory.reservation r where r.order_id = o.order_id and r.held > 0) or exists (select from inventory.backorder b where b.order_id = o.order_id))`,
    of: 'select count(*) from inventory.order_stock where closed',
  },
  {
    name: 'inventory: versions count the steps of the ledger',
    bad: `select coalesce(k.sku, s.sku) as subject from (select sku, version % ${SEQUENCE} as version from inventory.stock where version > 0) k
      full join (select sku, count(distinct version % ${SEQUENCE}) as steps, max(version % ${SEQUENCE}) as last from inventory.stock_ledger group by sku) s on s.sku = k.sku
      where k.version is distinct from s.steps or s.steps is distinct from s.last`,
    of: 'select count(*) from inventory.stock where version > 0',
  },
  {
    name: 'inventory: backorder totals are the sums of waiting lines, within the cap of their channel',
    bad: `select coalesce(t.sku, b.sku) || ' for ' || coalesce(t.channel, b.channel) as subject
      from (select sku, channel, units, cap from inventory.backorder_total where units > 0) t
      full join (select sku, channel, sum(quantity) as units from inventory.backorder group by sku, channel having sum(quantity) > 0) b on b.sku = t.sku and b.channel = t.channel
      where t.units is distinct from b.units or b.units > t.cap`,
    of: 'select count(*) from inventory.backorder',
  },
  {
    name: 'inventory: every broken promise has an incident that names both sides',
    bad: `select s.reference || ': ' || s.sku || ' at ' || s.location as subject
      from (select reference, sku, location, -sum(reserved) as units from inventory.stock_ledger where reason = 'break' group by reference, sku, location) s
      left join (select broken_order_id, sku, location, sum(quantity) as units from inventory.incident where kind = 'promise-broken' group by broken_order_id, sku, location) i
        on i.broken_order_id = s.reference and i.sku = s.sku and i.location = s.location
      where s.units is distinct from i.units`,
    of: `select count(*) from inventory.stock_ledger where reason = 'break'`,
  },
  {
    name: 'inventory: a hold that has ended keeps nothing, and what is kept for a hold belongs to one that is held',
    bad: `select r.order_id as subject from inventory.reservation r left join inventory.hold h on h.id = r.order_id where r.order_id like 'hold-%' and r.held > 0 and h.status is distinct from 'held'`,
    of: 'select count(*) from inventory.hold',
  },
  {
    name: 'inventory: no hold outlives its lifetime unswept',
    bad: `select id as subject from inventory.hold where status = 'held' and expires_at < clock_timestamp() - interval '5 minutes'`,
    of: 'select count(*) from inventory.hold',
  },
  {
    name: 'inventory: a hold that was taken over went to an order that has been answered',
    bad: `select h.id as subject from inventory.hold h where h.status = 'taken' and not exists (select from inventory.order_stock o where o.order_id = h.order_id and o.attempt >= 1)`,
    of: `select count(*) from inventory.hold where status = 'taken'`,
  },
  {
    name: 'inventory: units in transit are those of open transfers',
    bad: `select coalesce(t.sku, s.sku) || ' from ' || coalesce(t.location, s.location) as subject
      from (select l.sku, t.from_location as location, sum(l.shipped - l.received - l.damaged - l.missing) as units from inventory.transfer t join inventory.transfer_line l on l.transfer_id = t.id
        where t.status = 'shipped' group by 1, 2 having sum(l.shipped - l.received - l.damaged - l.missing) > 0) t
      full join (select sku, location, sum(in_transit) as units from inventory.stock_ledger group by sku, location having sum(in_transit) <> 0) s on s.sku = t.sku and s.location = t.location
      where t.units is distinct from s.units`,
    of: 'select count(*) from inventory.transfer',
  },
  {
    // Conserved: what left one place came to the other, or the line says that it is missing or was found.
    name: 'inventory: what a transfer took out came in, was missing or is still open',
    bad: `select l.transfer_id || ': ' || l.sku as subject from inventory.transfer t join inventory.transfer_line l on l.transfer_id = t.id cross join lateral (
        select coalesce(sum(in_transit) filter (where reason = 'dispatch' and location = t.from_location), 0) as shipped, coalesce(-sum(in_transit) filter (where reason = 'transfer-out' and in_transit <> 0), 0) as carried,
          coalesce(sum(on_hand) filter (where reason = 'arrival' and location = t.to_location), 0) as arrived, coalesce(-sum(on_hand) filter (where reason = 'variance' and location = t.from_location), 0) as missing,
          coalesce(sum(on_hand) filter (where reason = 'variance' and location = t.to_location), 0) as found, coalesce(-sum(in_transit) filter (where reason = 'release'), 0) as back
        from inventory.stock_ledger s where s.sku = l.sku and s.reference = l.transfer_id) s
      where (l.shipped, l.received + l.damaged, l.received + l.damaged, l.missing, l.found, case t.status when 'cancelled' then l.shipped else 0 end)
        is distinct from (s.shipped, s.carried, s.arrived, s.missing, s.found, s.back)
        or (t.status = 'received' and l.received + l.damaged + l.missing <> l.shipped)`,
    of: 'select count(*) from inventory.transfer_line',
  },
  {
    name: 'inventory: a count has booked the difference that it reports',
    bad: `select coalesce(l.count_id, s.reference) || ': ' || coalesce(l.sku, s.sku) as subject
      from (select count_id, sku, difference from inventory.stock_count_line where difference <> 0) l
      full join (select reference, sku, sum(on_hand) as units from inventory.stock_ledger where reason = 'cycle-count' group by reference, sku having sum(on_hand) <> 0) s on s.reference = l.count_id and s.sku = l.sku
      where l.difference is distinct from s.units`,
    of: 'select count(*) from inventory.stock_count_line',
  },
  {
    name: 'inventory: a pop-up sells only while it is open',
    bad: `select id as subject from inventory.location where document ? 'popup' and sellable and document -> 'popup' ->> 'state' <> 'open'`,
    of: `select count(*) from inventory.location where document ? 'popup'`,
  },
  {
    name: 'inventory: what went to a closed pop-up was sold, went back, or is its variance',
    bad: `select r.location || ': ' || r.sku as subject from (select *, lag(closed_at, 1, '-infinity') over (partition by location, sku order by closed_at) as before from inventory.popup_report) r cross join lateral (
        select coalesce(sum(on_hand), 0) as rest, coalesce(sum(on_hand) filter (where reason in ('transfer-in', 'arrival', 'receipt')), 0) as transferred, coalesce(-sum(on_hand) filter (where reason in ('sale', 'return')), 0) as sold,
          coalesce(-sum(on_hand) filter (where reason = 'transfer-out'), 0) as returned
        from inventory.stock_ledger l where l.sku = r.sku and l.location = r.location and l.at <= r.closed_at and l.at > r.before) s
      where (r.transferred, r.sold, r.returned, r.variance) is distinct from (s.transferred, s.sold, s.returned, s.transferred - s.sold - s.returned) or s.rest <> 0`,
    of: 'select count(*) from inventory.popup_report',
  },
  {
    name: 'inventory: every planned parcel has units of its order at its location',
    bad: `select order_id || ' at ' || location as subject from inventory.parcel p where not exists (
        select from inventory.reservation r where r.order_id = p.order_id and r.location = p.location and r.held + r.consumed > 0)`,
    of: 'select count(*) from inventory.parcel',
  },
  {
    name: 'inventory: what is set aside belongs to a line that waited and whose order has not asked for it yet',
    bad: `select r.order_id || ': ' || r.sku || ' at ' || r.location as subject from inventory.reservation r where r.aside > 0 and (r.aside > r.held or not exists (
        select from inventory.backorder b where b.order_id = r.order_id and b.line_id = r.line_id and b.sku = r.sku))`,
    of: 'select count(*) from inventory.reservation',
  },
  {
    name: 'inventory: nothing stays set aside that its order never asks for',
    bad: `select b.order_id || ': ' || b.sku as subject from inventory.backorder b where b.quantity = 0 and not exists (
        select from inventory.reservation r where r.order_id = b.order_id and r.line_id = b.line_id and r.sku = b.sku and r.aside > 0)`,
    of: 'select count(*) from inventory.backorder',
  },
  {
    name: 'inventory: what a till has on lease is promised to it, or its promise broke',
    bad: `select coalesce('lease-' || n.till, r.order_id) || ': ' || coalesce(n.sku, r.sku) as subject
      from (select *, granted - sold - returned as open from inventory.stock_lease_line where granted > 0) n
      full join (select order_id, sku, sum(held) as held, sum(broken) as broken, sum(held + broken + released) as taken, sum(consumed) as consumed from inventory.reservation where order_id like 'lease-%' group by order_id, sku) r
        on r.order_id = 'lease-' || n.till and r.sku = n.sku
      where n.granted is distinct from r.taken or r.consumed > 0 or r.held > n.open or n.open - r.held > r.broken`,
    of: 'select count(*) from inventory.stock_lease_line',
  },
  {
    name: 'inventory: the sales of a till are here without a gap up to where they are acknowledged',
    bad: `select q.device || ' at ' || q.location as subject from inventory.device_queue q, lateral (
        select count(*) filter (where s.sequence <= q.acknowledged) as here, coalesce(max(s.sequence), 0) as last, bool_or(s.sequence = q.acknowledged + 1) as next from inventory.till_sale s where s.till = q.device) s
      where s.here <> q.acknowledged or s.last > q.last_sequence or s.next`,
    of: 'select count(*) from inventory.device_queue',
  },
  {
    name: 'inventory: what is promised against an expected receipt is promised to lines that wait, and may come',
    bad: `select r.id as subject from inventory.expected_receipt r left join (select receipt_id, sum(units) as units from inventory.expected_promise group by receipt_id) p on p.receipt_id = r.id
        where r.promised is distinct from coalesce(p.units, 0) or r.promised > case r.status when 'expected' then floor(greatest(r.quantity - r.received, 0) * r.confidence / 100) else 0 end`,
    of: 'select count(*) from inventory.expected_receipt',
  },
  {
    name: 'inventory: no line is promised more than it waits for, or what is not its SKU',
    bad: `select p.order_id || ': ' || p.sku as subject from (select order_id, line_id, sku, sum(units) as units from inventory.expected_promise group by order_id, line_id, sku) p
        left join inventory.backorder b using (order_id, line_id, sku) where p.units > coalesce(b.quantity, 0)
      union all select p.receipt_id from inventory.expected_promise p join inventory.expected_receipt r on r.id = p.receipt_id where r.sku <> p.sku`,
    of: 'select count(*) from inventory.expected_promise',
  },
  {
    name: 'inventory: what has come of an expected receipt is in the ledger',
    bad: `select r.id as subject from inventory.expected_receipt r where r.received > (
        select coalesce(sum(on_hand), 0) from inventory.stock_ledger l where l.sku = r.sku and l.location = r.location and l.reference = r.id and l.reason = 'receipt')`,
    of: 'select count(*) from inventory.expected_receipt',
  },
  {
    name: 'inventory: policies of SKUs say to the rules what their documents say',
    bad: `select channel || '/' || sku as subject from inventory.channel_policy p where document is not null and (
        policy is distinct from document ->> 'policy' or cap is distinct from (document ->> 'limit')::bigint
        or until is distinct from (document ->> 'until')::timestamptz or eta is distinct from (document ->> 'eta')::timestamptz
        or coalesce((document ->> 'escrow')::bigint, 0) is distinct from coalesce((select units_limit from inventory.channel_escrow e where e.sku = p.sku and e.channel = p.channel), 0))`,
    of: 'select count(*) from inventory.channel_policy',
  },
  {
    // Goods that were lost or counted away leave an incident that names the escrow; figures are lowered at once (S26).
    name: 'inventory: what buyers on a channel can take of its own units is held for it',
    bad: `select e.channel || '/' || e.sku as subject from inventory.channel_escrow e left join lateral (
        select sum(-reserved) filter (where reason = 'break') as broken, sum(reserved) as held from inventory.stock_ledger l where l.sku = e.sku and l.reference = 'escrow-' || e.channel) s on true
      where e.exposed > coalesce(s.held, 0) + coalesce(s.broken, 0)`,
    of: 'select count(*) from inventory.channel_escrow',
  },
  {
    name: 'inventory: units held for a channel belong to its escrow',
    bad: `select r.order_id || ': ' || r.sku as subject from inventory.reservation r where r.order_id like 'escrow-%' and r.held > 0 and not exists (
        select from inventory.channel_escrow e where e.sku = r.sku and 'escrow-' || e.channel = r.order_id)`,
    of: `select count(*) from inventory.reservation where order_id like 'escrow-%'`,
  },
  {
    name: 'inventory: no channel has confirmed a figure that it was never told',
    bad: `select c.channel || '/' || c.sku as subject from inventory.channel_confirmation c join inventory.channel_availability a on a.sku = c.sku and a.channel = c.channel where c.version > a.version`,
    of: 'select count(*) from inventory.channel_confirmation',
  },
  ...ownershipInvariants,
  ...bufferInvariants,
];

export function verifyInventory(database: Pick<Database, 'read'>): Promise<Check[]> {
  return checkInvariants(database, invariants);
}
