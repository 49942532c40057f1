import { randomOf } from '../src/random.js';
import { scheduleOf } from '../src/schedule.js';
import type { Fault } from '../src/types.js';

const fault = (name: string): Fault => ({ name, about: name, strike: () => Promise.resolve(name) });
const classes = [[fault('a1'), fault('a2'), fault('a3')], [fault('b')], [fault('c1'), fault('c2')]];
const names = (count: number, seed = 7) => scheduleOf(classes, { seed, orders: 1000, count }).map((strike) => strike.fault.name);

describe('the schedule of a run', () => {
  it('follows from the seed alone', () => {
    expect(scheduleOf(classes, { seed: 7, orders: 1000, count: 9 })).toEqual(scheduleOf(classes, { seed: 7, orders: 1000, count: 9 }));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => names(9, seed).join())).size).toBeGreaterThan(10);
  });

  it('gives every class its turn before any gets another, and every fault of a class before one comes again', () => {
    const rounds = names(9);
    for (const round of [rounds.slice(0, 3), rounds.slice(3, 6), rounds.slice(6, 9)]) expect(round.map((name) => name[0]).sort()).toEqual(['a', 'b', 'c']);
    expect(rounds.filter((name) => name.startsWith('a')).sort()).toEqual(['a1', 'a2', 'a3']);
  });

  it('spreads the strikes over the orders, in their order, and leaves the end to the recovery', () => {
    const after = scheduleOf(classes, { seed: 7, orders: 1000, count: 9 }).map(({ afterOrders }) => afterOrders);
    expect(after).toEqual([...after].sort((a, b) => a - b));
    expect(after[0]).toBeGreaterThanOrEqual(50);
    expect(after.at(-1)).toBeLessThanOrEqual(920);
    for (const [index, at] of after.slice(1).entries()) expect(at - after[index]!).toBeGreaterThan(50);
  });

  it('says so when nothing is left to strike', () => {
    expect(() => scheduleOf([[]], { seed: 1, orders: 10, count: 1 })).toThrow('no fault');
  });
});

describe('numbers of a run', () => {
  it('are the same for the same seed and words, and others for others', () => {
    const numbers = (seed: number, ...words: string[]) => {
      const random = randomOf(seed, ...words);
      return Array.from({ length: 20 }, () => random.int(0, 999));
    };
    expect(numbers(1, 'x')).toEqual(numbers(1, 'x'));
    expect(numbers(1, 'x')).not.toEqual(numbers(2, 'x'));
    expect(numbers(1, 'x')).not.toEqual(numbers(1, 'y'));
  });
});
