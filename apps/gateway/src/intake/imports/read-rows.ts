import { DomainError } from '@onefront/kernel';
import { parse } from 'csv-parse';
import { parseJson } from '../../http/json-body.js';
import { columnLetters } from './columns.js';
import { bare, fieldsOf, fillIn, recordOf, setField } from './fields.js';
import { BrokenFile, type FileRow, type ImportFormat, type Mapping } from './import-job.js';
import type { Bytes } from './stored-file.js';
import { NoWorkbook } from './xlsx/archive.js';
import { sheetRows } from './xlsx/sheet.js';
import { openWorkbook } from './xlsx/workbook.js';

/** Bytes of one record; longer ones are refused. */
const LONGEST = 256 * 1024;

type Pieces = AsyncIterable<Buffer>;

export interface Reading {
  readonly format: ImportFormat;
  readonly mapping: Mapping;
  /** The names of the columns, before the first row. */
  readonly header?: (names: readonly string[]) => void;
  /** Bytes of the file that have been read. */
  readonly reached?: (bytes: number) => void;
}

/** The records of a file, one at a time. One that cannot be read is told alone; throws `BrokenFile` when nothing behind it can be told apart any more. */
export function readRows(file: Bytes, reading: Reading): AsyncGenerator<FileRow> {
  if (reading.format === 'xlsx') return workbookRows(file, reading);
  const pieces = counted(file, reading.reached);
  return reading.format === 'csv' ? csvRows(pieces, reading) : jsonRows(pieces, reading);
}

async function* counted(file: Bytes, reached?: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const piece of file.read(0, file.size)) {
    yield piece;
    reached?.((bytes += piece.length));
  }
}

async function* csvRows(pieces: Pieces, reading: Reading): AsyncGenerator<FileRow> {
  let row = 0;
  let fields: (string | undefined)[] | undefined;
  try {
    for await (const cells of cellsOf(pieces)) {
      if (!fields) {
        fields = begin(cells, reading);
        if (reading.mapping.header !== false) continue;
      }
      yield csvRow((row += 1), cells, { fields, reading });
    }
  } catch (error) {
    if (String((error as { code?: string }).code).startsWith('CSV_')) throw new BrokenFile(`row ${row + 1}: ${(error as Error).message.slice(0, 300)}`);
    throw error;
  }
}

/** The cells of each line. Lines before one that cannot be read come out first: a stream would throw away what it holds. */
async function* cellsOf(pieces: Pieces): AsyncGenerator<string[]> {
  const [head, whole] = await peek(pieces);
  let found: string[][] = [];
  const parser = parse({
    bom: true, delimiter: delimiterOf(head), relax_quotes: true, relax_column_count: true, skip_empty_lines: true, max_record_size: LONGEST,
    on_record: (cells: string[]) => { found.push(cells); return null; },
  });
  // Errors come by the callbacks below; without a listener they would end the process.
  parser.on('error', () => undefined).resume();
  const take = (): string[][] => {
    const rows = found;
    found = [];
    return rows;
  };
  const write = (work: (done: (error?: Error | null) => void) => void) => new Promise<Error | undefined>((resolve) => work((error) => resolve(error ?? undefined)));
  try {
    for await (const piece of whole) {
      const error = await write((done) => parser.write(piece, done));
      yield* take();
      if (error) throw error;
    }
    const error = await write((done) => { parser.once('error', done).end(() => done()); });
    yield* take();
    if (error) throw error;
  } finally {
    parser.destroy();
  }
}

/** What the columns are; without a header they have their letters. */
function begin(cells: readonly string[], { mapping, header }: Reading): (string | undefined)[] {
  const names = mapping.header === false ? cells.map((_cell, index) => columnLetters(index)) : cells;
  // A name stands in the paths of errors, which are kept as JSON.
  if (names.some((name) => name.includes('\u0000'))) throw new BrokenFile('the name of a column holds NUL');
  const fields = fieldsOf(names, mapping);
  header?.(names);
  return fields;
}

function csvRow(row: number, cells: readonly string[], { fields, reading: { mapping } }: { fields: readonly (string | undefined)[]; reading: Reading }): FileRow {
  if (cells.length !== fields.length) return { row, source: cells, errors: [{ path: '', message: `${cells.length} cells, but the header has ${fields.length}` }] };
  return { row, source: cells, ...recordOf(cells, fields, { mapping }) };
}

async function* workbookRows(file: Bytes, reading: Reading): AsyncGenerator<FileRow> {
  const workbook = await openWorkbook(file).catch((error: unknown) => { throw error instanceof NoWorkbook ? new BrokenFile('the file is no workbook') : error; });
  let row = 0;
  let fields: (string | undefined)[] | undefined;
  for await (const { cells, numbers, wrong } of sheetRows(workbook, reading.mapping.sheet, (part) => reading.reached?.(Math.round(part * file.size)))) {
    if (!fields) {
      if (wrong) throw new BrokenFile(`the first row: ${wrong.message}`);
      fields = begin(cells, reading);
      if (reading.mapping.header !== false) continue;
    }
    row += 1;
    if (wrong) yield { row, source: cells, errors: [{ path: pathOf(fields[wrong.column]), message: wrong.message }] };
    else yield { row, source: cells, ...recordOf(cells, fields, { mapping: reading.mapping, numbers }) };
  }
}

function pathOf(field: string | undefined): string {
  return field === undefined ? '' : `/${field.replaceAll('.', '/')}`;
}

/** The first piece again, and all of them. */
async function peek(pieces: Pieces): Promise<[Buffer, Pieces]> {
  const iterator = pieces[Symbol.asyncIterator]();
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

async function* jsonRows(pieces: Pieces, { mapping }: Reading): AsyncGenerator<FileRow> {
  let row = 0;
  for await (const line of lines(pieces)) {
    if (line === undefined) yield { row: (row += 1), source: '', errors: [{ path: '', message: 'longer than 256 kB' }] };
    else if (line.toString('latin1').trim() !== '') yield jsonRow((row += 1), line, mapping);
  }
}

function jsonRow(row: number, line: Buffer, mapping: Mapping): FileRow {
  const { columns } = mapping;
  const source = line.toString('utf8').replace(/^\uFEFF/, '').trim();
  try {
    const value = parseJson(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { row, source, errors: [{ path: '', message: 'not a JSON object' }] };
    const record = bare();
    const members = Object.entries(value).filter(([name]) => name !== 'error' || Object.hasOwn(columns, name));
    const isMapped = (name: string) => Object.hasOwn(columns, name);
    // What keeps its name first: a mapped member may go into it.
    for (const [name, member] of members) if (!isMapped(name)) record[name] = member;
    for (const [name, member] of members) if (isMapped(name) && columns[name]) setField(record, columns[name]!, member);
    fillIn(record, mapping);
    return { row, source, record };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { row, source, errors: error.errors.length > 0 ? error.errors : [{ path: '', message: 'not valid JSON in UTF-8' }] };
  }
}

/** Lines without their ends; undefined for one that is too long. */
async function* lines(pieces: Pieces): AsyncGenerator<Buffer | undefined> {
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
  for await (const piece of pieces) {
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
