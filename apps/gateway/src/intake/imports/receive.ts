import { createHash } from 'node:crypto';
import type { SealingKey } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import type { Gateway } from '../../gateway.js';
import type { Client } from '../../partners/clients.js';

/** A part of a form as it arrives. */
export type FormPart =
  | { readonly type: 'field'; readonly fieldname: string; readonly value: unknown; readonly valueTruncated?: boolean; readonly mimetype: string }
  | { readonly type: 'file'; readonly fieldname: string; readonly filename: string; readonly file: AsyncIterable<Buffer> & { readonly truncated: boolean; resume(): unknown } };

/** A form whose file has been put away: `file` stands for its bytes. */
export interface ReceivedForm {
  readonly body: Readonly<Record<string, unknown>>;
  readonly upload: { readonly id: string; readonly format: 'csv' | 'jsonl' };
  /** Forgets the file unless it was started. */
  discard(): Promise<void>;
}

/** Bytes of one stored piece: what an upload holds in memory; small, so that what is thrown away goes at once. */
const CHUNK = 64 * 1024;

/** Puts the file away piece by piece as it comes. Throws 400, 413, 415 or 422; then nothing of it is kept. */
export async function receiveForm(gateway: Gateway, client: Client, parts: () => AsyncIterable<FormPart>): Promise<ReceivedForm> {
  const key = await gateway.keyring.newKey();
  const id = await gateway.imports.begin(client, key.kid);
  const discard = () => gateway.imports.discard(id);
  try {
    const body: Record<string, unknown> = {};
    let format: 'csv' | 'jsonl' = 'csv';
    for await (const part of guarded(parts())) {
      if (part.fieldname in body) throw wrongField(part.fieldname, 'given more than once');
      if (part.type === 'field') body[part.fieldname] = valueOf(part);
      else if (part.fieldname !== 'file') throw refuse(part, wrongField(part.fieldname, 'unknown field'));
      else {
        const file = await store(gateway, { id, key }, part).catch((error: unknown) => { throw refuse(part, error); });
        body['file'] = file.digest;
        format = file.format;
      }
    }
    return { body, upload: { id, format }, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** What is left of a refused file is read away, so that the answer reaches who is still sending. */
function refuse(part: FormPart & { type: 'file' }, error: unknown): unknown {
  part.file.resume();
  return error;
}

function valueOf({ fieldname, value, valueTruncated }: FormPart & { type: 'field' }): unknown {
  if (valueTruncated) throw wrongField(fieldname, 'too long');
  if (fieldname === 'file') throw wrongField('file', 'a file with a name is expected');
  if (fieldname !== 'mapping' || typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw wrongField('mapping', 'not JSON');
  }
}

async function store({ imports }: Gateway, { id, key }: { id: string; key: SealingKey }, { file, filename }: FormPart & { type: 'file' }) {
  const digest = createHash('sha256');
  let gathered: Buffer[] = [];
  let size = 0;
  let position = 0;
  let format: 'csv' | 'jsonl' | undefined;
  const flush = async () => {
    const bytes = Buffer.concat(gathered);
    format ??= formatOf(filename, bytes);
    await imports.append(id, { position, bytes, key });
    [gathered, size, position] = [[], 0, position + 1];
  };
  for await (const bytes of guarded(file)) {
    digest.update(bytes);
    gathered.push(bytes);
    size += bytes.length;
    if (size >= CHUNK) await flush();
  }
  if (file.truncated) throw new DomainError('too-large', 'too-large', 'The file is larger than 200 MB; split it.');
  if (size > 0) await flush();
  if (!format) throw wrongField('file', 'the file is empty');
  return { digest: digest.digest('base64url'), format };
}

/** By its first bytes, and by its name where they do not tell. Throws 415 for spreadsheets and other packed files. */
function formatOf(filename: string, bytes: Buffer): 'csv' | 'jsonl' {
  const start = bytes.subarray(0, 4).toString('latin1');
  if (start.startsWith('PK') || start.startsWith('\u001f\u008b') || start.startsWith('\u00d0\u00cf\u0011\u00e0')) throw new UnsupportedFile(415);
  if (/\.(jsonl|ndjson|json)$/i.test(filename)) return 'jsonl';
  return /\.(csv|tsv|txt)$/i.test(filename) || !/^(\u00ef\u00bb\u00bf)?\s*\{/.test(bytes.subarray(0, 100).toString('latin1')) ? 'csv' : 'jsonl';
}

/** Its status is understood by the table of problems like that of any framework error. */
class UnsupportedFile extends Error {
  constructor(private readonly status: number) {
    super('Files are read as CSV or JSON lines; save a spreadsheet as CSV, and send files unpacked.');
  }
  getStatus(): number {
    return this.status;
  }
}

/** What goes wrong while a form is read is the sender's: 413 for its limits, 400 for the rest. */
async function* guarded<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 413) throw new DomainError('too-large', 'too-large', (error as Error).message);
    throw new DomainError('malformed-form', 'malformed', 'The body is not a complete multipart/form-data form.');
  }
}

function wrongField(name: string, message: string): DomainError {
  const path = `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return new DomainError('invalid-request', 'invalid', `${path}: ${message}`, [{ path, message }]);
}
