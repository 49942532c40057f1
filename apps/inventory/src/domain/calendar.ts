import type { Dispatch } from './network.js';

/** A moment as the clock on the wall of a location shows it. */
export interface WallClock {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** HH:MM. */
  readonly time: string;
}

/** When a parcel leaves: the local day, and how many days after today that is. */
export interface Leaving {
  readonly day: string;
  readonly daysLate: number;
}

/** Who has no free day within so many days is planned for the last of them, over its capacity: what can be promised is never refused for want of hands. */
export const HORIZON_DAYS = 14;
const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The local day and time of a moment; `timezone` is an IANA name. */
export function wallClock(now: Date, timezone: string): WallClock {
  let format = formats.get(timezone);
  // The Swedish way of writing a moment is the ISO one.
  if (!format) formats.set(timezone, (format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' })));
  const [day, time] = format.format(now).split(' ');
  return { day: day!, time: time! };
}

/** The first day on which a location is open, still takes the parcel before its carrier comes, and has hands left (`planned` orders of that day). */
export function leavingDay(dispatch: Dispatch, now: WallClock, planned: (day: string) => number): Leaving {
  const { until = '24:00', perDay = Infinity } = dispatch;
  for (let late = now.time < until ? 0 : 1; late < HORIZON_DAYS; late++) {
    const day = dayAfter(now.day, late);
    if (isOpen(dispatch, day) && planned(day) < perDay) return { day, daysLate: late };
  }
  return { day: dayAfter(now.day, HORIZON_DAYS), daysLate: HORIZON_DAYS };
}

function isOpen({ closedWeekdays, closedDays }: Dispatch, day: string): boolean {
  return !closedWeekdays.includes(new Date(`${day}T00:00:00Z`).getUTCDay()) && !closedDays.includes(day);
}

/** Calendar days are counted in UTC, where every one of them has 24 hours. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
