import { currencyDecimals, isCurrency } from '@onefront/kernel';
import type { Mapping } from './import-job.js';
import { instantOf, isoMoment } from './moments.js';

/** How the cells of a table are read, by the field that they fill; every other cell is text, word for word. */
const LISTS = new Set(['categories', 'tags', 'compatibleWith', 'groups', 'locations', 'countries']);
const JSONS = new Set(['attributes', 'media', 'components', 'emails', 'phones', 'identities', 'addresses', 'consents', 'lines', 'payment', 'tax', 'staff', 'conditions', 'effects', 'discounts']);
/** A list, or one word for all of them. */
const CHANNELS = 'channels';
const WHOLE = /(^|\.)(quantity|safetyStock|buffer|limit|perCustomer|priority)$|^limits\.total$/;
const NUMBER = /^geo\.(lat|lon)$/;
const DECIMAL = /(^|\.)(amount|rate|percent)$/;
const FLAG = /(^|\.)(recorded|verified|granted|pickup|shipsOrders|sellable|acceptsReturns|taxIncluded|combinable)$/;
const MOMENT = /(^|\.)(placedAt|startsAt|endsAt|expiresAt|until|from)$/;
/** One member each, by which people are written in a plain cell. */
const PLAIN: Readonly<Record<string, string>> = { emails: 'address', phones: 'number' };

/** A cell that a spreadsheet would compute: it is written with an apostrophe before it, and read without. */
const GUARDED = /^'+[=+\-@\t\r]/;
const DANGEROUS = /^'*[=+\-@\t\r]/;

/** What a cell cannot be read as; its message is for whoever sent it. */
export class BadCell extends Error {
  override readonly name = 'BadCell';
}

/** A text as a cell of a CSV that may be opened in a spreadsheet: nothing in it is computed there (`guardCell`), and reading it back gives the text. */
export function guardCell(text: string): string {
  return DANGEROUS.test(text) ? `'${text}` : text;
}

/**
 * The value of a cell. Text is never computed: `=1+1` in a name is a name. What cannot be read as its field wants it stays text,
 * so that the schema refuses it by its path. Throws `BadCell` for what is not written as the mapping says.
 */
export function readCell(field: string, cell: string, { decimal, dates, timezone }: Pick<Mapping, 'decimal' | 'dates' | 'timezone'> = {}): unknown {
  const text = GUARDED.test(cell) ? cell.slice(1) : cell;
  if (MOMENT.test(field)) return dates === undefined ? isoMoment(text, timezone) : momentOf(text, dates, timezone);
  const isNumber = WHOLE.test(field) || NUMBER.test(field) || DECIMAL.test(field);
  const number = isNumber && decimal !== undefined ? plainNumber(text, decimal) : text;
  if (WHOLE.test(field)) return /^[+-]?\d{1,15}$/.test(number.trim()) ? Number(number) : number;
  if (NUMBER.test(field)) return /^[+-]?\d{1,3}(\.\d{1,15})?$/.test(number.trim()) ? Number(number) : number;
  if (DECIMAL.test(field)) return number;
  if (FLAG.test(field)) return ({ true: true, false: false } as Record<string, boolean>)[text.trim().toLowerCase()] ?? text;
  return readList(field, text);
}

function readList(field: string, text: string): unknown {
  const isList = LISTS.has(field) || (field === CHANNELS && text.trim() !== 'all') || field === 'coupons';
  if (!isList && !JSONS.has(field)) return field === CHANNELS ? text.trim() : text;
  const json = /^\s*[[{]/.test(text) ? readJson(text) : undefined;
  if (json !== undefined) return json;
  const words = () => text.split('|').map((word) => word.trim()).filter(Boolean);
  if (isList) return words();
  const member = PLAIN[field];
  return member ? words().map((word) => ({ [member]: word })) : text;
}

function readJson(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return undefined;
  }
}

const THOUSANDS = "[., '\\u00a0\\u202f\\u2019]";

/** `1.234,56` as `1234.56`. Throws `BadCell` for what is not written so: a guess could be wrong by a thousand. */
function plainNumber(text: string, decimal: '.' | ','): string {
  const group = THOUSANDS.replace(decimal, '');
  const pattern = new RegExp(`^[+-]?(\\d{1,3}(${group}\\d{3})+|\\d+)(\\${decimal}\\d+)?$`);
  const trimmed = text.trim();
  if (!pattern.test(trimmed)) throw new BadCell(`not a number with a decimal ${decimal === ',' ? 'comma, like 1.234,56' : 'point, like 1,234.56'}`);
  return trimmed.replaceAll(new RegExp(group, 'g'), '').replace(decimal, '.').replace(/^\+/, '');
}

function momentOf(text: string, format: string, timezone: string | undefined): string {
  const moment = instantOf(text.trim(), format, timezone);
  if (moment === undefined) throw new BadCell(`not a time written like ${format}`);
  return moment;
}

/** A number has no last zeros; an amount has exactly the decimals of its currency. */
export function amountText(number: string, currency: unknown): string {
  const match = /^(-?\d{1,15})(?:\.(\d{1,15}))?$/.exec(number);
  if (!match || typeof currency !== 'string' || !isCurrency(currency)) return number;
  const decimals = currencyDecimals(currency);
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  if (fraction.length > decimals) return number;
  return decimals === 0 ? match[1]! : `${match[1]}.${fraction.padEnd(decimals, '0')}`;
}
