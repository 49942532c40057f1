import { randomUUID } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { ApiClient, readCredentials, type Answer } from '../api/client.js';

interface Options { readonly kind: string; readonly mapping?: string; readonly credentials: string; readonly wait: boolean }
interface Status {
  readonly status: string; readonly rows: number; readonly accepted: number; readonly rejected: number; readonly unchanged: number; readonly detail?: string;
  readonly errors: ReadonlyArray<{ row: number; path: string; message: string }>;
}

const LOOK_MS = 500;

/** Takes in a file of products, counted stock, customers or orders, and tells how it goes. */
export function importCommand(checkout: string): Command {
  return new Command('import')
    .description('Take in a file of products, counted stock, customers or orders (CSV or JSON lines). Taking in the same file again changes nothing.')
    .argument('<file>', 'the file')
    .addOption(new Option('--kind <kind>', 'what it holds').choices(['products', 'stock', 'customers', 'orders']).makeOptionMandatory())
    .option('--mapping <file>', 'JSON {"column": "field"} for columns that are not named like their fields')
    .option('--no-wait', 'do not wait for the end')
    .option('--credentials <file>', 'where npm start wrote them', process.env['CREDENTIALS'] ?? resolve(checkout, 'var/credentials.json'))
    .action(async (file: string, options: Options) => {
      const api = new ApiClient(readCredentials(options.credentials), 2);
      try {
        const id = await upload(api, file, options);
        process.stdout.write(`import ${id}\n`);
        if (options.wait) report(await follow(api, id), id);
      } finally {
        await api.close();
      }
    });
}

/** The file goes out as it is read; its size is known beforehand, so nothing is held in memory. */
async function upload(api: ApiClient, file: string, { kind, mapping }: Options): Promise<string> {
  const boundary = randomUUID();
  const field = (name: string, value: string) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const name = encodeURIComponent(basename(file));
  const head = Buffer.from(`${field('kind', kind)}${mapping ? field('mapping', readFileSync(mapping, 'utf8')) : ''}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`);
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
    if (process.stderr.isTTY) process.stderr.write(`\r${countsOf(body)}   ${body.status === 'running' ? '' : '\n'}`);
    if (body.status !== 'running') return body;
    await pause(LOOK_MS);
  }
}

function countsOf({ rows, accepted, unchanged, rejected }: Status): string {
  return `${accepted + unchanged + rejected}/${rows} rows: ${accepted} accepted, ${unchanged} unchanged, ${rejected} rejected`;
}

/** Ends with 1 when a row was rejected or the file could not be read, so that scripts notice. */
function report(status: Status, id: string): void {
  for (const { row, path, message } of status.errors) process.stdout.write(`row ${row}${path ? ` ${path}` : ''}: ${message}\n`);
  if (status.rejected > status.errors.length) process.stdout.write(`... all of them: GET /v1/imports/${id}/errors\n`);
  process.stdout.write(`${status.status}${status.detail ? ` (${status.detail})` : ''}: ${countsOf(status)}\n`);
  if (status.status !== 'done' || status.rejected > 0) process.exitCode = 1;
}
