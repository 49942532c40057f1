import { seal, type SealingKey } from '@onefront/contracts';
import type { Tx } from '@onefront/outbox';
import type { Gateway } from '../../gateway.js';
import { BrokenFile, mappingOf, type Columns, type FileRow, type ImportJob, type Mapping } from './import-job.js';
import type { Lease } from './lease.js';
import { readRows } from './read-rows.js';
import { StoredFile } from './stored-file.js';
import { subjectOf } from './turn.js';

const BATCH = 500;
/** Characters of sealed records in one transaction. */
const BATCH_SIZE = 1_000_000;
/** Rows of a dry run that are shown as they were understood, and the characters that they may have together. */
const PREVIEW = 10;
const PREVIEW_SIZE = 64 * 1024;

interface JobRow { id: string; client: string; scopes: string[]; channels: string[] | null; kind: ImportJob['kind']; mapping: Columns | null; options: Omit<Mapping, 'columns'> | null; format: ImportJob['format']; kid: string; rows: number; bytes: string; dry_run: boolean }

/** What has been learnt of the file while its next rows were read. */
interface Progress { header: readonly string[] | undefined; bytes: number; readonly preview: object[] }

/** Reads the oldest file that is not read yet into rows. False when there is none. After a crash the rows that are there already are passed over. */
export async function readNext(gateway: Gateway, lease: Lease, stopping: AbortSignal): Promise<boolean> {
  const { rows } = await gateway.database.read<JobRow & Record<string, unknown>>({
    name: 'import-unread', text: `select id, client, scopes, channels, kind, mapping, options, format, kid, rows, bytes, dry_run from import_job where open and status in ('running', 'checking') and not parsed order by id limit 1`,
  });
  const job = rows[0];
  if (!job || !(await lease.take())) return false;
  const key = (await gateway.keyring.keys([job.kid])).get(job.kid);
  if (!key) return finish(gateway, lease, { job, failure: 'the key of this import is gone' });
  const progress: Progress = { header: undefined, bytes: 0, preview: [] };
  try {
    if (!(await readAll(gateway, lease, { job, key, progress, stopping }))) return !stopping.aborted;
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error;
    return finish(gateway, lease, { job, progress, key, failure: error.message });
  }
  return finish(gateway, lease, { job, progress, key });
}

interface Work { readonly job: JobRow; readonly key: SealingKey; readonly progress: Progress; readonly stopping: AbortSignal }

/** False when it ends before the file does: the import was cancelled, or this process stops. */
async function readAll(gateway: Gateway, lease: Lease, { job, key, progress, stopping }: Work): Promise<boolean> {
  const file = new StoredFile(gateway.database, { id: job.id, key, size: Number(job.bytes) });
  const reading = { format: job.format, mapping: mappingOf(job), header: (names: readonly string[]) => { progress.header = names; }, reached: (bytes: number) => { progress.bytes = bytes; } };
  let batch: StoredRow[] = [];
  let size = 0;
  const flush = async (): Promise<boolean> => {
    const done = batch.length === 0 || (await store(gateway, lease, { job, batch, progress }));
    [batch, size] = [[], 0];
    return done;
  };
  try {
    for await (const row of readRows(file, reading)) {
      if (stopping.aborted) return false;
      if (job.dry_run && progress.preview.length < PREVIEW && 'record' in row) progress.preview.push({ row: row.row, fields: row.record });
      if (row.row <= job.rows) continue;
      const stored = sealedRow(job, row, key);
      batch.push(stored);
      size += stored.source.length + (stored.box?.length ?? 0);
      if ((batch.length >= BATCH || size >= BATCH_SIZE) && !(await flush())) return false;
    }
  } catch (error) {
    // What came before the place where it breaks off counts.
    if (error instanceof BrokenFile && !(await flush())) return false;
    throw error;
  }
  return flush();
}

interface StoredRow { readonly row: number; readonly subject: string | null; readonly source: string; readonly box: string | null; readonly errors: string | null }

function sealedRow({ kind }: JobRow, row: FileRow, key: SealingKey): StoredRow {
  const source = seal(row.source, key).box;
  if ('errors' in row) return { row: row.row, subject: null, source, box: null, errors: JSON.stringify(row.errors) };
  return { row: row.row, subject: subjectOf(kind, row.record)?.replaceAll('\u0000', '') ?? null, source, box: seal(row.record, key).box, errors: null };
}

/** False when the import was cancelled meanwhile. */
async function store({ database }: Gateway, lease: Lease, { job, batch, progress }: { job: JobRow; batch: readonly StoredRow[]; progress: Progress }): Promise<boolean> {
  const rejected = batch.filter((one) => one.errors !== null).length;
  return database.transact(async (tx) => {
    await lease.hold(tx);
    const { rowCount } = await tx.query({
      name: 'import-count', text: `update import_job set rows = $2, rejected = rejected + $3, bytes_read = $4, header = coalesce(header, $5::json), advanced_at = now() where id = $1 and status in ('running', 'checking')`,
      values: [job.id, batch.at(-1)!.row, rejected, progress.bytes, progress.header ? JSON.stringify(progress.header) : null],
    });
    if (rowCount !== 1) return false;
    await tx.query({
      name: 'import-rows',
      text: `insert into import_row (import_id, row, state, subject, source, box, errors)
        select $1, row, case when errors is null then 'pending' else 'rejected' end, subject, source, box, errors::json from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[]) as r(row, subject, source, box, errors)`,
      values: [job.id, batch.map((one) => one.row), batch.map((one) => one.subject), batch.map((one) => one.source), batch.map((one) => one.box), batch.map((one) => one.errors)],
    });
    return true;
  });
}

/** The file itself is not needed any more. */
async function finish({ database }: Gateway, lease: Lease, { job, progress, key, failure }: { job: JobRow; progress?: Progress; key?: SealingKey; failure?: string }): Promise<boolean> {
  const preview = key && job.dry_run ? previewOf(progress!.preview, key) : null;
  return database.transact(async (tx) => {
    await lease.hold(tx);
    await markRead(tx, { id: job.id, failure, preview, header: progress?.header });
    await tx.query('delete from import_chunk where import_id = $1', [job.id]);
    return true;
  });
}

async function markRead(tx: Tx, { id, failure, preview, header }: { id: string; failure: string | undefined; preview: string | null; header: readonly string[] | undefined }): Promise<void> {
  await tx.query(`update import_job set parsed = true, failure = $2, preview = $3, header = coalesce(header, $4::json), bytes_read = bytes, advanced_at = now() where id = $1`,
    [id, failure ?? null, preview, header ? JSON.stringify(header) : null]);
}

/** As many of the first rows as fit. */
function previewOf(rows: readonly object[], key: SealingKey): string {
  const shown = [...rows];
  while (shown.length > 0 && JSON.stringify(shown).length > PREVIEW_SIZE) shown.pop();
  return seal(shown, key).box;
}
