import { seal, unseal, type SealingKey } from '@onefront/contracts';
import type { Gateway } from '../../gateway.js';
import type { FileRow, ImportJob } from './import-job.js';
import type { Lease } from './lease.js';
import { BrokenFile, readRows } from './read-rows.js';
import { subjectOf } from './turn.js';

const BATCH = 500;
/** Characters of sealed records in one transaction. */
const BATCH_SIZE = 1_000_000;

interface JobRow { id: string; client: string; scopes: string[]; channels: string[] | null; kind: ImportJob['kind']; mapping: ImportJob['mapping']; format: ImportJob['format']; kid: string; rows: number }

/** Reads the oldest file that is not read yet into rows. False when there is none. After a crash the rows that are there already are passed over. */
export async function readNext(gateway: Gateway, lease: Lease, stopping: AbortSignal): Promise<boolean> {
  const { rows } = await gateway.database.read<JobRow & Record<string, unknown>>({
    name: 'import-unread', text: `select id, client, scopes, channels, kind, mapping, format, kid, rows from import_job where open and status = 'running' and not parsed order by id limit 1`,
  });
  const job = rows[0];
  if (!job || !(await lease.take())) return false;
  const key = (await gateway.keyring.keys([job.kid])).get(job.kid);
  if (!key) return finish(gateway, lease, { job, failure: 'the key of this import is gone' });
  try {
    let batch: StoredRow[] = [];
    let size = 0;
    for await (const row of readRows(piecesOf(gateway, job.id, key), job.format, job.mapping)) {
      if (stopping.aborted) return false;
      if (row.row <= job.rows) continue;
      const stored = sealedRow(job, row, key);
      batch.push(stored);
      size += stored.box?.length ?? 0;
      if (batch.length < BATCH && size < BATCH_SIZE) continue;
      if (!(await store(gateway, lease, { job, batch }))) return true;
      [batch, size] = [[], 0];
    }
    if (batch.length > 0 && !(await store(gateway, lease, { job, batch }))) return true;
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error;
    return finish(gateway, lease, { job, failure: error.message });
  }
  return finish(gateway, lease, { job });
}

async function* piecesOf({ database }: Gateway, id: string, key: SealingKey): AsyncGenerator<Buffer> {
  for (let position = 0; ; position += 1) {
    const { rows } = await database.read<{ box: string }>({ name: 'import-piece', text: 'select box from import_chunk where import_id = $1 and position = $2', values: [id, position] });
    if (!rows[0]) return;
    yield Buffer.from(unseal({ kid: key.kid, box: rows[0].box }, key) as string, 'base64');
  }
}

interface StoredRow { readonly row: number; readonly subject: string | null; readonly box: string | null; readonly errors: string | null }

function sealedRow({ kind }: JobRow, row: FileRow, key: SealingKey): StoredRow {
  if ('errors' in row) return { row: row.row, subject: null, box: null, errors: JSON.stringify(row.errors) };
  return { row: row.row, subject: subjectOf(kind, row.record)?.replaceAll('\u0000', '') ?? null, box: seal(row.record, key).box, errors: null };
}

/** False when the import was cancelled meanwhile. */
async function store({ database }: Gateway, lease: Lease, { job, batch }: { job: JobRow; batch: readonly StoredRow[] }): Promise<boolean> {
  const rejected = batch.filter((one) => one.errors !== null).length;
  return database.transact(async (tx) => {
    await lease.hold(tx);
    const { rowCount } = await tx.query({ name: 'import-count', text: `update import_job set rows = $2, rejected = rejected + $3 where id = $1 and status = 'running'`, values: [job.id, batch.at(-1)!.row, rejected] });
    if (rowCount !== 1) return false;
    await tx.query({
      name: 'import-rows',
      text: `insert into import_row (import_id, row, state, subject, box, errors)
        select $1, row, case when errors is null then 'pending' else 'rejected' end, subject, box, errors::json from unnest($2::int[], $3::text[], $4::text[], $5::text[]) as r(row, subject, box, errors)`,
      values: [job.id, batch.map((one) => one.row), batch.map((one) => one.subject), batch.map((one) => one.box), batch.map((one) => one.errors)],
    });
    return true;
  });
}

/** The file itself is not needed any more. */
async function finish({ database }: Gateway, lease: Lease, { job, failure }: { job: JobRow; failure?: string }): Promise<boolean> {
  return database.transact(async (tx) => {
    await lease.hold(tx);
    await tx.query(`update import_job set parsed = true, failure = $2 where id = $1`, [job.id, failure ?? null]);
    await tx.query('delete from import_chunk where import_id = $1', [job.id]);
    return true;
  });
}
