import { checkInvariants, type Check, type Database, type Invariant } from '@onefront/outbox';

/** After a restore `republish` raises the epoch: version = epoch * this + sequence. */
const EPOCH = 1_000_000_000_000;

/** Catalog's invariants, recomputed from the ledger of changes; read-only. */
const checks: readonly Invariant[] = [
  {
    name: 'catalog: every product is the last entry of its ledger',
    bad: `select 'product:' || p.sku as subject from catalog.product p
           left join lateral (select version, document from catalog.change c where c.subject = 'product:' || p.sku order by version desc limit 1) last on true
           where last.version is distinct from p.version or last.document is distinct from p.document`,
    of: 'select count(*)::int as n from catalog.product',
  },
  {
    name: 'catalog: every listing is the last entry of its ledger',
    bad: `select 'listing:' || l.sku || '/' || l.channel as subject from catalog.listing l
           left join lateral (select version, document from catalog.change c where c.subject = 'listing:' || l.sku || '/' || l.channel order by version desc limit 1) last on true
           where last.version is distinct from l.version or last.document is distinct from l.document`,
    of: 'select count(*)::int as n from catalog.listing',
  },
  {
    name: 'catalog: versions step by one from one, and within every later epoch',
    bad: `select subject from catalog.change group by subject, version / ${EPOCH} having max(version) - min(version) + 1 <> count(*)
          union select subject from catalog.change group by subject having min(version) <> 1`,
    of: 'select count(distinct subject)::int as n from catalog.change',
  },
];

export function verifyCatalog(database: Pick<Database, 'read'>): Promise<Check[]> {
  return checkInvariants(database, checks);
}
