import { Readable } from 'node:stream';
import { DomainError } from '@onefront/kernel';
import { parse } from 'csv-parse';
import { parseJson } from '../../http/json-body.js';
import { bare, fieldsOf, readCell, setField } from './fields.js';
import type { FileRow, ImportFormat, Mapping } from './import-job.js';

/** Bytes of one record; longer ones are refused. */
const LONGEST = 256 * 1024;

type Bytes = AsyncIterable<Buffer>;

/** The file cannot be read on from here; what came before it counts. */
export class BrokenFile extends Error {
  override readonly name = 'BrokenFile';
}

/** The records of a file, one at a time. One that cannot be read is told alone; throws `BrokenFile` when nothing behind it can be told apart any more. */
export function readRows(bytes: Bytes, format: ImportFormat, mapping: Mapping | null): AsyncGenerator<FileRow> {
  return format === 'csv' ? csvRows(bytes, mapping) : jsonRows(bytes, mapping);
}

async function* csvRows(bytes: Bytes, mapping: Mapping | null): AsyncGenerator<FileRow> {
  const [head, whole] = await peek(bytes);
  const parser = parse({ bom: true, delimiter: delimiterOf(head), relax_quotes: true, relax_column_count: true, skip_empty_lines: true, max_record_size: LONGEST });
  const source = Readable.from(whole, { highWaterMark: 1 }).once('error', (error: Error) => parser.destroy(error));
  source.pipe(parser);
  let row = 0;
  let fields: (string | undefined)[] | undefined;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (!fields) fields = headerOf(cells, mapping);
      else yield csvRow((row += 1), cells, fields);
    }
  } catch (error) {
    if (String((error as { code?: string }).code).startsWith('CSV_')) throw new BrokenFile(`row ${row + 1}: ${(error as Error).message.slice(0, 300)}`);
    throw error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function headerOf(cells: readonly string[], mapping: Mapping | null): (string | undefined)[] {
  const fields = fieldsOf(cells, mapping);
  const named = fields.filter((field) => field !== undefined);
  const twice = named.find((field, index) => named.indexOf(field) !== index);
  if (twice !== undefined) throw new BrokenFile(`two columns are the field ${twice}`);
  return fields;
}

function csvRow(row: number, cells: readonly string[], fields: readonly (string | undefined)[]): FileRow {
  if (cells.length !== fields.length) return { row, errors: [{ path: '', message: `${cells.length} cells, but the header has ${fields.length}` }] };
  const record = bare();
  for (const [index, cell] of cells.entries()) {
    const field = fields[index];
    if (field === undefined || cell === '') continue;
    if (cell.includes('\uFFFD')) return { row, errors: [{ path: `/${field.replaceAll('.', '/')}`, message: 'not UTF-8' }] };
    setField(record, field, readCell(field, cell));
  }
  return { row, record };
}

/** The first piece again, and all of them. */
async function peek(bytes: Bytes): Promise<[Buffer, Bytes]> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  const head = first.done ? Buffer.alloc(0) : first.value;
  return [head, (async function* () {
    yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  })()];
}

/** As spreadsheets write them by country: what stands most often in the header. */
function delimiterOf(head: Buffer): string {
  const line = head.subarray(0, 65_536).toString('utf8').split(/\r|\n/, 1)[0]!;
  const times = (one: string) => line.split(one).length;
  return [',', ';', '\t'].reduce((best, one) => (times(one) > times(best) ? one : best));
}

async function* jsonRows(bytes: Bytes, mapping: Mapping | null): AsyncGenerator<FileRow> {
  let row = 0;
  for await (const line of lines(bytes)) {
    if (line === undefined) yield { row: (row += 1), errors: [{ path: '', message: 'longer than 256 kB' }] };
    else if (line.toString('latin1').trim() !== '') yield jsonRow((row += 1), line, mapping);
  }
}

function jsonRow(row: number, line: Buffer, mapping: Mapping | null): FileRow {
  try {
    const value = parseJson(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { row, errors: [{ path: '', message: 'not a JSON object' }] };
    const record = bare();
    const members = Object.entries(value);
    const isMapped = (name: string) => mapping !== null && Object.hasOwn(mapping, name);
    // What keeps its name first: a mapped member may go into it.
    for (const [name, member] of members) if (!isMapped(name)) record[name] = member;
    for (const [name, member] of members) if (isMapped(name) && mapping![name]) setField(record, mapping![name]!, member);
    return { row, record };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { row, errors: error.errors.length > 0 ? error.errors : [{ path: '', message: 'not valid JSON in UTF-8' }] };
  }
}

/** Lines without their ends; undefined for one that is too long. */
async function* lines(bytes: Bytes): AsyncGenerator<Buffer | undefined> {
  let rest: Buffer[] = [];
  let size = 0;
  const take = (): Buffer | undefined => {
    const line = size > LONGEST ? undefined : Buffer.concat(rest);
    [rest, size] = [[], 0];
    return line;
  };
  const keep = (piece: Buffer): void => {
    size += piece.length;
    if (size <= LONGEST) rest.push(piece);
    else rest = [];
  };
  for await (const piece of bytes) {
    let from = 0;
    for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, from)) {
      keep(piece.subarray(from, end));
      yield take();
      from = end + 1;
    }
    keep(piece.subarray(from));
  }
  if (size > 0) yield take();
}
