import { progressLine } from './import.js';

describe('the line of an import', () => {
  it('shows how far it is, how fast, and what became of its rows', () => {
    expect(progressLine({ rows: 10_000, accepted: 6000, unchanged: 150, rejected: 50, progress: { percent: 62, rowsPerSecond: 1240 } }))
      .toBe('[############--------]  62 %  1,240 rows/s  6200/10000 rows: 6000 accepted, 150 unchanged, 50 rejected');
  });
});
