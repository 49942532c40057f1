import { HORIZON_DAYS, leavingDay, wallClock } from './calendar.js';
import type { Dispatch } from './network.js';

const open: Dispatch = { timezone: 'Europe/Amsterdam', closedWeekdays: [], closedDays: [] };
const none = () => 0;

describe('S4 calendars', () => {
  it('S4 reads the clock on the wall of the location, across zones and daylight saving', () => {
    expect(wallClock(new Date('2026-10-25T00:30:00Z'), 'Europe/Amsterdam')).toEqual({ day: '2026-10-25', time: '02:30' });
    expect(wallClock(new Date('2026-10-25T01:30:00Z'), 'Europe/Amsterdam')).toEqual({ day: '2026-10-25', time: '02:30' });
    expect(wallClock(new Date('2026-11-01T04:30:00Z'), 'America/New_York')).toEqual({ day: '2026-11-01', time: '00:30' });
    expect(wallClock(new Date('2026-11-01T23:30:00Z'), 'Asia/Kathmandu')).toEqual({ day: '2026-11-02', time: '05:15' });
  });

  it('S4 what comes after the carrier leaves on the next open day', () => {
    const dispatch: Dispatch = { ...open, until: '16:00', closedWeekdays: [0], closedDays: ['2026-12-26'] };
    const leaves = (day: string, time: string) => leavingDay(dispatch, { day, time }, none);
    expect(leaves('2026-11-23', '15:59')).toEqual({ day: '2026-11-23', daysLate: 0 });
    expect(leaves('2026-11-23', '16:00')).toEqual({ day: '2026-11-24', daysLate: 1 });
    expect(leaves('2026-12-25', '16:00')).toEqual({ day: '2026-12-28', daysLate: 3 });
    expect(leaves('2026-12-31', '23:59')).toEqual({ day: '2027-01-01', daysLate: 1 });
  });

  it('S4 a full day passes the parcel on; a location that never has room takes it on the last day all the same', () => {
    const planned = new Map([['2026-11-23', 2], ['2026-11-24', 1]]);
    expect(leavingDay({ ...open, perDay: 2 }, { day: '2026-11-23', time: '09:00' }, (day) => planned.get(day) ?? 0)).toEqual({ day: '2026-11-24', daysLate: 1 });
    expect(leavingDay({ ...open, perDay: 2 }, { day: '2026-11-23', time: '09:00' }, () => 9)).toEqual({ day: '2026-12-07', daysLate: HORIZON_DAYS });
  });
});
