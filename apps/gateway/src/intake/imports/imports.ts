import type { SealingKey } from '@onefront/contracts';
import { seal } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import type { Database } from '@onefront/outbox';
import { recordOwn } from '../../audit/own-changes.js';
import type { Client } from '../../partners/clients.js';
import { readAs } from '../../persistence/behind-wall.js';
import { viewerOf } from '../../views/viewer.js';
import { columnOf } from './fields.js';
import { mappingOf, type ImportFormat, type ImportKind, type ImportStatus, type Mapping, type RowError } from './import-job.js';

interface JobRow {
  id: string; kind: ImportKind; status: 'running' | 'checking' | 'done' | 'failed' | 'cancelled'; dry_run: boolean; rows: number; accepted: number; rejected: number; unchanged: number; failure: string | null; filename: string | null;
  created_at: Date; started_at: Date | null; ended_at: Date | null; bytes: string; bytes_read: string; parsed: boolean; mapping: never; options: never; header: string[] | null; preview: string | null; kid: string; format: ImportFormat;
}

/** An import as its routes need it, with what tells where its fields came from. */
export interface KnownImport extends ImportStatus {
  readonly format: ImportFormat;
  readonly kid: string;
  readonly header: readonly string[] | null;
  readonly mapping: Mapping;
  /** The first rows of a dry run, sealed. */
  readonly preview: string | null;
}

const COLUMNS = 'id, kind, status, dry_run, rows, accepted, rejected, unchanged, failure, filename, created_at, started_at, ended_at, bytes, bytes_read, parsed, mapping, options, header, preview, kid, format';

/** What is wrong with a row, and where it stands among its errors. */
export interface PlacedError extends RowError { readonly index: number }

/** The imports of this house, as their routes see them. A partner sees its own, the retailer all. */
export class Imports {
  constructor(private readonly database: Database) {}

  /** A file begins to come; until `start` it is nobody's, and swept after a day. */
  async begin(client: Client, kid: string): Promise<string> {
    const id = newId();
    await this.database.pool.query('insert into import_job (id, client, scopes, channels, kid) values ($1, $2, $3, $4, $5)', [id, client.id, client.scopes, client.channels, kid]);
    return id;
  }

  async append(id: string, chunk: { readonly position: number; readonly bytes: Buffer; readonly key: SealingKey }): Promise<void> {
    const { box } = seal(chunk.bytes.toString('base64'), chunk.key);
    await this.database.read({ name: 'import-append', text: 'insert into import_chunk (import_id, position, box) values ($1, $2, $3)', values: [id, chunk.position, box] });
  }

  /** From here the file is ours: it will be read to its end, whatever happens to this process. */
  async start(id: string, file: { readonly kind: ImportKind; readonly mapping: Mapping; readonly format: ImportFormat; readonly bytes: number; readonly filename: string; readonly dryRun: boolean }): Promise<void> {
    const { columns, ...options } = file.mapping;
    await this.database.transact(async (tx) => {
      await tx.query(
        `update import_job set status = case when $5 then 'checking' else 'running' end, dry_run = $5, open = true, kind = $2, mapping = $3, format = $4, options = $6, bytes = $7, filename = $8, started_at = now(), advanced_at = now()
          where id = $1 and status = 'receiving'`,
        [id, file.kind, JSON.stringify(columns), file.format, file.dryRun, JSON.stringify(options), file.bytes, file.filename || null]);
      recordOwn(tx, { action: 'gateway.import-started', subject: { type: 'import', id }, after: { kind: file.kind, format: file.format, bytes: file.bytes, dryRun: file.dryRun } });
    });
  }

  /** Forgets a file that was not started: a refusal, or a repeat of one that is here already. */
  async discard(id: string): Promise<void> {
    await this.database.pool.query(`delete from import_job where id = $1 and status = 'receiving'`, [id]);
  }

  async get(id: string, client: Client): Promise<KnownImport | undefined> {
    const { rows } = await readAs<JobRow & Record<string, unknown>>(this.database, viewerOf(client).wall, {
      name: 'import-get', text: `select ${COLUMNS} from import_job where id = $1 and status <> 'receiving' and ($2 or client = $3)`, values: [id, client.channels === null, client.id],
    });
    return rows[0] && knownOf(rows[0]);
  }

  /** Newest first. */
  async list(client: Client, page: { readonly limit: number; readonly after?: string | undefined }): Promise<ImportStatus[]> {
    const { rows } = await readAs<JobRow & Record<string, unknown>>(this.database, viewerOf(client).wall, {
      name: 'import-list', text: `select ${COLUMNS} from import_job where status <> 'receiving' and ($1 or client = $2) and ($3::text is null or id < $3) order by id desc limit $4`, values: [client.channels === null, client.id, page.after ?? null, page.limit],
    });
    return rows.map((row) => shownOf(knownOf(row)));
  }

  /** What is wrong, by row; `after` is the row and the number of its error that were shown last. */
  async errors({ id, header, mapping }: KnownImport, page: { readonly limit: number; readonly after?: readonly [number, number] }): Promise<PlacedError[]> {
    const [row, index] = page.after ?? [0, 0];
    const { rows } = await this.database.pool.query<PlacedError>(
      `select r.row, e.index::int, e.error ->> 'path' as path, e.error ->> 'message' as message from import_row r, json_array_elements(r.errors) with ordinality as e(error, index)
        where r.import_id = $1 and r.state = 'rejected' and r.row >= $2 and (r.row, e.index) > ($2, $3) order by r.row, e.index limit $4`, [id, row, index, page.limit]);
    return rows.map((error) => {
      const column = header ? columnOf(error.path, header, mapping) : undefined;
      return { ...error, ...(column === undefined ? {} : { column }) };
    });
  }

  /** Sends no more rows; those in flight come to their end. What has ended stays as it is. */
  async cancel(id: string): Promise<void> {
    await this.database.transact(async (tx) => {
      const { rowCount } = await tx.query(`update import_job set status = 'cancelled', advanced_at = now() where id = $1 and status in ('running', 'checking')`, [id]);
      if (!rowCount) return;
      recordOwn(tx, { action: 'gateway.import-cancelled', subject: { type: 'import', id }, before: { status: 'running' }, after: { status: 'cancelled' } });
      await tx.query('delete from import_chunk where import_id = $1', [id]);
      await tx.query(`delete from import_row where import_id = $1 and state = 'pending'`, [id]);
    });
  }
}

/** Without what only the house needs. */
export function shownOf({ format: _format, kid: _kid, header: _header, mapping: _mapping, preview: _preview, ...status }: KnownImport): ImportStatus {
  return status;
}

function knownOf(job: JobRow): KnownImport {
  const { failure, filename, created_at: created, ended_at: ended } = job;
  return {
    id: job.id, kind: job.kind, status: job.status === 'checking' ? 'running' : job.status, dryRun: job.dry_run, rows: job.rows, accepted: job.accepted, rejected: job.rejected, unchanged: job.unchanged,
    ...(failure ? { detail: failure } : {}), ...(filename ? { filename } : {}), createdAt: created.toISOString(), ...(ended ? { endedAt: ended.toISOString() } : {}), progress: progressOf(job),
    format: job.format, kid: job.kid, header: job.header, mapping: mappingOf(job), preview: job.preview,
  };
}

function progressOf({ rows, accepted, rejected, unchanged, bytes, bytes_read: read, parsed, status, started_at: started, ended_at: ended }: JobRow) {
  const [totalBytes, readBytes] = [Number(bytes), Math.min(Number(read), Number(bytes))];
  const settled = accepted + rejected + unchanged;
  const share = parsed || readBytes === 0 ? 1 : readBytes / Math.max(1, totalBytes);
  const percent = status === 'done' ? 100 : rows === 0 ? 0 : Math.min(99, Math.floor((settled / rows) * share * 100));
  const seconds = started ? Math.max(0.001, ((ended ?? new Date()).getTime() - started.getTime()) / 1000) : 0;
  return { bytes: parsed ? totalBytes : readBytes, totalBytes, percent, rowsPerSecond: seconds === 0 ? 0 : Math.round(settled / seconds) };
}
