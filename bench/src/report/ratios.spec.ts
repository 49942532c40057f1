import type { Result } from '../types.js';
import { headline } from './headline.js';
import { withRatios } from './ratios.js';
import { tablesOf } from './tables.js';

const result = (over: Partial<Result> & Pick<Result, 'median'>): Result => ({
  suite: 'orders', name: 'confirmed, 3 lines, 32 clients', unit: 'orders/s', better: 'more', subject: 'onefront', bus: 'kafka', clients: 32, lines: 3,
  series: 'orders-per-second', requestsPerOrder: 1, rounds: [over.median], spread: [over.median, over.median], ...over,
});
const floor = result({ suite: 'floors', name: 'pgbench, 7 round trips', subject: 'floor', series: 'floor-7-round-trips', median: 4_000 });
const vendure = result({ suite: 'side-by-side', name: 'orders, 8 clients', subject: 'vendure', clients: 8, requestsPerOrder: 7, median: 8 });

describe('ratios', () => {
  it('hold ours against the floor, and against a peer per journey and per request', () => {
    const [ours] = withRatios([result({ median: 400 }), floor, vendure, { ...vendure, clients: 1, median: 2 }]);
    expect(ours!.ratios).toEqual([
      { to: 'pgbench, 7 round trips', value: 0.1 },
      { to: 'vendure, per journey', value: 50 },
      { to: 'vendure, per HTTP request', value: 7.14 },
    ]);
  });

  it('compare like with like: not orders of other sizes, nor what is no rate', () => {
    const [big, slow] = withRatios([result({ median: 100, lines: 24 }), result({ median: 9, series: 'p50', unit: 'ms' }), floor]);
    expect([big!.ratios, slow!.ratios]).toEqual([undefined, undefined]);
  });
});

describe('the page', () => {
  it('says of an aim whether it was met or missed', () => {
    expect(headline([result({ median: 400 }), floor])).toContain('400 of 4,000: 1/10.0 | met');
    expect(headline([result({ median: 399 }), floor])).toContain('**missed**');
    expect(headline([])).toBe('');
  });

  it('shows errors beside the figure', () => {
    const [table] = tablesOf('orders', [result({ median: 400, errors: { count: 3, of: 100, examples: ['503'] } })]);
    expect(table).toContain('onefront on kafka, 3 lines, 32 clients **(3 of 100 went wrong)** | **400**');
  });
});
