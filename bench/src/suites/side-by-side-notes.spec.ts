import { Live } from '../harness/live.js';
import { Notebook, type Bench } from '../harness/suite.js';
import type { Sold } from '../harness/selling.js';
import { noteJourneys, noteRace, type Contestant, type Visit } from './side-by-side-notes.js';

const percentiles = (p50: number) => ({ p50, p95: p50, p99: p50 * 2, max: p50 * 2 });
const sold = (over: Partial<Sold>): Sold => ({
  confirmed: 10, refused: 0, failed: 0, perSecond: 0, seconds: 1, requests: 10, latency: percentiles(5), placing: null, cpuSeconds: 0.01, examples: [],
  cpuMsPerOrder: { one: 2 }, totalCpuMs: 2, ...over,
});
const visit = (one: Sold, more: Partial<Visit> = {}): Visit => ({ sold: new Map([[8, one]]), readingFirst: new Map(), statements: undefined, races: new Map(), ...more });
const contestant = (name: string, bus?: 'pglog'): Contestant => ({ subject: { name, ...(bus ? { bus } : {}) } as Contestant['subject'], label: name });

describe('what stands side by side', () => {
  const peer = contestant('vendure');
  const ours = contestant('onefront', 'pglog');
  let notebook: Notebook;
  let bench: Bench;

  beforeEach(() => {
    const live = new Live();
    jest.spyOn(live, 'say').mockImplementation(() => undefined);
    notebook = new Notebook(live);
    bench = { live, results: notebook.results, add: (suite, figure) => notebook.add(suite, figure), skip: (suite, why) => notebook.skip(suite, why) } as Bench;
  });
  const found = (subject: string, series: string) => notebook.results.find((one) => one.subject === subject && one.series === series)!;

  it('counts every confirmed order until the last journey ended, and holds ours against the peer per journey and per request', () => {
    const slow = sold({ confirmed: 4, seconds: 8, requests: 36, totalCpuMs: 200, latency: percentiles(4_000), placing: percentiles(300) });
    noteJourneys(bench, new Map([[ours, [visit(sold({ confirmed: 100, requests: 100 }))]], [peer, [visit(slow)]]]), [8]);
    expect(found('vendure', 'orders-per-second')).toMatchObject({ median: 0.5, requestsPerOrder: 9, clients: 8 });
    expect(found('onefront', 'orders-per-second')).toMatchObject({ median: 100, requestsPerOrder: 1, ratios: [{ to: 'vendure, per journey', value: 200 }] });
    expect(found('onefront', 'requests-per-second').ratios).toEqual([{ to: 'vendure, per HTTP request', value: 22.2 }]);
    expect(found('onefront', 'cpu').ratios).toEqual([{ to: 'vendure, per journey', value: 0.01 }]);
    expect([found('vendure', 'placing-p50').median, found('onefront', 'placing-p50').median]).toEqual([300, 5]);
    expect(found('vendure', 'orders-per-second').ratios).toBeUndefined();
  });

  it('tells apart what the shop said and what its books hold', () => {
    const outcome = { sku: 'one', confirmed: 38, refused: 0, failed: 162, sold: 38, seconds: 9, examples: ['500'], control: [{ outcome: 'confirmed', requests: 9 }, { outcome: 'refused', requests: 2, why: 'none left' }] as const, latecomer: { outcome: 'confirmed' as const, requests: 9 }, promised: 30 };
    noteRace(bench, peer, { kind: 'all have it in the cart', outcome, units: 50, shoppers: 200 });
    const { errors, notes } = found('vendure', 'race-sold');
    expect(errors).toEqual({ count: 162, of: 200, examples: ['500'] });
    expect(notes).toEqual([
      '38 sold by its own books: 12 left over though shoppers were turned away', 'shoppers were told: 38 confirmed, 0 refused for stock, 162 other errors',
      'two shoppers one after the other for 1 unit: confirmed, then refused (none left)', 'one more shopper after the race: confirmed', 'its stock ledger holds 30 units as promised',
    ]);
  });
});
