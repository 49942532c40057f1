import { Throttled } from './errors.js';
import { TokenBuckets } from './token-bucket.js';

describe('token buckets', () => {
  let time: number;
  let slept: number[];
  const buckets = (patienceMs = 1_000) => new TokenBuckets({ push: { perSecond: 2, burst: 3 }, read: { perSecond: 1, burst: 1 } }, {
    patienceMs, now: () => time, sleep: async (milliseconds) => { slept.push(milliseconds); time += milliseconds; },
  });
  beforeEach(() => { time = 1_000; slept = []; });

  it('let a burst pass, then one call per share of a second', async () => {
    const limits = buckets();
    for (let call = 0; call < 5; call += 1) await limits.take('push');
    expect(slept).toEqual([500, 500]);
  });

  it('count each operation apart, and fill no further than the burst', async () => {
    const limits = buckets();
    for (let call = 0; call < 3; call += 1) await limits.take('push');
    await limits.take('read');
    expect(slept).toEqual([]);
    time += 60_000;
    for (let call = 0; call < 4; call += 1) await limits.take('push');
    expect(slept).toEqual([500]);
  });

  it('throw what takes longer than their patience, and take nothing for it', async () => {
    const limits = buckets(100);
    await limits.take('read');
    await expect(limits.take('read')).rejects.toMatchObject({ retryAfterMs: 1_000 });
    await expect(limits.take('read')).rejects.toMatchObject({ retryAfterMs: 1_000 });
    time += 1_000;
    await limits.take('read');
  });

  it('obey a 429 above their own reckoning, and begin empty after it', async () => {
    const limits = buckets(600);
    expect(limits.block('push', 5_000)).toEqual(new Throttled('push', 5_000));
    await expect(limits.take('push')).rejects.toMatchObject({ operation: 'push', retryAfterMs: 5_000 });
    time += 5_000;
    await limits.take('push');
    expect(slept).toEqual([500]);
  });
});
