import type { Invariant } from '@onefront/outbox';

/** Buffers that follow from what is measured (S3 a, ADR 44). */
export const bufferInvariants: readonly Invariant[] = [
  {
    // A median of Poisson lies at most ln 2 below the mean, and no target is lower than a half: so no quantile is below the whole units of the mean.
    name: 'inventory: a computed buffer follows from the sales and lags that its record names',
    bad: `select b.channel || '/' || b.sku as subject from inventory.computed_buffer b cross join lateral (
        select coalesce(sum((e ->> 'perDay')::float8 / 86400 * ((e -> 'intake' ->> 'seconds')::float8 + (b.record -> 'push' ->> 'seconds')::float8)), 0) as mean,
          coalesce(bool_or((e ->> 'recent')::float8 > (e ->> 'units')::float8 or (e ->> 'units')::float8 < 0), false) as impossible
        from jsonb_array_elements(b.record -> 'elsewhere') e) s
      where b.record is not null and (s.impossible or abs(s.mean - (b.record ->> 'expected')::float8) > 1e-6 * greatest(1, s.mean)
        or b.units not between least((b.record ->> 'maximum')::bigint, floor(s.mean)) and (b.record ->> 'maximum')::bigint or b.units < (b.record ->> 'minimum')::bigint)`,
    of: 'select count(*) from inventory.computed_buffer where record is not null',
  },
  {
    // A change of the network is told page by page, and an escrow is told what is decided.
    name: 'inventory: a channel with computed buffers is told no more than its network can promise less what is kept back',
    bad: `select a.channel || '/' || a.sku as subject from inventory.channel_availability a join inventory.channel c on c.id = a.channel and c.auto_buffer is not null
      left join inventory.computed_buffer b on b.sku = a.sku and b.channel = a.channel left join inventory.backorder_total w on w.sku = a.sku and w.channel = a.channel
      cross join lateral (select coalesce(sum(greatest(0, s.on_hand - s.unavailable - s.reserved - l.safety_stock)), 0) as units
        from inventory.stock_level s join inventory.location l on l.id = s.location where s.sku = a.sku and l.sellable and l.id = any(c.locations)) p
      where a.available > greatest(0, p.units - coalesce(w.units, 0) - greatest(c.buffer, coalesce(b.units, 0)))
        and not exists (select from inventory.channel_escrow e where e.sku = a.sku and e.channel = a.channel) and not exists (select from messaging.work_item i where i.kind = 'refresh-channel' and i.id = a.channel)`,
    of: 'select count(*) from inventory.channel_availability a join inventory.channel c on c.id = a.channel and c.auto_buffer is not null',
  },
  {
    name: 'inventory: buffers are computed for every channel that asks for it, and for no other',
    bad: `select c.id as subject from inventory.channel c where not exists (select from messaging.work_item i where i.kind = 'compute-buffers' and i.id = c.id)
        and (c.auto_buffer is not null or exists (select from inventory.computed_buffer b where b.channel = c.id and b.record is not null))`,
    of: 'select count(*) from inventory.channel',
  },
];
