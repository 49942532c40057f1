import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

export type CsvRow = Readonly<Record<string, string>>;

/** Rows of a CSV file, packed or not, one at a time. Throws with the line on which the file is broken. */
export async function* csvRows(file: string): AsyncGenerator<CsvRow> {
  const bytes = createReadStream(file);
  const text = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  const parser = text.pipe(parse({ columns: true, bom: true, skip_empty_lines: true, relax_column_count: false }));
  for (const source of [bytes, text]) source.once('error', (error: Error) => parser.destroy(error));
  for await (const row of parser) yield row as CsvRow;
}

/** The names of the columns, to tell one kind of file from another. */
export async function csvColumns(file: string): Promise<string[]> {
  for await (const row of csvRows(file)) return Object.keys(row);
  return [];
}
