import { createHash } from 'node:crypto';
import type { SealingKey } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import type { Gateway } from '../../gateway.js';
import { isStorable, parseJson } from '../../http/json-body.js';
import type { Client } from '../../partners/clients.js';
import { formatOf, UnsupportedFile } from './file-format.js';
import { BrokenFile, type ImportFormat } from './import-job.js';
import { PIECE, StoredFile } from './stored-file.js';
import { NoWorkbook } from './xlsx/archive.js';
import { openWorkbook } from './xlsx/workbook.js';

/** A part of a form as it arrives. */
export type FormPart =
  | { readonly type: 'field'; readonly fieldname: string; readonly value: unknown; readonly valueTruncated?: boolean; readonly mimetype: string }
  | { readonly type: 'file'; readonly fieldname: string; readonly filename: string; readonly file: AsyncIterable<Buffer> & { readonly truncated: boolean; resume(): unknown } };

/** A form whose file has been put away: `file` stands for its bytes. */
export interface ReceivedForm {
  readonly body: Readonly<Record<string, unknown>>;
  readonly upload: { readonly id: string; readonly format: ImportFormat; readonly bytes: number; readonly filename: string };
  /** Forgets the file unless it was started. */
  discard(): Promise<void>;
}

/** Puts the file away piece by piece as it comes. Throws 400, 413, 415 or 422; then nothing of it is kept. */
export async function receiveForm(gateway: Gateway, client: Client, parts: () => AsyncIterable<FormPart>): Promise<ReceivedForm> {
  const key = await gateway.keyring.newKey();
  const id = await gateway.imports.begin(client, key.kid);
  const discard = () => gateway.imports.discard(id);
  try {
    const body: Record<string, unknown> = {};
    let file: StoredForm | undefined;
    for await (const part of guarded(parts())) {
      if (part.fieldname in body) throw wrongField(part.fieldname, 'given more than once');
      if (part.type === 'field') body[part.fieldname] = valueOf(part);
      else if (part.fieldname !== 'file') throw refuse(part, wrongField(part.fieldname, 'unknown field'));
      else if (!isStorable(part.filename)) throw refuse(part, wrongField('file', 'its name must not hold NUL or unpaired surrogates'));
      else {
        file = await store(gateway, { id, key }, part).catch((error: unknown) => { throw refuse(part, error); });
        body['file'] = file.digest;
      }
    }
    if (file?.format === 'xlsx') await checkWorkbook(new StoredFile(gateway.database, { id, key, size: file.bytes }));
    return { body, upload: { id, format: file?.format ?? 'csv', bytes: file?.bytes ?? 0, filename: file?.filename ?? '' }, discard };
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
  if (fieldname === 'dryRun' && (value === 'true' || value === 'false')) return value === 'true';
  if (fieldname !== 'mapping' || typeof value !== 'string') return value;
  try {
    return parseJson(Buffer.from(value));
  } catch {
    throw wrongField('mapping', 'not JSON');
  }
}

interface StoredForm { readonly digest: string; readonly format: ImportFormat; readonly bytes: number; readonly filename: string }

async function store({ imports }: Gateway, { id, key }: { id: string; key: SealingKey }, { file, filename }: FormPart & { type: 'file' }): Promise<StoredForm> {
  const digest = createHash('sha256');
  let gathered: Buffer[] = [];
  let size = 0;
  let position = 0;
  let format: ImportFormat | undefined;
  const flush = async (bytes: Buffer) => {
    format ??= formatOf(filename, bytes);
    await imports.append(id, { position: position++, bytes, key });
  };
  for await (const bytes of guarded(file)) {
    digest.update(bytes);
    gathered.push(bytes);
    size += bytes.length;
    if (size < PIECE) continue;
    const whole = Buffer.concat(gathered);
    let from = 0;
    for (; from + PIECE <= whole.length; from += PIECE) await flush(whole.subarray(from, from + PIECE));
    // A copy, so that what has been put away goes.
    gathered = [Buffer.from(whole.subarray(from))];
    size = whole.length - from;
  }
  if (file.truncated) throw new DomainError('too-large', 'too-large', 'The file is larger than 200 MB; split it.');
  if (size > 0) await flush(Buffer.concat(gathered));
  if (!format) throw wrongField('file', 'the file is empty');
  return { digest: digest.digest('base64url'), format, bytes: (size > 0 ? position - 1 : position) * PIECE + size, filename: filename.slice(-200).replaceAll('\u0000', '') };
}

/** A workbook is opened before it is accepted: what is none is 415, what is refused for what it holds 422. */
async function checkWorkbook(file: StoredFile): Promise<void> {
  try {
    await openWorkbook(file);
  } catch (error) {
    if (error instanceof NoWorkbook) throw new UnsupportedFile();
    throw error instanceof BrokenFile ? wrongField('file', error.message) : error;
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
