import { checkInvariants, type Check, type Database, type Invariant } from '@onefront/outbox';

/** Nothing that came in or is to go out may be without somebody who takes care of it; read-only. */
const checks: readonly Invariant[] = [
  {
    name: 'channels: every channel order that is not settled has its next step put down',
    bad: `select o.connection || '/' || o.external_id as subject from channels.channel_order o
           left join messaging.work_item w on w.kind = 'channel-order/' || o.connection and w.id = o.external_id
           where w.id is null and (o.placement in ('received', 'exception') or (o.status <> 'open' and o.cancellation = 'none') or (o.status = 'cancel-requested' and not o.cancellation_told)
             or (o.placement = 'refused' and not o.rejection_told and o.status = 'open') or (o.placement = 'placed' and not o.acknowledged and o.status = 'open'))`,
    of: 'select count(*)::int as n from channels.channel_order',
  },
  {
    name: 'channels: every quantity that is not accepted is due and its push put down',
    bad: `select l.connection || '/' || l.sku as subject from channels.listing l left join messaging.work_item w on w.kind = 'push-stock/' || l.connection
           where l.desired is distinct from l.accepted and (l.due_at is null or w.id is null)`,
    of: 'select count(*)::int as n from channels.listing',
  },
  {
    name: 'channels: every connection reads its orders, reads back its listings and tells what it has seen',
    bad: `select c.id || ' ' || k.kind as subject from channels.connection c cross join (values ('pull-orders/'), ('read-back/'), ('confirm/')) as k (kind)
           left join messaging.work_item w on w.kind = k.kind || c.id where w.id is null`,
    of: 'select count(*)::int as n from channels.connection',
  },
];

export function verifyChannels(database: Pick<Database, 'read'>): Promise<Check[]> {
  return checkInvariants(database, checks);
}
