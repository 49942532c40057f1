/** Times in cells: as ISO has them, or in a format that the mapping names. */

const TOKENS: Readonly<Record<string, string>> = { YYYY: '(?<year>\\d{4})', MM: '(?<month>\\d{1,2})', DD: '(?<day>\\d{1,2})', HH: '(?<hour>\\d{1,2})', mm: '(?<minute>\\d{2})', ss: '(?<second>\\d{2})' };

/** A format of `YYYY MM DD HH mm ss` with anything between them; it names at least the day. */
export function isTimeFormat(format: string): boolean {
  const tokens: readonly string[] = format.match(/YYYY|MM|DD|HH|mm|ss/g) ?? [];
  return ['YYYY', 'MM', 'DD'].every((token) => tokens.includes(token)) && new Set(tokens).size === tokens.length;
}

/** The RFC 3339 text of a time in this format on the clocks of a zone. Undefined for what is not written so, or is no time. */
export function instantOf(text: string, format: string, timezone = 'UTC'): string | undefined {
  const pattern = format.split(/(YYYY|MM|DD|HH|mm|ss)/).map((part) => TOKENS[part] ?? part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('');
  const found = new RegExp(`^${pattern}$`).exec(text)?.groups;
  return found && utcOf(found, timezone);
}

/** ISO dates and times without an offset are on the clocks of the zone; everything else stays as it is, for the schema to judge. */
export function isoMoment(text: string, timezone: string | undefined): string {
  const found = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.\d+)?)?)?$/.exec(text.trim())?.groups;
  return (found && utcOf(found, timezone ?? 'UTC')) ?? text;
}

function utcOf({ year, month, day, hour = '0', minute = '0', second = '0' }: Record<string, string | undefined>, timezone: string): string | undefined {
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const back = new Date(wall);
  if (back.getUTCMonth() !== Number(month) - 1 || back.getUTCDate() !== Number(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  // Twice: the offset is that of the moment meant, not of the same reading in UTC.
  const guess = wall - offsetOf(wall, timezone);
  return new Date(wall - offsetOf(guess, timezone)).toISOString();
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that the clocks of a zone are ahead of UTC at a moment. */
function offsetOf(at: number, timezone: string): number {
  if (timezone === 'UTC') return 0;
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', { timeZone: timezone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
    formats.set(timezone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts['year']!, parts['month']! - 1, parts['day']!, parts['hour']!, parts['minute']!, parts['second']!) - Math.floor(at / 1000) * 1000;
}
