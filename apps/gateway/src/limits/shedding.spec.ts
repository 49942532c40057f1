import { Shedding } from './shedding.js';

describe('shedding', () => {
  let now = 0;
  const make = (capacity = { inFlight: 10, bodyBytes: 1000 }) => { const one = new Shedding(capacity, () => now); one.close(); return one; };
  const fill = (one: Shedding, count: number) => { for (let n = 0; n < count; n += 1) expect(one.enter('never', 0)).toBeUndefined(); };

  it('turns lists away first, then other requests, tills last, probes never', () => {
    const one = make();
    const refused = () => (['last', 'usual', 'till', 'never'] as const).filter((priority) => { const reason = one.enter(priority, 0); if (!reason) one.leave(0); return reason; });
    fill(one, 9);
    expect(refused()).toEqual([]);
    fill(one, 1);
    expect(refused()).toEqual(['last']);
    fill(one, 5);
    expect(refused()).toEqual(['last', 'usual']);
    fill(one, 5);
    expect(refused()).toEqual(['last', 'usual', 'till']);
    for (let n = 0; n < 20; n += 1) one.leave(0);
    expect([refused(), one.inFlight]).toEqual([[], 0]);
  });

  it('takes in no more bytes than it has room for; one body alone is always taken', () => {
    const one = make();
    expect(one.enter('till', 5000)).toBeUndefined();
    expect(one.enter('till', 1)).toBe('bodies');
    expect(one.enter('till', 0)).toBeUndefined();
    one.leave(5000);
    expect([one.enter('till', 999), one.enter('till', 2), one.enter('till', 1)]).toEqual([undefined, 'bodies', undefined]);
  });

  it('looks at a queue that stands, not at one that comes and goes', () => {
    const one = make({ inFlight: 1000, bodyBytes: 1000 });
    fill(one, 100);
    const late = (ms: number) => { now += 100 + ms; one.sample(); };
    for (let n = 0; n < 10; n += 1) late(n % 2 ? 5_000 : 10);
    expect([one.lagMs, one.enter('last', 0)]).toEqual([10, undefined]);
    for (let n = 0; n < 5; n += 1) late(1_200);
    expect([one.lagMs, one.enter('last', 0), one.enter('usual', 0)]).toEqual([1_200, 'late', undefined]);
    late(0);
    expect(one.enter('last', 0)).toBeUndefined();
  });

  it('does not blame a few requests for a machine that is busy with something else', () => {
    const one = make();
    for (let n = 0; n < 6; n += 1) { now += 10_000; one.sample(); }
    expect([one.lagMs > 5_000, one.enter('last', 0)]).toEqual([true, undefined]);
  });
});
