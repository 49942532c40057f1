import { toHttpMoney } from '@onefront/contracts';

/** Members whose values are the caller's own words and are never money. */
const VERBATIM = new Set(['attributes']);

/** A document in its wire form as it is shown at HTTP: money becomes decimal strings, everything else stays. */
export function toHttpForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toHttpForm);
  if (typeof value !== 'object' || value === null) return value;
  if (isWireMoney(value)) return toHttpMoney(value);
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) result[name] = VERBATIM.has(name) ? member : toHttpForm(member);
  }
  return result;
}

const forms = new WeakMap<object, unknown>();

/** The same, made once for each document however often it is asked for; not to be changed by who gets it. */
export function httpFormOf(document: object): unknown {
  let form = forms.get(document);
  if (form === undefined) forms.set(document, (form = toHttpForm(document)));
  return form;
}

function isWireMoney(value: object): value is { amount: string; currency: string } {
  const { amount, currency } = value as { amount?: unknown; currency?: unknown };
  return typeof amount === 'string' && typeof currency === 'string' && /^-?\d+$/.test(amount) && Object.keys(value).length === 2;
}
