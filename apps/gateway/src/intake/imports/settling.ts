import type { Settlement } from '@onefront/contracts';
import type { Gateway } from '../../gateway.js';
import { SETTLED } from '../settled.sql.js';
import type { ImportKind } from './import-job.js';
import type { Lease } from './lease.js';

interface FlyingRow { import_id: string; row: number; operation_id: string; mark: string | null; repeats: boolean }

const IN_FLIGHT = {
  name: 'import-in-flight',
  text: `select r.import_id, r.row, r.operation_id, r.mark, r.repeats from import_job j join import_row r on r.import_id = j.id and r.state = 'in-flight' where j.open and j.kind = $1`,
};
const LAND = {
  name: 'import-land',
  text: `with changed as (
      update import_row r set state = c.state, errors = c.errors::json, source = case when c.state = 'rejected' then r.source end from unnest($1::text[], $2::int[], $3::text[], $4::text[]) as c(import_id, row, state, errors)
      where r.import_id = c.import_id and r.row = c.row and r.state = 'in-flight' returning r.import_id, r.state)
    update import_job j set accepted = j.accepted + n.accepted, rejected = j.rejected + n.rejected, unchanged = j.unchanged + n.unchanged, advanced_at = now()
    from (select import_id, count(*) filter (where state = 'accepted') as accepted, count(*) filter (where state = 'rejected') as rejected, count(*) filter (where state = 'unchanged') as unchanged
      from changed group by import_id) n where j.id = n.import_id`,
};

/** What came back, what is still out, and the milliseconds since the oldest of both was sent. */
export interface Settled { readonly settled: number; readonly left: number; readonly oldestMs: number }

/** Takes in what has become of the rows in flight, each by the settlement of its operation, when its effects can be read. */
export async function settle(gateway: Gateway, lease: Lease, kind: ImportKind): Promise<Settled> {
  const { rows } = await gateway.database.read<FlyingRow & Record<string, unknown>>({ ...IN_FLIGHT, values: [kind] });
  if (rows.length === 0) return { settled: 0, left: 0, oldestMs: 0 };
  const oldestMs = Math.max(...rows.map((row) => Date.now() - sentAt(row.operation_id)));
  const { rows: done } = await gateway.database.read<{ id: string; settlement: Settlement }>({ ...SETTLED, values: [rows.map((row) => row.operation_id)] });
  if (done.length === 0) return { settled: 0, left: rows.length, oldestMs };
  const settlements = new Map(done.map((one) => [one.id, one.settlement]));
  const landed = rows.flatMap((row) => (settlements.has(row.operation_id) ? [{ row, ...outcomeOf(row, settlements.get(row.operation_id)!) }] : []));
  await gateway.database.transact(async (tx) => {
    await lease.hold(tx);
    // Jobs before rows, as everybody locks them.
    await tx.query({ name: 'import-lock', text: 'select 1 from import_job where id = any($1::text[]) order by id for update', values: [[...new Set(landed.map(({ row }) => row.import_id))]] });
    await tx.query({ ...LAND, values: [landed.map(({ row }) => row.import_id), landed.map(({ row }) => row.row), landed.map((one) => one.state), landed.map((one) => one.errors)] });
    // What was refused may come again.
    const refused = landed.flatMap(({ row, state }) => (state === 'rejected' && row.mark ? [row.mark] : []));
    if (refused.length > 0) await tx.query('delete from import_mark where mark = any($1::text[])', [refused]);
  });
  return { settled: landed.length, left: rows.length - landed.length, oldestMs };
}

/** Ids are UUIDv7: their first 48 bits are milliseconds. */
function sentAt(operationId: string): number {
  return parseInt(operationId.replace('-', '').slice(0, 12), 16);
}

function outcomeOf({ repeats }: FlyingRow, { outcome, status, problem }: Settlement): { state: string; errors: string | null } {
  if (outcome === 'done') return { state: repeats && status === 200 ? 'unchanged' : 'accepted', errors: null };
  const errors = problem?.errors?.length ? problem.errors : [{ path: '', message: problem?.detail ?? 'refused' }];
  return { state: 'rejected', errors: JSON.stringify(errors) };
}

/** Ends the imports of which nothing is left to do. */
export async function endFinished(gateway: Gateway, kind: ImportKind): Promise<void> {
  await gateway.database.read({
    name: 'import-end',
    text: `update import_job j set open = false, ended_at = now(), status = case when j.status = 'cancelled' then j.status when j.failure is null then 'done' else 'failed' end
      where j.open and j.kind = $1 and (j.status = 'cancelled' and not exists (select 1 from import_row r where r.import_id = j.id and r.state = 'in-flight')
        or j.status in ('running', 'checking') and j.parsed and j.accepted + j.rejected + j.unchanged = j.rows)`,
    values: [kind],
  });
}
