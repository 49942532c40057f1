import { pointer } from '@onefront/contracts';
import type { FieldError } from '@onefront/kernel';
import { amountText, BadCell, readCell } from './cells.js';
import { columnLetters } from './columns.js';
import { BrokenFile, type Mapping } from './import-job.js';

type Fields = Record<string, unknown>;

/** Places in a list that a column may name: as many as an order has lines. */
const PLACES = 2000;
/** The column in which rejected rows say what was wrong; sent back, it says nothing. */
export const ERROR_COLUMN = 'error';

/** Where each column goes; undefined for one that is left out. Throws `BrokenFile` when two are one field, or one that the mapping names is not there. */
export function fieldsOf(header: readonly string[], mapping: Mapping): (string | undefined)[] {
  const { columns } = mapping;
  const names = new Set(header.map((name) => name.trim()));
  const used = new Set<string>();
  const named = (key: string): string | null | undefined => {
    if (!Object.hasOwn(columns, key)) return undefined;
    used.add(key);
    return columns[key];
  };
  const fields = header.map((name, index) => {
    const letters = columnLetters(index);
    const given = (mapping.header === false ? undefined : (named(name) ?? named(name.trim()))) ?? (names.has(letters) && mapping.header !== false ? undefined : named(letters));
    const isNamed = used.has(name) || used.has(name.trim()) || used.has(letters);
    if (given || isNamed) return given || undefined;
    const own = mapping.header === false ? '' : name.trim();
    return own === ERROR_COLUMN || own === '' ? undefined : own;
  });
  const missing = Object.keys(columns).find((key) => columns[key] !== null && !used.has(key));
  if (missing !== undefined) throw new BrokenFile(`the mapping names the column ${missing.slice(0, 200)}, which the file does not have`);
  const twice = fields.find((field, index) => field !== undefined && fields.indexOf(field) !== index);
  if (twice !== undefined) throw new BrokenFile(`two columns are the field ${twice}`);
  return fields;
}

/** The column of the file behind a wrong field, as its header (or its letter) names it; undefined for what no column fills. */
export function columnOf(path: string, header: readonly string[], mapping: Mapping): string | undefined {
  let fields: (string | undefined)[];
  try {
    fields = fieldsOf(header, mapping);
  } catch {
    return undefined;
  }
  const places = fields.map((field) => field === undefined ? undefined : pointer(field.split('.')));
  const found = places.findIndex((place) => place !== undefined && (path === place || path.startsWith(`${place}/`)));
  return found < 0 ? undefined : mapping.header === false || header[found]!.trim() === '' ? columnLetters(found) : header[found]!;
}

/** A row of a table by its cells. `numbers` are columns whose cells are numbers, written without their last zeros. */
export function recordOf(cells: readonly string[], fields: readonly (string | undefined)[], { mapping, numbers }: { mapping: Mapping; numbers?: ReadonlySet<number> }): { record: Fields } | { errors: FieldError[] } {
  const record = bare();
  const errors: FieldError[] = [];
  const amounts: string[] = [];
  for (const [index, field] of fields.entries()) {
    const cell = cells[index] ?? '';
    if (field === undefined || cell === '') continue;
    const isNumber = numbers?.has(index) ?? false;
    try {
      if (cell.includes('\uFFFD')) throw new BadCell('not UTF-8');
      // A number in a workbook is written with a point, whatever the mapping says of text.
      setField(record, field, readCell(field, cell, isNumber ? {} : mapping));
      if ((isNumber || mapping.decimal !== undefined) && field.endsWith('amount')) amounts.push(field);
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      errors.push({ path: pointer(field.split('.')), message: error.message });
    }
  }
  if (errors.length > 0) return { errors };
  fillIn(record, mapping);
  for (const field of amounts) {
    const amount = getField(record, field);
    if (typeof amount === 'string') setField(record, field, amountText(amount, getField(record, field.replace(/amount$/, 'currency'))));
  }
  return { record };
}

/** Constants and defaults of the mapping. */
export function fillIn(record: Fields, { constants = {}, defaults = {} }: Mapping): void {
  const valueOf = (field: string, value: unknown): unknown => (typeof value === 'string' ? readCell(field, value) : value);
  for (const [field, value] of Object.entries(constants)) setField(record, field, valueOf(field, value));
  for (const [field, value] of Object.entries(defaults)) if (getField(record, field) === undefined) setField(record, field, valueOf(field, value));
}

/** Sets `price.amount` or `lines.0.sku` in a record. What cannot be set stays under its whole name, which no schema accepts. */
export function setField(record: Fields, field: string, value: unknown): void {
  const steps = field.split('.');
  let at: Fields = record;
  for (const [index, step] of steps.slice(0, -1).entries()) {
    const inner = (at[step] ??= place(steps[index + 1]!) === undefined ? bare() : []);
    if (typeof inner !== 'object' || inner === null || (Array.isArray(inner) && place(steps[index + 1]!) === undefined)) {
      record[field] = value;
      return;
    }
    at = inner as Fields;
  }
  at[steps.at(-1)!] = value;
}

export function getField(record: unknown, field: string): unknown {
  return field.split('.').reduce<unknown>((value, step) => (typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Fields)[step] : undefined), record);
}

/** Records have no prototype, so that no name in a file means anything but itself. */
export function bare(): Fields {
  return Object.create(null) as Fields;
}

function place(step: string): number | undefined {
  const index = /^\d{1,4}$/.test(step) ? Number(step) : PLACES;
  return index < PLACES ? index : undefined;
}
