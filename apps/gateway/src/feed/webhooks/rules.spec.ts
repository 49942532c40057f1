import { circuitDelayMs, deliveryAfter, DISABLE_AFTER_MS, GIVE_UP_MS, OPENS_AT, retryDelayMs, standingAfter, type Standing } from './rules.js';
import type { Attempt } from './send.js';

const HOUR = 3_600_000;
const t0 = Date.parse('2026-11-01T09:00:00Z');
const attempt = (more: Partial<Attempt> = {}, after = 0): Attempt => ({ ok: false, status: 500, tookMs: 0, at: new Date(t0 + after), ...more });
const well: Standing = { failures: 0, failingSince: null, openUntil: null, notice: null, enabled: true };
const half = () => 0.5;

describe('rules of delivery', () => {
  it('tries again for more than a day, ever more seldom', () => {
    for (const random of [0, 0.999]) {
      let at = 0;
      let tries = 1;
      for (;;) {
        const next = deliveryAfter(attempt({}, at), { attempts: tries, firstAttemptAt: new Date(t0), webhookFailing: false, random });
        if (next.status !== 'pending') break;
        at = next.dueAt.getTime() - t0;
        tries += 1;
      }
      expect(at).toBeGreaterThan(24 * HOUR);
      expect(at).toBeLessThan(GIVE_UP_MS + 5 * HOUR);
      expect(tries).toBeLessThan(25);
    }
    expect([1, 2, 3].map((attempts) => retryDelayMs(attempts, 0.5))).toEqual([5_000, 15_000, 45_000]);
    expect(retryDelayMs(2, 0)).not.toBe(retryDelayMs(2, 0.9));
  });

  it('gives no delivery up while its webhook takes nothing at all', () => {
    expect(deliveryAfter(attempt({}, GIVE_UP_MS), { attempts: 9, firstAttemptAt: new Date(t0), webhookFailing: true, random: 0 }).status).toBe('pending');
    expect(deliveryAfter(attempt({}, GIVE_UP_MS), { attempts: 9, firstAttemptAt: new Date(t0), webhookFailing: false, random: 0 }).status).toBe('failed');
  });

  it('opens the circuit after five failures in a row, waits longer each time, and closes it with one success', () => {
    const four = standingAfter(well, Array.from({ length: OPENS_AT - 1 }, () => attempt()), half);
    expect([four.failures, four.openUntil]).toEqual([4, null]);
    const five = standingAfter(four, [attempt()], half);
    expect(five.openUntil).toEqual(new Date(t0 + 5_000));
    expect(standingAfter(five, [attempt()], half).openUntil).toEqual(new Date(t0 + 10_000));
    expect(circuitDelayMs(100, 0.5)).toBe(HOUR);
    expect(standingAfter(five, [attempt({ ok: true, status: 200 })], half)).toEqual(well);
  });

  it('waits as long as it is asked to', () => {
    expect(standingAfter(well, [attempt({ status: 503, retryAfterMs: 60_000 })], half).openUntil).toEqual(new Date(t0 + 60_000));
    expect(deliveryAfter(attempt({ status: 429, retryAfterMs: 60_000 }), { attempts: 1, firstAttemptAt: new Date(t0), webhookFailing: false, random: 0 })).toEqual({ status: 'pending', dueAt: new Date(t0 + 60_000) });
  });

  it('disables what has taken nothing for three days, and what says 410, and says why', () => {
    const failing = standingAfter(well, Array.from({ length: 5 }, () => attempt()), half);
    expect(standingAfter(failing, [attempt({}, DISABLE_AFTER_MS - 1)], half).enabled).toBe(true);
    expect(standingAfter(failing, [attempt({}, DISABLE_AFTER_MS)], half)).toMatchObject({ enabled: false, notice: { reason: 'failing', at: '2026-11-04T09:00:00.000Z' } });
    expect(standingAfter(well, [attempt({ status: 410 })], half)).toMatchObject({ enabled: false, notice: { reason: 'gone' } });
  });
});
