import { steadyNow, type ConsumerHealth } from '@onefront/bus';
import { Health } from './health.js';

const fine: ConsumerHealth = { assigned: 6, lastPollAt: 0, stalled: [] };
const stalled = (seconds: number, transient: boolean): ConsumerHealth => ({ ...fine, stalled: [{ topic: 'onefront.orders', partition: 2, since: steadyNow() - seconds * 1000, transient }] });

describe('health', () => {
  let health: Health;
  const run = (consumer: ConsumerHealth, ping: () => Promise<unknown> = async () => 1) => health.running({ ping, consumers: () => [{ health: () => consumer }] });
  beforeEach(() => {
    health = new Health();
  });
  afterEach(() => health.close());

  it('is alive but not ready while it starts, and says what it waits for', async () => {
    health.starting('waits for its database');
    expect(health.live()).toEqual({ ok: true, reasons: [] });
    expect(await health.ready()).toEqual({ ok: false, reasons: ['the process waits for its database'] });
  });

  it('is not alive with a partition that stands still, but stays alive when a dependency explains it', () => {
    run(stalled(59, false));
    expect(health.live().ok).toBe(true);
    run(stalled(61, false));
    expect(health.live()).toEqual({ ok: false, reasons: ['no progress on onefront.orders/2 for 61 s'] });
    run(stalled(3600, true));
    expect(health.live().ok).toBe(true);
  });

  it('does not care when the log last answered: that is a dependency', async () => {
    run({ ...fine, lastPollAt: Date.now() - 3_600_000 });
    expect(health.live().ok).toBe(true);
    expect((await health.ready()).ok).toBe(true);
  });

  it('is not alive with a consumer that stopped for good', () => {
    run({ ...fine, fatal: new TypeError('secret inside') });
    expect(health.live()).toEqual({ ok: false, reasons: ['a consumer stopped for good: TypeError'] });
  });

  it('is not ready without its database, and says nothing of why', async () => {
    run(fine, () => Promise.reject(new Error('password of db-7 is wrong')));
    expect(await health.ready()).toEqual({ ok: false, reasons: ['the database is away'] });
    expect(health.live().ok).toBe(true);
  });

  it('asks the database once for many probes', async () => {
    let asked = 0;
    run(fine, async () => { asked += 1; });
    await Promise.all(Array.from({ length: 50 }, () => health.ready()));
    expect(asked).toBe(1);
  });
});
