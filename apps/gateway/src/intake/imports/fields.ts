import type { Mapping } from './import-job.js';

type Fields = Record<string, unknown>;

/** How the cells of a CSV are read, by the field that they fill; every other cell is text, word for word. */
const LISTS = new Set(['categories', 'tags', 'compatibleWith', 'groups', 'coupons']);
const JSONS = new Set(['attributes', 'media', 'components', 'emails', 'phones', 'identities', 'addresses', 'consents', 'lines', 'payment', 'tax', 'staff']);
const WHOLE = /(^|\.)quantity$/;
const FLAG = /(^|\.)(recorded|verified|granted)$/;
/** One member each, by which people are written in a plain cell. */
const PLAIN: Readonly<Record<string, string>> = { emails: 'address', phones: 'number' };

/** Places in a list that a column may name: as many as an order has lines. */
const PLACES = 2000;

/** Where each column goes; undefined for one that is left out. */
export function fieldsOf(columns: readonly string[], mapping: Mapping | null): (string | undefined)[] {
  return columns.map((column) => {
    const field = mapping && Object.hasOwn(mapping, column) ? mapping[column] : column.trim();
    return field ? field : undefined;
  });
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

/** Records have no prototype, so that no name in a file means anything but itself. */
export function bare(): Fields {
  return Object.create(null) as Fields;
}

function place(step: string): number | undefined {
  const index = /^\d{1,4}$/.test(step) ? Number(step) : PLACES;
  return index < PLACES ? index : undefined;
}

/**
 * The value of a cell. Text is never computed: `=1+1` in a name is a name. What cannot be read as its field wants it stays text,
 * so that the schema refuses it by its path.
 */
export function readCell(field: string, cell: string): unknown {
  if (WHOLE.test(field)) return /^[+-]?\d{1,15}$/.test(cell.trim()) ? Number(cell) : cell;
  if (FLAG.test(field)) return ({ true: true, false: false } as Record<string, boolean>)[cell.trim().toLowerCase()] ?? cell;
  if (!LISTS.has(field) && !JSONS.has(field)) return cell;
  const json = /^\s*[[{]/.test(cell) ? readJson(cell) : undefined;
  if (json !== undefined) return json;
  const words = () => cell.split('|').map((word) => word.trim()).filter(Boolean);
  if (LISTS.has(field)) return words();
  const member = PLAIN[field];
  return member ? words().map((word) => ({ [member]: word })) : cell;
}

function readJson(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return undefined;
  }
}
