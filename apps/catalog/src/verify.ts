import type { Check, Database } from '@onefront/outbox';

/** Catalog's invariants, recomputed from the ledger of changes; read-only. */
const checks = [
  {
    name: 'catalog: every product is the last entry of its ledger',
    text: `select 'product:' || p.sku as subject from catalog.product p
           left join lateral (select version, document from catalog.change c where c.subject = 'product:' || p.sku order by version desc limit 1) last on true
           where last.version is distinct from p.version or last.document is distinct from p.document`,
    of: 'select count(*)::int as n from catalog.product',
  },
  {
    name: 'catalog: every listing is the last entry of its ledger',
    text: `select 'listing:' || l.sku || '/' || l.channel as subject from catalog.listing l
           left join lateral (select version, document from catalog.change c where c.subject = 'listing:' || l.sku || '/' || l.channel order by version desc limit 1) last on true
           where last.version is distinct from l.version or last.document is distinct from l.document`,
    of: 'select count(*)::int as n from catalog.listing',
  },
  {
    name: 'catalog: versions step by one from one',
    text: 'select subject from catalog.change group by subject having min(version) <> 1 or max(version) <> count(*)',
    of: 'select count(distinct subject)::int as n from catalog.change',
  },
];

export async function verifyCatalog(database: Database): Promise<Check[]> {
  const results: Check[] = [];
  for (const { name, text, of } of checks) {
    const bad = await database.read<{ subject: string }>({ text: `${text} order by 1 limit 1` });
    const { rows } = await database.read<{ n: number }>({ text: of });
    const firstBad = bad.rows[0]?.subject;
    results.push({ name, ok: firstBad === undefined, count: rows[0]!.n, ...(firstBad ? { firstBad } : {}) });
  }
  return results;
}
