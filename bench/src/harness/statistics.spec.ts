import { median, percentile, rounded, slope, spread } from './statistics.js';

describe('arithmetic of rounds', () => {
  it('takes the middle, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
    expect(spread([3, 1, 2])).toEqual([1, 3]);
  });

  it('takes percentiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect([0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 99, 100]);
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('says no more digits than were measured', () => {
    expect([12345.6, 0.0123456, 99.96].map(rounded)).toEqual([12300, 0.0123, 100]);
  });

  it('finds the slope of a line, and none where nothing moves', () => {
    expect(slope([[0, 1], [1, 3], [2, 5]])).toBeCloseTo(2);
    expect(slope([[1, 4]])).toBe(0);
  });
});
