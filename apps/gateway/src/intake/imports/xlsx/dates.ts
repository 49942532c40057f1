/** How a number of a cell is to be read: by the format in which it is shown. */
export type NumberKind = 'number' | 'date' | 'time';

const DAY_MS = 86_400_000;
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** 9999-12-31 in days; what is beyond is a number whatever its format says. */
const LAST = 2_958_466;

/** Formats with a number of their own (ECMA-376, 18.8.30); those of East Asian calendars show dates too. */
export function builtInKind(id: number): NumberKind {
  if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return 'date';
  return (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) ? 'time' : 'number';
}

/** By the letters of a format, its words and colours left out. */
export function kindOfFormat(code: string): NumberKind {
  const letters = code.split(';', 1)[0]!.replaceAll(/"[^"]*"|\\.|_.|\*./g, '').replaceAll(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '').replaceAll(/general/gi, '');
  if (/[yd]/i.test(letters)) return 'date';
  if (/[hs]/i.test(letters)) return 'time';
  return /m/i.test(letters) ? 'date' : 'number';
}

/** The ISO text of a day count: `2026-11-23`, `2026-11-23T09:30:00`, or `09:30` for what is less than a day. Undefined for what is no moment. */
export function isoOf(serial: number, kind: NumberKind, from1904: boolean): string | undefined {
  if (!Number.isFinite(serial) || serial < 0 || serial >= LAST) return undefined;
  // The count of 1900 has a 29 February that never was: before it, one day more.
  const days = from1904 || serial >= 60 ? serial : serial + 1;
  const at = new Date((from1904 ? EPOCH_1904 : EPOCH_1900) + Math.round((days * DAY_MS) / 1000) * 1000).toISOString();
  const [date, clock] = [at.slice(0, 10), at.slice(11, 19)];
  if (kind === 'time' && serial < 1) return clock.endsWith(':00') ? clock.slice(0, 5) : clock;
  return clock === '00:00:00' ? date : `${date}T${clock}`;
}

/** A number as text, as a person sees it: 15 digits (what a spreadsheet knows), no exponent. Undefined for what cannot be written so. */
export function numberText(value: string): string | undefined {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return undefined;
  const text = String(Number.isInteger(number) && Math.abs(number) < 1e15 ? number : Number(number.toPrecision(15)));
  return text.includes('e') ? undefined : text;
}
