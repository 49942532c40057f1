import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { ApiClient, readCredentials, type Answer } from '../api/client.js';

/** What a file may hold, as the gateway takes and gives it. */
export const kinds = ['products', 'listings', 'locations', 'suppliers', 'channels', 'stock', 'customers', 'orders', 'promotions', 'coupons', 'tax-rates', 'shipping-rates'];

interface Options { readonly kind: string; readonly mapping?: string; readonly credentials: string; readonly wait: boolean; readonly dryRun?: boolean; readonly errors?: string }
interface Status {
  readonly status: string; readonly dryRun: boolean; readonly rows: number; readonly accepted: number; readonly rejected: number; readonly unchanged: number; readonly detail?: string;
  readonly progress: { readonly percent: number; readonly rowsPerSecond: number };
  readonly errors: ReadonlyArray<{ row: number; path: string; column?: string; message: string }>;
  readonly preview?: ReadonlyArray<{ row: number; fields: unknown }>;
}

const LOOK_MS = 500;

/** Takes in a file, and tells how it goes. */
export function importCommand(checkout: string): Command {
  return new Command('import')
    .description('Take in a file of one kind of thing (CSV, JSON lines or a workbook). Taking in the same file again changes nothing.')
    .argument('<file>', 'the file')
    .addOption(new Option('--kind <kind>', 'what it holds').choices(kinds).makeOptionMandatory())
    .option('--mapping <file>', 'JSON {"column": "field"}, or {"columns": ..., "constants": ..., "decimal": ","}, for columns that are not named like their fields')
    .option('--dry-run', 'check every row, show how the first were understood, and change nothing')
    .option('--errors <file>', 'write rejected rows there in their own shape, to be mended and sent again')
    .option('--no-wait', 'do not wait for the end')
    .option('--credentials <file>', 'where npm start wrote them', process.env['CREDENTIALS'] ?? resolve(checkout, 'var/credentials.json'))
    .action(async (file: string, options: Options) => {
      const api = new ApiClient(readCredentials(options.credentials), 2);
      try {
        const id = await upload(api, file, options);
        process.stdout.write(`import ${id}\n`);
        if (!options.wait) return;
        const status = await follow(api, id);
        report(status, id);
        if (options.errors && status.rejected > 0) await saveRejected(api, { id, from: file, to: options.errors });
      } finally {
        await api.close();
      }
    });
}

/** The file goes out as it is read; its size is known beforehand, so nothing is held in memory. */
async function upload(api: ApiClient, file: string, { kind, mapping, dryRun }: Options): Promise<string> {
  const boundary = randomUUID();
  const field = (name: string, value: string) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const name = encodeURIComponent(basename(file));
  const head = Buffer.from(`${field('kind', kind)}${dryRun ? field('dryRun', 'true') : ''}${mapping ? field('mapping', readFileSync(mapping, 'utf8')) : ''}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const length = head.length + statSync(file).size + tail.length;
  const body = Readable.from((async function* () {
    yield head;
    yield* createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
    yield tail;
  })());
  const answer = await api.stream<{ id: string }>('/v1/imports', body, { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': String(length) });
  if (answer.status !== 202) throw new Error(wordsOf(answer));
  return answer.body.id;
}

function wordsOf({ body, status }: Answer): string {
  const { title, detail } = (body ?? {}) as { title?: string; detail?: string };
  return `${title ?? `Refused (${status})`}: ${detail ?? ''}`;
}

/** A line on a terminal that is written over; elsewhere nothing until the end. */
async function follow(api: ApiClient, id: string): Promise<Status> {
  for (;;) {
    const { body } = await api.expect<Status>([200], 'GET', `/v1/imports/${id}`);
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${progressLine(body)}${body.status === 'running' ? '' : '\n'}`);
    if (body.status !== 'running') return body;
    await pause(LOOK_MS);
  }
}

/** `[######----]  62 %  1,240 rows/s  6200/10000 rows: ...` */
export function progressLine(status: Pick<Status, 'rows' | 'accepted' | 'unchanged' | 'rejected' | 'progress'>): string {
  const { percent, rowsPerSecond } = status.progress;
  const filled = Math.round(percent / 5);
  return `[${'#'.repeat(filled)}${'-'.repeat(20 - filled)}] ${String(percent).padStart(3)} %  ${rowsPerSecond.toLocaleString('en')} rows/s  ${countsOf(status)}`;
}

function countsOf({ rows, accepted, unchanged, rejected }: Pick<Status, 'rows' | 'accepted' | 'unchanged' | 'rejected'>): string {
  return `${accepted + unchanged + rejected}/${rows} rows: ${accepted} accepted, ${unchanged} unchanged, ${rejected} rejected`;
}

/** Ends with 1 when a row was rejected or the file could not be read, so that scripts notice. */
function report(status: Status, id: string): void {
  for (const { row, fields } of status.preview ?? []) process.stdout.write(`row ${row} is ${JSON.stringify(fields)}\n`);
  for (const { row, path, column, message } of status.errors) process.stdout.write(`row ${row}${path ? ` ${path}` : ''}${column ? ` (column ${column})` : ''}: ${message}\n`);
  if (status.rejected > status.errors.length) process.stdout.write(`... all of them: GET /v1/imports/${id}/errors\n`);
  process.stdout.write(`${status.dryRun ? 'dry run, nothing was changed; ' : ''}${status.status}${status.detail ? ` (${status.detail})` : ''}: ${countsOf(status)}\n`);
  if (status.status !== 'done' || status.rejected > 0) process.exitCode = 1;
}

async function saveRejected(api: ApiClient, { id, from, to }: { id: string; from: string; to: string }): Promise<void> {
  const csv = await api.download(`/v1/imports/${id}/errors?format=csv`);
  const answer = csv.status === 422 ? await api.download(`/v1/imports/${id}/errors?format=jsonl`) : csv;
  if (answer.status !== 200) throw new Error(`the rejected rows of ${from} were answered ${answer.status}`);
  await pipeline(answer.body, createWriteStream(to));
  process.stdout.write(`rejected rows: ${to}; mend them and import the file with the same mapping\n`);
}
