import { checkInvariants, type Check, type Database, type Invariant } from '@onefront/outbox';
import { verifyAudit } from './audit/walk.js';
import { visibleTo } from './feed/visible.sql.js';
import { importQuestions } from './intake/imports/verify-imports.js';

/** Operations are settled in milliseconds; one that is open for so long has been lost somewhere. */
const LATE = '5 minutes';

/** What must hold in the gateway's database, recomputed from its ledger and its records of what was accepted. Reads only. */
const questions: readonly Invariant[] = [
  {
    name: 'gateway: stock shown = sum of its ledger',
    of: 'select count(*)::int as n from stock_view',
    bad: `with ledger as materialized (
        select h.sku, e.location, sum(e."onHand") as on_hand, sum(e.unavailable) as unavailable, sum(e.reserved) as reserved
        from stock_history h, jsonb_to_recordset(h.entries) as e(location text, "onHand" bigint, unavailable bigint, reserved bigint) group by 1, 2),
      shown as materialized (select s.sku, l.location, l."onHand" as on_hand, l.unavailable, l.reserved from stock_view s, jsonb_to_recordset(s.levels) as l(location text, "onHand" bigint, unavailable bigint, reserved bigint)),
      whole as materialized (select sku from stock_history group by sku having count(*) = max(version) and min(version) = 1)
      select sku || ' at ' || location as subject from (ledger l full join shown s using (sku, location)) join whole using (sku)
      where (coalesce(l.on_hand, 0), coalesce(l.unavailable, 0), coalesce(l.reserved, 0)) is distinct from (coalesce(s.on_hand, 0), coalesce(s.unavailable, 0), coalesce(s.reserved, 0)) order by 1 limit 1`,
  },
  {
    name: 'gateway: stock within its limits: 0 <= reserved <= on-hand - unavailable',
    of: 'select count(*)::int as n from stock_view',
    bad: `select s.sku || ' at ' || l.location as subject from stock_view s, jsonb_to_recordset(s.levels) as l(location text, "onHand" bigint, unavailable bigint, reserved bigint)
      where l.reserved < 0 or l.unavailable < 0 or l.reserved > l."onHand" - l.unavailable order by 1 limit 1`,
  },
  {
    name: 'gateway: what lies at a location is on its list',
    of: 'select count(*)::int as n from stock_place',
    bad: `select s.sku || ' at ' || l.location as subject from stock_view s, jsonb_to_recordset(s.levels) as l(location text, "onHand" bigint)
      where l."onHand" > 0 and not exists (select 1 from stock_place p where p.location = l.location and p.sku = s.sku) order by 1 limit 1`,
  },
  {
    // Sequences step by one, also over the epochs of restores; what is kept begins anywhere.
    name: 'gateway: no figure that a channel was told is missing among those that are kept',
    of: 'select count(*)::int as n from told_history',
    bad: `select channel || '/' || sku as subject from told_history group by channel, sku having count(distinct version % 1000000000000) <> max(version % 1000000000000) - min(version % 1000000000000) + 1 order by 1 limit 1`,
  },
  {
    name: 'gateway: no accepted operation is forgotten',
    of: 'select count(*)::int as n from operation',
    bad: `select id as subject from operation where status = 'pending' and children = 0 and accepted_at < now() - interval '${LATE}' order by id limit 1`,
  },
  {
    name: 'gateway: every answer that was promised can be read',
    of: `select count(*)::int as n from operation where status = 'done'`,
    bad: `select o.id as subject from operation o where o.status = 'done' and o.settlement -> 'resource' ->> 'view' = 'order' and o.settled_at < now() - interval '${LATE}'
      and not exists (select 1 from order_view v where v.id = o.settlement -> 'resource' ->> 'key') order by 1 limit 1`,
  },
  {
    name: 'gateway: a channel\'s order id is one order that is not refused',
    of: 'select count(*)::int as n from order_view',
    bad: `select min(id) as subject from order_view where external_id is not null and status <> 'refused' group by channel, external_id having count(*) > 1 order by 1 limit 1`,
  },
  {
    // Of those that were never changed or replayed: what they want now is what they wanted then.
    name: 'gateway: every event was copied for the webhooks that want it',
    of: 'select count(*)::int as n from webhook_delivery',
    bad: `with span as (select w.id, w.types, w.reached, w.client_id, c.channels as own, (select min(position) from webhook_delivery d where d.webhook_id = w.id and d.position > 0) as first from webhook w join client c on c.id = w.client_id where w.version = 1 and w.run = 0)
      select s.id || ' position ' || e.position as subject from span s join feed_event e on e.position between s.first and s.reached and e.type = any(s.types) and ${visibleTo({ channels: 's.own', client: 's.client_id' }, 'e.')}
      where not exists (select 1 from webhook_delivery d where d.webhook_id = s.id and d.position = e.position) order by 1 limit 1`,
  },
  {
    // Whoever restores a database into another cluster has to bring the role and its policies along.
    name: 'gateway: the wall in front of partners stands',
    of: `select count(*)::int as n from pg_policies where policyname = 'partner'`,
    bad: `select 'the role onefront_partner' as subject where not exists (select 1 from pg_roles where rolname = 'onefront_partner' and not rolsuper and not rolbypassrls and not rolcanlogin)
      union all select 'no policy at all' where not exists (select 1 from pg_policies where policyname = 'partner')
      union all select c.relname from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'feed_sequencer' and c.relacl::text like '%onefront_partner=%'
        and not (c.relrowsecurity and exists (select 1 from pg_policies p where p.tablename = c.relname and p.policyname = 'partner' and p.permissive = 'RESTRICTIVE')) order by 1 limit 1`,
  },
  ...importQuestions,
];

export async function verifyGateway(database: Pick<Database, 'read'>): Promise<Check[]> {
  return [...(await checkInvariants(database, questions)), ...(await verifyAudit(database))];
}
