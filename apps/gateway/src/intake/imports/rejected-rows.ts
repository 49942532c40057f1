import { unseal } from '@onefront/contracts';
import type { Gateway } from '../../gateway.js';
import { ERROR_COLUMN } from './fields.js';
import type { KnownImport } from './imports.js';
import { csvLine } from './table.js';

const PAGE = 500;

interface RejectedRow { row: number; source: string | null; errors: { path: string; message: string }[] }

/**
 * The rejected rows as they came, each with what is wrong in a last column (or member) `error`: mended, the file can be sent again with the same mapping,
 * in which that column says nothing. Of a row that is older than a week only its number and its errors are left.
 */
export async function* rejectedRows(gateway: Gateway, known: KnownImport): AsyncGenerator<string> {
  const key = (await gateway.keyring.keys([known.kid])).get(known.kid);
  const header = (known.header ?? []).filter((name, index, all) => !(name === ERROR_COLUMN && index === all.length - 1));
  const lines = known.format === 'jsonl';
  if (!lines && known.mapping.header !== false) yield csvLine([...header, ERROR_COLUMN]);
  for (let after = 0; ;) {
    const { rows } = await gateway.database.read<RejectedRow & Record<string, unknown>>({
      name: 'import-rejected', text: `select row, source, errors from import_row where import_id = $1 and state = 'rejected' and row > $2 order by row limit $3`, values: [known.id, after, PAGE],
    });
    if (rows.length === 0) return;
    const opened = rows.map(({ source, ...row }) => ({ ...row, source: key && source ? (unseal({ kid: known.kid, box: source }, key) as readonly string[] | string) : undefined }));
    yield opened.map((row) => (lines ? lineOf(row) : csvLine([...cellsOf(row.source, header.length), `row ${row.row}: ${wordsOf(row.errors)}`]))).join('');
    after = rows.at(-1)!.row;
    if (rows.length < PAGE) return;
  }
}

/** As many cells as the header has: a row with more or fewer is to be mended too. */
function cellsOf(source: readonly string[] | string | undefined, width: number): string[] {
  const cells = Array.isArray(source) ? (source as string[]) : [];
  return Array.from({ length: Math.max(width, 0) }, (_, index) => cells[index] ?? '');
}

function lineOf({ row, source, errors }: { row: number; source: readonly string[] | string | undefined; errors: RejectedRow['errors'] }): string {
  const error = `row ${row}: ${wordsOf(errors)}`;
  try {
    const value: unknown = JSON.parse(source as string);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return `${JSON.stringify({ ...value, [ERROR_COLUMN]: error })}\n`;
  } catch {
    // What is no JSON is shown as the text that it was.
  }
  return `${JSON.stringify({ [ERROR_COLUMN]: error, line: source ?? '' })}\n`;
}

function wordsOf(errors: RejectedRow['errors']): string {
  return errors.map(({ path, message }) => (path ? `${path} ${message}` : message)).join('; ');
}
