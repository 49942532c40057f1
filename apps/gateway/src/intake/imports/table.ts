import { guardCell } from './cells.js';

/** A line of a CSV that may be opened in a spreadsheet (`guardCell`); lists and objects as JSON. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(cellOf).join(',')}\r\n`;
}

/** Numbers stand as they are; of text, what a spreadsheet would compute is guarded. */
function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : typeof value === 'string' ? guardCell(value) : String(value as number | boolean);
  return /[",\r\n;\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
