import type { Result } from '../types.js';
import { figure } from './figure.js';
import { peers } from './ratios.js';

/** The claims of the project, each with what was aimed at and what was measured; a claim without its figures is left out. */
export function headline(results: readonly Result[]): string {
  const rows = [...againstFloor(results), ...againstPeers(results), ...latencyRows(results), ...raceRows(results), ...readRows(results), ...reservationRows(results), ...growthRows(results)];
  if (rows.length === 0) return '';
  return ['## In short', '', '| claim | aim | measured | |', '|---|---|---|---|', ...rows.map(({ claim, aim, measured, met }) => `| ${claim} | ${aim} | ${measured} | ${met ? 'met' : '**missed**'} |`)].join('\n');
}

interface Row {
  readonly claim: string;
  readonly aim: string;
  readonly measured: string;
  readonly met: boolean;
}

const best = (results: readonly Result[]): Result | undefined => [...results].sort((a, b) => b.median - a.median)[0];

/** Our best rate of 3-line orders on each bus. */
function ours(results: readonly Result[], suite: string): Result[] {
  const rates = results.filter((one) => one.suite === suite && one.series === 'orders-per-second' && one.subject === 'onefront' && one.lines === 3);
  return (['kafka', 'pglog'] as const).flatMap((bus) => best(rates.filter((one) => one.bus === bus)) ?? []);
}

function againstFloor(results: readonly Result[]): Row[] {
  const floor = results.find(({ series }) => series === 'floor-7-round-trips');
  if (!floor) return [];
  return ours(results, 'orders').map((rate) => {
    const share = rate.median / floor.median;
    return { claim: `3-line orders per second on ${rate.bus}, beside pgbench's rows of one`, aim: 'a tenth, then a sixth, a quarter as the stretch', measured: `${figure(rate.median)} of ${figure(floor.median)}: 1/${(1 / share).toFixed(1)}`, met: share >= 0.1 };
  });
}

function againstPeers(results: readonly Result[]): Row[] {
  const rates = results.filter(({ suite, series }) => suite === 'side-by-side' && series === 'orders-per-second');
  const rivals = peers(rates);
  const fastest = best(rivals);
  if (!fastest) return [];
  const rows: Row[] = ours(results, 'side-by-side').map((rate) => {
    const times = rate.median / fastest.median;
    return { claim: `orders per second on ${rate.bus}, beside the faster peer (${fastest.subject})`, aim: '100 times', measured: `${figure(rate.median)} beside ${figure(fastest.median)}: ${times.toFixed(0)} times`, met: times >= 100 };
  });
  return [...rows, ...cpuRows(results)];
}

function cpuRows(results: readonly Result[]): Row[] {
  const costs = results.filter(({ suite, series }) => suite === 'side-by-side' && series === 'cpu');
  const cheapest = least(costs.filter(({ subject }) => subject !== 'onefront'));
  if (!cheapest) return [];
  return (['kafka', 'pglog'] as const).flatMap((bus) => {
    const cost = least(costs.filter((one) => one.subject === 'onefront' && one.bus === bus));
    if (!cost) return [];
    const share = cost.median / cheapest.median;
    return [{ claim: `CPU of an order on ${bus}, beside the cheaper peer's journey (${cheapest.subject})`, aim: '1/100', measured: `${figure(cost.median)} ms beside ${figure(cheapest.median)} ms: 1/${(1 / share).toFixed(0)}`, met: share <= 0.01 }];
  });
}

/** At one client against the single call that places an order; under load our slowest against their middle, whole journeys. */
function latencyRows(results: readonly Result[]): Row[] {
  const found = results.filter(({ suite }) => suite === 'side-by-side');
  const most = Math.max(...found.map(({ clients, lines }) => (lines === 3 ? (clients ?? 0) : 0)));
  const pairs = [
    { claim: 'confirmation p50 at one client, beside the quickest peer\'s placing call alone', clients: 1, ours: 'p50', theirs: 'placing-p50' },
    { claim: `confirmation p99 at ${most} clients, beside the quickest peer's p50`, clients: most, ours: 'p99', theirs: 'p50' },
  ];
  return pairs.flatMap(({ claim, clients, ours: series, theirs }) => {
    const mine = least(found.filter((one) => one.series === series && one.clients === clients && one.subject === 'onefront'));
    const quickest = least(found.filter((one) => one.series === theirs && one.clients === clients && one.subject !== 'onefront'));
    return mine && quickest ? [{ claim, aim: 'below', measured: `${figure(mine.median)} ms (${mine.bus}) beside ${figure(quickest.median)} ms (${quickest.subject})`, met: mine.median < quickest.median }] : [];
  });
}

const least = (results: readonly Result[]): Result | undefined => [...results].sort((a, b) => a.median - b.median)[0];

/** The last units: how many were sold of how many there were. */
function raceRows(results: readonly Result[]): Row[] {
  const races = results.filter(({ series, subject }) => series === 'race-sold' && subject === 'onefront');
  return races.map(({ name, bus, median, errors }) => {
    const [, units] = /for (\d+) units/.exec(name) ?? [];
    return { claim: `the race for the last ${units} units, on ${bus}`, aim: `${units} sold, no errors`, measured: `${figure(median)} sold, ${errors?.count ?? 0} errors`, met: median === Number(units) && (errors?.count ?? 0) === 0 };
  });
}

function readRows(results: readonly Result[]): Row[] {
  return ([[64, 0.5], [8, 0.25]] as const).flatMap(([connections, aim]) => {
    const [stock, echo] = ['reads-stock', 'reads-echo'].map((series) => results.find((one) => one.series === series && one.clients === connections));
    if (!stock || !echo) return [];
    const share = stock.median / echo.median;
    return [{ claim: `stock reads at ${connections} connections, beside a bare echo`, aim: String(aim), measured: `${figure(stock.median)} of ${figure(echo.median)}: ${share.toFixed(2)}`, met: share >= aim }];
  });
}

function reservationRows(results: readonly Result[]): Row[] {
  const hot = results.find(({ suite, series }) => suite === 'reservations' && series === 'hot');
  return hot ? [{ claim: 'reservations per second on one hot SKU, real code', aim: '20,000', measured: figure(hot.median), met: hot.median >= 20_000 }] : [];
}

function growthRows(results: readonly Result[]): Row[] {
  const sizes = results.filter(({ series }) => series === 'growth-skus').sort((a, b) => a.at! - b.at!);
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (!first || !last || first === last) return [];
  const share = last.median / first.median;
  return [{ claim: `orders per second with ${last.at!.toLocaleString('en')} SKUs, beside ${first.at!.toLocaleString('en')}`, aim: '0.9', measured: share.toFixed(2), met: share >= 0.9 }];
}
