import { openDatabase, runMigrations, type Database } from '@onefront/outbox';
import { testDatabase, waitFor, type TestDatabase } from '@onefront/testing';
import { pruneBuckets, settle } from '../src/limits/rate-store.js';
import { RateLimits } from '../src/limits/rate-limits.js';
import type { Quota, Verdict } from '../src/limits/rate.js';
import { migrations } from '../src/persistence/index.js';

const PROCESSES = 3;

describe('rate limits over several processes', () => {
  let fresh: TestDatabase;
  let databases: Database[];
  let limits: RateLimits[];
  const told: string[] = [];
  beforeAll(async () => {
    fresh = await testDatabase('limits');
    databases = await Promise.all(Array.from({ length: PROCESSES }, () => openDatabase({ url: fresh.url, service: 'gateway', migrations, maxConnections: 2 })));
    await runMigrations(databases[0]!);
    limits = databases.map((database) => new RateLimits((asks) => settle(database, asks), (message) => void told.push(message)));
  }, 120_000);
  afterAll(async () => {
    await Promise.all((limits ?? []).map((one) => one.close()));
    await Promise.all((databases ?? []).map((one) => one.close()));
    await fresh?.drop();
  });

  const quota = (name: string, perSecond: number, burst: number, client?: string): Quota => ({ name, class: 'read', rate: { perSecond, burst }, ...(client ? { client } : {}) });
  const seconds = async () => Number((await databases[0]!.pool.query<{ at: string }>('select extract(epoch from clock_timestamp()) as at')).rows[0]!.at);
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  /** Asks as fast as it can on the given processes until `enough` were allowed there; counts what was allowed. */
  async function press(asked: Quota, on: readonly number[], enough: number): Promise<{ allowed: number; refusals: Verdict[] }> {
    let allowed = 0;
    const refusals: Verdict[] = [];
    await Promise.all(on.map(async (process) => {
      while (allowed < enough) {
        const verdict = await limits[process]!.take(asked);
        if (verdict.allowed) allowed += 1;
        else if (refusals.length < 100) refusals.push(verdict);
        await turn();
      }
    }));
    return { allowed, refusals };
  }

  it.each([[[0, 1, 2]], [[1]]])('are exact to 5 %% when processes %p are used', async (on) => {
    // The bucket holds four seconds' worth: a machine that stands still for less loses nothing.
    const asked = quota(`exact-${on.length}`, 200, 800);
    const before = await seconds();
    const { allowed, refusals } = await press(asked, on, 1_800);
    const due = 800 + 200 * ((await seconds()) - before);
    expect(allowed).toBeLessThanOrEqual(due * 1.05);
    expect(allowed).toBeGreaterThanOrEqual(due * 0.95);
    expect(refusals[0]).toMatchObject({ allowed: false, remaining: 0, retryS: expect.any(Number) });
    expect(refusals.every((one) => one.retryS! >= 1)).toBe(true);
  }, 120_000);

  it('tell what is left, and when all of it is back', async () => {
    const asked = quota('told', 10, 100);
    const first = await limits[0]!.take(asked);
    expect(first).toMatchObject({ allowed: true, remaining: 99, resetS: 1, rate: { perSecond: 10, burst: 100 } });
    for (let n = 0; n < 49; n += 1) await limits[n % PROCESSES]!.take(asked);
    await waitFor(async () => {
      const { rows } = await databases[0]!.pool.query<{ tokens: number }>("select tokens from rate_bucket where name = 'told'");
      return rows[0]!.tokens < 100;
    });
  });

  it('are those of the client\'s own row, and follow it when it is changed', async () => {
    await databases[0]!.pool.query(`insert into client (id, name, scopes, channels, rate_limit) values ('slow', 'slow', '{}', '{}', '{"read": {"perSecond": 1, "burst": 3}}')`);
    const asked = quota('read:slow', 1_000, 1_000, 'slow');
    const before = await seconds();
    let allowed = 0;
    for (let n = 0; n < 60; n += 1) if ((await limits[n % PROCESSES]!.take(asked)).allowed) allowed += 1;
    expect(allowed).toBeLessThanOrEqual(Math.floor(3 + ((await seconds()) - before)) + 1);
    await databases[0]!.pool.query(`update client set rate_limit = null where id = 'slow'`);
    await waitFor(async () => (await limits[0]!.take(asked)).remaining > 100, { timeoutMs: 60_000 });
  });

  it('go back when a process no longer needs them: another one gets all that is left', async () => {
    const asked = quota('back', 0.001, 100);
    let allowed = 0;
    await waitFor(async () => {
      for (const one of limits) if ((await one.take(asked)).allowed) allowed += 1;
      return allowed >= 60;
    });
    await waitFor(async () => {
      if ((await limits[2]!.take(asked)).allowed) allowed += 1;
      return allowed >= 100;
    }, { timeoutMs: 60_000 });
    expect(allowed).toBe(100);
    expect((await limits[2]!.take(asked)).allowed).toBe(false);
  }, 120_000);

  it('hold in each process by itself while the store is away, and what was spent then is settled when it is back', async () => {
    let away = true;
    const alone = new RateLimits((asks) => (away ? Promise.reject(new Error('away')) : settle(databases[0]!, asks)), (message) => void told.push(message));
    const asked = quota('away', 0.01, 50);
    let allowed = 0;
    for (let n = 0; n < 200; n += 1) if ((await alone.take(asked)).allowed) allowed += 1;
    expect([allowed, told.filter((one) => one.includes('alone')).length]).toEqual([50, 1]);
    away = false;
    await waitFor(async () => Number((await databases[0]!.pool.query<{ tokens: number }>("select coalesce(min(tokens), 99) as tokens from rate_bucket where name = 'away'")).rows[0]!.tokens) < 1);
    expect((await limits[1]!.take(asked)).allowed).toBe(false);
    await alone.close();
  });

  it('do not let a request wait for a store that does not answer', async () => {
    const silent = new RateLimits(() => new Promise(() => undefined), () => undefined);
    expect(await silent.take(quota('silent', 1, 1))).toMatchObject({ allowed: true });
    expect(await silent.take(quota('silent', 1, 1))).toMatchObject({ allowed: false });
    expect(await silent.take(quota('silent-2', 1, 1))).toMatchObject({ allowed: true });
  });

  it('cost one statement for many requests of many clients', async () => {
    let statements = 0;
    const counted = new RateLimits((asks) => { statements += 1; return settle(databases[0]!, asks); }, () => undefined);
    const clients = Array.from({ length: 20 }, (_, index) => quota(`many-${index}`, 1_000, 10_000));
    let asked = 0;
    for (let round = 0; round < 200; round += 1) {
      const verdicts = await Promise.all(clients.map((one) => counted.take(one)));
      asked += verdicts.filter((one) => one.allowed).length;
    }
    await counted.close();
    expect(asked).toBe(4_000);
    expect(statements).toBeLessThan(400);
  });

  it('forget buckets of which nobody has asked for a day', async () => {
    await databases[0]!.pool.query("update rate_bucket set at = now() - interval '2 days' where name like 'many-%'");
    expect(await pruneBuckets(databases[0]!)).toBe(20);
  });
});
