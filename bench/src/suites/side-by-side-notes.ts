import type { Bench } from '../harness/suite.js';
import type { Race } from '../harness/race.js';
import { errorsOf, meanCpu, type Sold } from '../harness/selling.js';
import { median, rounded } from '../harness/statistics.js';
import type { Placed, Result, Subject } from '../types.js';

const SUITE = 'side-by-side';

export interface Contestant {
  readonly subject: Subject;
  /** For lines that people read. */
  readonly label: string;
}

/** What one round of one contestant gave. */
export interface Visit {
  /** By number of clients. */
  readonly sold: ReadonlyMap<number, Sold>;
  /** The same with a stock read and a quote before the order; of Onefront only. */
  readonly readingFirst: ReadonlyMap<number, Sold>;
  readonly statements: number | undefined;
  readonly races: ReadonlyMap<string, Race>;
}

type Visits = ReadonlyMap<Contestant, readonly Visit[]>;

/** One kind of figure, taken from each round. */
interface Kind {
  readonly name: string;
  readonly series: string;
  readonly unit: string;
  readonly better: 'more' | 'less';
  of(sold: Sold): number;
}

/** Confirmed by the end of the last journey: with journeys of many seconds, only what is confirmed in time would count too little. */
const ordersPerSecond = ({ confirmed, seconds }: Sold): number => confirmed / seconds;
const requestsPerOrder = ({ requests, confirmed }: Sold): number => requests / Math.max(1, confirmed);

const kinds: readonly Kind[] = [
  { name: 'orders', series: 'orders-per-second', unit: 'orders/s', better: 'more', of: ordersPerSecond },
  { name: 'HTTP requests of journeys', series: 'requests-per-second', unit: 'requests/s', better: 'more', of: ({ requests, seconds }) => requests / seconds },
  { name: 'CPU per order', series: 'cpu', unit: 'CPU-ms', better: 'less', of: ({ totalCpuMs }) => totalCpuMs },
  { name: 'CPU per HTTP request', series: 'cpu-per-request', unit: 'CPU-ms', better: 'less', of: (sold) => sold.totalCpuMs / requestsPerOrder(sold) },
  { name: 'p50 of the whole journey', series: 'p50', unit: 'ms', better: 'less', of: ({ latency }) => latency.p50 },
  { name: 'p99 of the whole journey', series: 'p99', unit: 'ms', better: 'less', of: ({ latency }) => latency.p99 },
  { name: 'p50 of the placing call', series: 'placing-p50', unit: 'ms', better: 'less', of: ({ placing, latency }) => (placing ?? latency).p50 },
  { name: 'p99 of the placing call', series: 'placing-p99', unit: 'ms', better: 'less', of: ({ placing, latency }) => (placing ?? latency).p99 },
];

/** Peers first, so that Onefront's figures can stand as ratios to theirs. */
export function noteJourneys(bench: Bench, visits: Visits, clients: readonly number[]): void {
  const ordered = [...visits].sort(([a], [b]) => Number(isOurs(a)) - Number(isOurs(b)));
  for (const count of clients) for (const kind of kinds) for (const [one, rounds] of ordered) noteKind(bench, kind, { one, clients: count, sold: rounds.map(({ sold }) => sold.get(count)!) });
  for (const [one, rounds] of ordered) for (const count of clients) noteReadingFirst(bench, { one, clients: count, sold: rounds.flatMap(({ readingFirst }) => readingFirst.get(count) ?? []) });
  for (const [one, rounds] of ordered) noteStatements(bench, one, rounds);
}

interface Measured {
  readonly one: Contestant;
  readonly clients: number;
  readonly sold: readonly Sold[];
}

function noteKind(bench: Bench, { name, series, unit, better, of }: Kind, { one, clients, sold }: Measured): void {
  const rounds = sold.map(of);
  const cpu = series === 'cpu' || series === 'orders-per-second' ? { cpuMsPerOrder: meanCpu(sold) } : {};
  bench.add(SUITE, {
    ...about(one), name: `${name}, ${clients} ${clients === 1 ? 'client' : 'clients'}`, series, unit, better, clients, lines: 3, rounds, ...cpu,
    requestsPerOrder: rounded(median(sold.map(requestsPerOrder))), errors: errorsOf(sold), ...ratios(bench, one, { series, clients, value: rounded(median(rounds.map(rounded))) }),
  });
}

/** Three calls instead of one: what a shop on Onefront would show before the order, as the peers' carts do. */
function noteReadingFirst(bench: Bench, { one, clients, sold }: Measured): void {
  if (sold.length === 0) return;
  for (const { name, series, unit, better, of } of kinds.filter(({ series }) => ['orders-per-second', 'cpu', 'p50'].includes(series))) {
    const rounds = sold.map(of);
    bench.add(SUITE, {
      ...about(one), name: `after a stock read and a quote: ${name}, ${clients} ${clients === 1 ? 'client' : 'clients'}`, series: `reading-first-${series}`, unit, better, clients, rounds,
      requestsPerOrder: rounded(median(sold.map(requestsPerOrder))), errors: errorsOf(sold), ...ratios(bench, one, { series, clients, value: rounded(median(rounds.map(rounded))) }),
    });
  }
}

function noteStatements(bench: Bench, one: Contestant, rounds: readonly Visit[]): void {
  const counted = rounds.flatMap(({ statements }) => (statements === undefined ? [] : [statements]));
  if (counted.length === 0) return;
  const value = rounded(median(counted));
  bench.add(SUITE, { ...about(one), name: 'SQL statements per order, 8 clients', series: 'statements', unit: 'statements', better: 'less', clients: 8, lines: 3, rounds: counted, statementsPerOrder: value, ...ratios(bench, one, { series: 'statements', clients: 8, value }) });
}

const isOurs = ({ subject }: Contestant): boolean => subject.name === 'onefront';

function about({ subject }: Contestant): Pick<Result, 'subject' | 'bus'> {
  return { subject: subject.name, ...(subject.bus ? { bus: subject.bus } : {}) };
}

/** Ours divided by each peer's of this run. */
function ratios({ results }: Bench, one: Contestant, { series, clients, value }: { readonly series: string; readonly clients: number; readonly value: number }): Pick<Result, 'ratios'> {
  if (!isOurs(one)) return {};
  const theirs = results.filter((result) => result.suite === SUITE && result.series === series && result.clients === clients && result.subject !== 'onefront');
  return { ratios: theirs.map((peer) => ({ to: `${peer.subject}, ${series.includes('request') ? 'per HTTP request' : 'per journey'}`, value: rounded(value / peer.median) })) };
}

export interface Raced {
  /** Where the shoppers stand when the race begins. */
  readonly kind: string;
  readonly outcome: Race;
  readonly units: number;
  readonly shoppers: number;
}

/** Units sold by the books, errors, and how long until everybody knew. */
export function noteRace(bench: Bench, one: Contestant, { kind, outcome, units, shoppers }: Raced): void {
  const { sold, confirmed, refused, failed, seconds, examples, control: [first, second], latecomer, promised } = outcome;
  const name = `race: ${shoppers} shoppers pay at once for ${units} units, ${kind}`;
  const verdict = sold === units ? 'exactly what there was' : sold > units ? `${sold - units} more than there were` : `${units - sold} left over though shoppers were turned away`;
  const notes = [`${sold} sold by its own books: ${verdict}`, `shoppers were told: ${confirmed} confirmed, ${refused} refused for stock, ${failed} other errors`,
    `two shoppers one after the other for 1 unit: ${words(first)}, then ${words(second)}`, `one more shopper after the race: ${words(latecomer)}`, ...(promised === undefined || promised === sold ? [] : [`its stock ledger holds ${promised} units as promised`])];
  const errors = { count: failed, of: shoppers, examples };
  bench.add(SUITE, { ...about(one), name: `${name}: sold`, series: 'race-sold', unit: 'units', better: 'less', clients: shoppers, lines: 1, rounds: [sold], errors, notes });
  bench.add(SUITE, { ...about(one), name: `${name}: until all have an answer`, series: 'race-seconds', unit: 's', better: 'less', clients: shoppers, lines: 1, rounds: [seconds], notes });
  bench.live.say(`  ${one.label}: ${notes.join('; ')}`);
}

const words = ({ outcome, why }: Placed): string => `${outcome}${why ? ` (${why})` : ''}`;
