import { Excuses } from '../src/engine/excuses.js';
import { Flow } from '../src/engine/flow.js';
import { growthPerHour } from '../src/engine/memory.js';
import { goalsOf } from '../src/engine/goals.js';
import { strikeAll } from '../src/engine/strikes.js';
import { tiers } from '../src/tiers.js';
import type { Cluster, Fault, JournalEntry, Stage, Struck, Violation } from '../src/types.js';

const order = (settledAt: number, more: Partial<JournalEntry> = {}): JournalEntry => ({
  n: 0, write: 'order', kind: 'web', idempotencyKey: 'k', digest: 'd', channel: 'web', lines: [], attempts: [], outcome: 'done', status: 201, startedAt: settledAt - 40, settledAt, ...more,
});

describe('the flow of orders', () => {
  it('is counted by the second, and what is usual is the median of calm seconds', () => {
    let now = 0;
    const flow = new Flow(() => now);
    for (const [second, count] of [[0, 1], [1, 10], [2, 12], [3, 50], [4, 11]] as const) {
      for (let n = 0; n < count; n += 1) {
        now = second * 1000 + n;
        flow.note(order(now));
      }
    }
    now = 5_000;
    expect(flow.usualRate(1_000)).toBe(12);
    expect(flow.usualRate(4_900)).toBe(0);
    expect(flow.rate()).toBe(10);
    expect(flow.series().map(({ done, p50 }) => [done, p50])).toEqual([[1, 40], [10, 40], [12, 40], [50, 40], [11, 40]]);
  });

  it('tells when more orders have been confirmed, and gives up', async () => {
    const flow = new Flow(() => 0);
    const two = flow.more(2, 30_000);
    flow.note(order(1));
    flow.note(order(1, { outcome: 'refused', status: 409 }));
    flow.note(order(1));
    await two;
    await expect(flow.more(1, 1)).rejects.toThrow('fewer than 1 orders were confirmed');
  });

  it('goes on from the journal of a run that was ended', () => {
    const flow = new Flow(() => 9_000, [order(500, { attempts: [{ at: 100, ms: 20, gateway: 0, problem: 'ECONNRESET' }] }), order(1_500, { outcome: 'refused' }), order(1_600, { write: 'return' })]);
    expect(flow.settled).toBe(2);
    expect(flow.series()).toMatchObject([{ at: 0, done: 1, refused: 0, broken: 1 }, { at: 1_000, done: 0, refused: 1 }]);
  });
});

describe('what breaks', () => {
  it('has a reason while a fault lasts and shortly after, but 500 never has', () => {
    const violations: Violation[] = [];
    const excuses = new Excuses((violation) => violations.push(violation));
    excuses.broken({ at: 0, ms: 10, gateway: 0, problem: 'ECONNRESET' }, 'before');
    excuses.faultBegins(1_000);
    excuses.broken({ at: 900, ms: 200, gateway: 0, problem: 'ECONNRESET' }, 'on its way at the strike');
    excuses.broken({ at: 1_500, ms: 10, gateway: 0, status: 503 }, 'during');
    excuses.broken({ at: 1_600, ms: 10, gateway: 0, status: 500 }, 'a bug');
    excuses.faultIsOver(2_000);
    excuses.broken({ at: 6_000, ms: 10, gateway: 0, problem: 'UND_ERR_SOCKET' }, 'shortly after');
    excuses.broken({ at: 9_000, ms: 10, gateway: 0, status: 503 }, 'long after');
    expect(violations.map(({ text }) => text)).toEqual(['broken without a reason: before', 'broken without a reason: a bug', 'broken without a reason: long after']);
    expect(excuses.without).toBe(3);
  });
});

describe('the strikes', () => {
  const member = { name: 'orders-1', alive: true, restart: jest.fn(() => { member.alive = true; return Promise.resolve(); }) };
  const cluster = { members: [member] } as unknown as Cluster;
  const began = performance.now();
  // Ten times as fast as the clock on the wall, so that the calm before a strike is short.
  const now = (): number => (performance.now() - began) * 10;
  const flow = new Flow(now);
  let flowing: NodeJS.Timeout;
  beforeAll(() => { flowing = setInterval(() => flow.note(order(now())), 5); });
  afterAll(() => clearInterval(flowing));

  async function strike(faults: readonly Fault[], already = 0): Promise<{ struck: Struck[]; violations: Violation[] }> {
    const struck: Struck[] = [];
    const violations: Violation[] = [];
    await strikeAll({
      cluster, plan: faults.map((fault) => ({ fault, afterOrders: 10 })), already, seed: 1, scale: 1, flow, now, inFlight: () => 3,
      say: () => undefined, planted: () => undefined, struck: (one) => struck.push(one), violated: (one) => violations.push(one), stopped: () => false,
    }, () => undefined);
    return { struck, violations };
  }

  it('come one after the other while orders flow, and are measured', async () => {
    const seen: number[] = [];
    const fault: Fault = { name: 'f', about: 'f', strike: async (stage: Stage) => { seen.push(stage.random.int(0, 1_000_000)); await stage.ordersFlow(2); return 'done'; } };
    const { struck, violations } = await strike([fault, fault, fault], 1);
    expect(struck).toMatchObject([{ fault: 'f', what: 'done', inFlight: 3 }, { fault: 'f', what: 'done' }]);
    for (const { answeredDuring } of struck) expect(answeredDuring).toBeGreaterThanOrEqual(2);
    expect(new Set(seen).size).toBe(2);
    expect(violations).toEqual([]);
  }, 30_000);

  it('that fail are violations, and whoever fell by itself is told of and started again', async () => {
    const fault: Fault = { name: 'f', about: 'f', strike: () => { member.alive = false; return Promise.reject(new Error('it did not end')); } };
    const { violations } = await strike([fault]);
    expect(violations.map(({ by, text }) => `${by}: ${text}`)).toEqual(['run: f: it did not end', 'run: orders-1 had ended when f was over, and nobody started it']);
    expect(member.restart).toHaveBeenCalledTimes(1);
  }, 30_000);
});

describe('the goals of a tier', () => {
  const struck = (recoveryMs: number): Struck => ({ fault: 'f', what: 'f', at: 0, ms: 0, recoveryMs, inFlight: 1, answeredDuring: 1 });

  it('are held against what was measured', () => {
    const measured = { struck: [struck(1_000), struck(70_000)], brokenWithoutReason: 1, memory: [], totalMs: 9 * 60_000, ownSizes: true };
    expect(goalsOf(tiers.pr, measured).map(({ ok }) => ok)).toEqual([false, false, false, false]);
    expect(goalsOf(tiers.pr, { ...measured, struck: [struck(1_000)], brokenWithoutReason: 0, ownSizes: false }).every(({ ok }) => ok)).toBe(true);
  });

  it('know how fast memory grows, once a run is long enough to tell', () => {
    const samples = Array.from({ length: 300 }, (_, n) => ({ at: n * 5_000, rss: { a: 1_000_000 + n * 1_000, b: 3_000_000 + n * 1_000 } }));
    expect(growthPerHour(samples)).toBeCloseTo(720_000);
    expect(growthPerHour(samples.slice(0, 100))).toBeUndefined();
  });
});
