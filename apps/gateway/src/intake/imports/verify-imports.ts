import type { Invariant } from '@onefront/outbox';

/** An owner may be away for a while; a job that has not come any further for so long is stuck. */
const STUCK = '30 minutes';

/** What must hold of imports: counters recomputed from their rows, rows from the settlements of their operations. */
export const importQuestions: readonly Invariant[] = [
  {
    // A cancelled import forgets the rows that it never sent.
    name: 'gateway: what an import says is what became of its rows',
    of: `select count(*)::int as n from import_job where not open and status <> 'receiving'`,
    bad: `select j.id as subject from import_job j left join lateral (
        select count(*) filter (where r.state = 'accepted') as accepted, count(*) filter (where r.state = 'rejected') as rejected, count(*) filter (where r.state = 'unchanged') as unchanged, count(*) as rows from import_row r where r.import_id = j.id) c on true
      where not j.open and j.status <> 'receiving' and ((c.accepted, c.rejected, c.unchanged) is distinct from (j.accepted::bigint, j.rejected::bigint, j.unchanged::bigint) or j.status in ('done', 'failed') and c.rows <> j.rows) order by 1 limit 1`,
  },
  {
    // Operations live 8 days, rows 30: those whose operation is gone are not asked.
    name: 'gateway: a row of an import was accepted only by a settlement of its owner',
    of: `select count(*)::int as n from import_row r join operation o on o.id = r.operation_id`,
    bad: `select r.import_id || ' row ' || r.row as subject from import_row r join operation o on o.id = r.operation_id
      where r.state in ('accepted', 'unchanged') and o.status <> 'done' or r.state = 'rejected' and o.status <> 'refused' order by 1 limit 1`,
  },
  {
    name: 'gateway: no import is stuck',
    of: 'select count(*)::int as n from import_job where open',
    bad: `select id as subject from import_job where open and advanced_at < now() - interval '${STUCK}' order by id limit 1`,
  },
];
