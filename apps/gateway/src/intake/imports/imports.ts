import type { SealingKey } from '@onefront/contracts';
import { seal } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import type { Database } from '@onefront/outbox';
import type { Client } from '../../partners/clients.js';
import type { ImportFormat, ImportKind, ImportStatus, Mapping, RowError } from './import-job.js';

const FIRST_ERRORS = 100;

interface JobRow { id: string; kind: ImportKind; status: ImportStatus['status']; rows: number; accepted: number; rejected: number; unchanged: number; failure: string | null }

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
  async start(id: string, file: { readonly kind: ImportKind; readonly mapping?: Mapping | undefined; readonly format: ImportFormat }): Promise<void> {
    await this.database.pool.query(`update import_job set status = 'running', open = true, kind = $2, mapping = $3, format = $4 where id = $1 and status = 'receiving'`,
      [id, file.kind, file.mapping ? JSON.stringify(file.mapping) : null, file.format]);
  }

  /** Forgets a file that was not started: a refusal, or a repeat of one that is here already. */
  async discard(id: string): Promise<void> {
    await this.database.pool.query(`delete from import_job where id = $1 and status = 'receiving'`, [id]);
  }

  async get(id: string, client: Client): Promise<ImportStatus | undefined> {
    const { rows } = await this.database.pool.query<JobRow>(
      `select id, kind, status, rows, accepted, rejected, unchanged, failure from import_job where id = $1 and status <> 'receiving' and ($2 or client = $3)`, [id, client.channels === null, client.id]);
    const job = rows[0];
    if (!job) return undefined;
    const { failure, ...shown } = job;
    return { ...shown, ...(failure ? { detail: failure } : {}), errors: (await this.errors(id, { limit: FIRST_ERRORS })).map(({ index: _index, ...error }) => error) };
  }

  /** What is wrong, by row; `after` is the row and the number of its error that were shown last. */
  async errors(id: string, page: { readonly limit: number; readonly after?: readonly [number, number] }): Promise<(RowError & { index: number })[]> {
    const [row, index] = page.after ?? [0, 0];
    const { rows } = await this.database.pool.query<RowError & { index: number }>(
      `select r.row, e.index::int, e.error ->> 'path' as path, e.error ->> 'message' as message from import_row r, json_array_elements(r.errors) with ordinality as e(error, index)
        where r.import_id = $1 and r.state = 'rejected' and r.row >= $2 and (r.row, e.index) > ($2, $3) order by r.row, e.index limit $4`, [id, row, index, page.limit]);
    return rows;
  }

  /** Sends no more rows; those in flight come to their end. What has ended stays as it is. */
  async cancel(id: string): Promise<void> {
    await this.database.transact(async (tx) => {
      const { rowCount } = await tx.query(`update import_job set status = 'cancelled' where id = $1 and status = 'running'`, [id]);
      if (!rowCount) return;
      await tx.query('delete from import_chunk where import_id = $1', [id]);
      await tx.query(`delete from import_row where import_id = $1 and state = 'pending'`, [id]);
    });
  }
}
