import { unseal } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { MessageTooLarge, type Tx } from '@onefront/outbox';
import type { Gateway } from '../../gateway.js';
import type { Request } from '../operation.js';
import { insertRequests } from '../operation-rows.js';
import type { ImportKind } from './import-job.js';
import type { Lease } from './lease.js';
import { turnRow, type Fields, type Turned } from './turn.js';

/** Rows that are in flight at most per owner of a kind (design.md section 3), in all imports together. */
export const GREATEST_WINDOW = 1_000;
/** Rows of one transaction: short, so that interactive requests of this process come in between. */
const SLICE = 200;

/** Rows of several imports share what is free; rows about the same thing go one after the other, in the order of the file. */
const PENDING = {
  name: 'import-pending',
  text: `select p.import_id, p.row, p.box, j.kid, j.client, j.scopes, j.channels, j.dry_run from import_job j cross join lateral (
      select r.import_id, r.row, r.box from import_row r where r.import_id = j.id and r.state = 'pending'
        and not exists (select 1 from import_row e where e.import_id = r.import_id and e.subject = r.subject and e.row < r.row and e.state in ('pending', 'in-flight'))
      order by r.row limit $2) p
    where j.open and j.status in ('running', 'checking') and j.kind = $1 order by p.row limit $2`,
};
/** The rows' own states decide: one that is not pending any more stays as it is, and an import that was cancelled is not counted. */
const TAKE_OFF = {
  name: 'import-take-off',
  text: `with changed as (
      update import_row r set state = c.state, box = null, source = case when c.state in ('in-flight', 'rejected') then r.source end, operation_id = c.operation_id, mark = c.mark, repeats = c.repeats, errors = c.errors::json
      from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::text[]) as c(import_id, row, state, operation_id, mark, repeats, errors)
      where r.import_id = c.import_id and r.row = c.row and r.state = 'pending' returning r.import_id, r.state)
    update import_job j set accepted = j.accepted + n.accepted, rejected = j.rejected + n.rejected, unchanged = j.unchanged + n.unchanged, advanced_at = now()
    from (select import_id, count(*) filter (where state = 'accepted') as accepted, count(*) filter (where state = 'rejected') as rejected, count(*) filter (where state = 'unchanged') as unchanged from changed group by import_id) n where j.id = n.import_id`,
};

interface PendingRow { import_id: string; row: number; box: string; kid: string; client: string; scopes: string[]; channels: string[] | null; dry_run: boolean }
interface Ready { readonly row: PendingRow; readonly turned: Turned }

/** Turns the next rows into commands and hands them out, all in one transaction with their states. Resolves with how many rows were taken off. */
export async function sendNext(gateway: Gateway, lease: Lease, { kind, free }: { kind: ImportKind; free: number }): Promise<number> {
  const { rows } = await gateway.database.read<PendingRow & Record<string, unknown>>({ ...PENDING, values: [kind, Math.min(free, SLICE)] });
  if (rows.length === 0) return 0;
  const keys = await gateway.keyring.keys([...new Set(rows.map((row) => row.kid))]);
  const now = gateway.clock.now();
  const ready = await Promise.all(rows.map(async (row): Promise<Ready> => {
    const key = keys.get(row.kid);
    if (!key) return { row, turned: { errors: [{ path: '', message: 'the key of this import is gone' }] } };
    return { row, turned: await turnRow(kind, unseal(row, key) as Fields, { gateway, job: row, now, ...(row.dry_run ? { check: key } : {}) }) };
  }));
  return takeOff(gateway, lease, ready).catch((error: unknown) => (error instanceof MessageTooLarge ? takeOffAlone(gateway, lease, ready) : Promise.reject(error as Error)));
}

/** One row that is larger than a message is refused alone. */
async function takeOffAlone(gateway: Gateway, lease: Lease, ready: readonly Ready[]): Promise<number> {
  let taken = 0;
  for (const one of ready) {
    taken += await takeOff(gateway, lease, [one]).catch((error: unknown) => {
      if (!(error instanceof MessageTooLarge)) throw error;
      return takeOff(gateway, lease, [{ row: one.row, turned: { errors: [{ path: '', message: 'larger than what can be handled at once' }] } }]);
    });
  }
  return taken;
}

function takeOff(gateway: Gateway, lease: Lease, ready: readonly Ready[]): Promise<number> {
  return gateway.database.transact(async (tx, emit) => {
    await lease.hold(tx);
    const { rows: running } = await tx.query<{ id: string }>({ name: 'import-running', text: `select id from import_job where id = any($1::text[]) and status in ('running', 'checking') order by id for update`, values: [[...new Set(ready.map(({ row }) => row.import_id))]] });
    const going = new Set(running.map(({ id }) => id));
    const there = ready.filter(({ row }) => going.has(row.import_id));
    const known = await repeated(tx, there);
    const states = there.map((one) => stateOf(one, known));
    await insertRequests(tx, emit, states.flatMap(({ request }) => request ?? []));
    await tx.query({
      ...TAKE_OFF,
      values: [there.map(({ row }) => row.import_id), there.map(({ row }) => row.row), states.map((one) => one.state), states.map((one) => one.request?.operationId ?? null), states.map((one) => one.mark), states.map((one) => one.repeats), states.map((one) => one.errors)],
    });
    return there.length;
  });
}

/** Rows whose mark was there before, in an older import or further up in this one. */
async function repeated(tx: Tx, ready: readonly Ready[]): Promise<Set<Ready>> {
  const all = ready.filter(({ turned }) => 'send' in turned && turned.mark !== undefined);
  const marked = all.filter(({ row }) => !row.dry_run);
  const markOf = ({ turned }: Ready) => (turned as { mark: string }).mark;
  if (all.length === 0) return new Set();
  const { rows: met } = await tx.query<{ mark: string }>({ name: 'import-mark-known', text: 'select mark from import_mark where mark = any($1::text[])', values: [all.map(markOf)] });
  const old = new Set(met.map(({ mark }) => mark));
  if (old.size > 0) await tx.query({ name: 'import-mark-seen', text: `update import_mark set seen_at = now() where mark = any($1::text[]) and seen_at < now() - interval '7 days'`, values: [[...old]] });
  const checked = all.filter((one) => one.row.dry_run && old.has(markOf(one)));
  if (marked.length === 0) return new Set(checked);
  const { rows } = await tx.query<{ mark: string }>({ name: 'import-mark', text: 'insert into import_mark (mark) select distinct mark from unnest($1::text[]) as m(mark) order by mark on conflict do nothing returning mark', values: [marked.map(markOf)] });
  const fresh = new Set(rows.map(({ mark }) => mark));
  return new Set([...checked, ...marked.filter((one) => !fresh.delete(markOf(one)))]);
}

interface State { readonly state: string; readonly request?: Request; readonly mark: string | null; readonly repeats: boolean; readonly errors: string | null }

function stateOf(ready: Ready, known: ReadonlySet<Ready>): State {
  const { row, turned } = ready;
  const nothing = { mark: null, repeats: false, errors: null };
  if ('errors' in turned) return { ...nothing, state: 'rejected', errors: JSON.stringify(turned.errors) };
  if ('unchanged' in turned || known.has(ready)) return { ...nothing, state: 'unchanged' };
  // A dry run ends where the command would be handed out.
  if (row.dry_run) return { ...nothing, state: 'accepted' };
  const request: Request = { operationId: newId(), client: row.client, route: `POST /v1/imports/${row.import_id}/${row.row}`, parts: [{ outbound: turned.send }] };
  return { state: 'in-flight', request, mark: turned.mark ?? null, repeats: turned.repeats ?? false, errors: null };
}
