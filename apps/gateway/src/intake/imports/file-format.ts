import type { ImportFormat } from './import-job.js';

/** Its status is understood by the table of problems like that of any framework error. */
export class UnsupportedFile extends Error {
  constructor(why = '') {
    super(`${why}${why && ' '}Files are taken as CSV with a header, as JSON lines (one object per line), both in UTF-8, or as a workbook (.xlsx).`);
  }
  getStatus(): number {
    return 415;
  }
}

/** How files begin that are something else, and what they are. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^\u00d0\u00cf\u0011\u00e0/, 'This is an old workbook (.xls) or one with a password; save it as .xlsx without one.'],
  [/^(\u001f\u008b|BZh|\u00fd7zXZ|7z\u00bc\u00af|Rar!|\u0028\u00b5\u002f\u00fd)/, 'This is a packed file; send it unpacked.'],
  [/^(\u00ff\u00fe|\u00fe\u00ff)/, 'This is text in UTF-16; save it as UTF-8.'],
  [/^(%PDF|\u0089PNG|GIF8|\u00ff\u00d8\u00ff|\u007fELF|MZ\u0090)/, 'This is no table.'],
  [/^(\u00ef\u00bb\u00bf)?\s*<(\?xml|!doctype|html|svg)/i, 'This is XML or a web page.'],
  [/^(\u00ef\u00bb\u00bf)?\s*\[\s*(\{|\])/, 'This is one JSON array; send one object per line.'],
];

/** By its first bytes, and by its name only where they leave it open. Throws `UnsupportedFile` (415) for what is neither CSV nor JSON lines nor packed like a workbook. */
export function formatOf(filename: string, bytes: Buffer): ImportFormat {
  const start = bytes.subarray(0, 200).toString('latin1');
  if (start.startsWith('PK\u0003\u0004')) return 'xlsx';
  const other = OTHERS.find(([pattern]) => pattern.test(start));
  if (other) throw new UnsupportedFile(other[1]);
  if (start.startsWith('PK') || bytes.subarray(0, 8192).includes(0)) throw new UnsupportedFile('This is no text.');
  if (/\.xls[xmb]?$/i.test(filename)) throw new UnsupportedFile('This is named like a workbook and is none.');
  if (/^(\u00ef\u00bb\u00bf)?\s*\{/.test(start)) return 'jsonl';
  return /\.(jsonl|ndjson|json)$/i.test(filename) ? 'jsonl' : 'csv';
}
