import type { Invariant } from '@onefront/outbox';

/** Whose stock it is (ADR 38): what is not ours, or not with us, never mixes with what is. */
export const ownershipInvariants: readonly Invariant[] = [
  {
    name: 'inventory: nothing is promised of what a marketplace keeps',
    bad: `select r.order_id || ': ' || r.sku || ' at ' || r.location as subject from inventory.reservation r join inventory.location l on l.id = r.location where r.held > 0 and l.ownership = 'marketplace'`,
    of: 'select count(*) from inventory.reservation where held > 0',
  },
  {
    name: 'inventory: no channel sells from what a marketplace keeps for another',
    bad: `select c.id || ' from ' || l.id as subject from inventory.channel c join inventory.location l on l.id = any(c.locations) where l.held_for <> c.id`,
    of: 'select count(*) from inventory.channel',
  },
  {
    name: 'inventory: no transfer moves goods of a supplier',
    bad: `select s.sku || ' at ' || s.location || ', version ' || s.version as subject from inventory.stock_ledger s join inventory.location l on l.id = s.location
      where l.ownership = 'supplier' and s.reason in ('dispatch', 'arrival', 'transfer-out', 'transfer-in')`,
    of: 'select count(*) from inventory.stock_ledger',
  },
];
