import type { Result } from '../types.js';
import { rounded } from '../harness/statistics.js';

/** Series of floors that a rate of orders is held against, and what they are called in ratios. */
const orderFloors = [
  { series: 'floor-7-round-trips', name: 'pgbench, 7 round trips' },
  { series: 'floor-one-call', name: 'pgbench, one call' },
  { series: 'floor-set-based', name: 'set-based SQL from Node' },
] as const;

/** Gives every rate of 3-line orders of ours its ratio to the floors and to the best of each peer of the same run, per journey and per HTTP request. */
export function withRatios(results: readonly Result[]): Result[] {
  const rates = results.filter(({ series, subject }) => series === 'orders-per-second' && subject !== 'floor');
  return results.map((result) => {
    if (!rates.includes(result) || result.subject !== 'onefront' || (result.lines ?? 3) !== 3 || result.ratios) return result;
    const ratios = [...floorRatios(result, results), ...peers(rates).flatMap((peer) => peerRatios(result, peer))];
    return ratios.length > 0 ? { ...result, ratios } : result;
  });
}

function floorRatios({ median }: Result, results: readonly Result[]): Array<{ to: string; value: number }> {
  return orderFloors.flatMap(({ series, name }) => {
    const floor = results.find((one) => one.series === series);
    return floor ? [{ to: name, value: rounded(median / floor.median) }] : [];
  });
}

/** The best rate of each peer, with 3-line orders where it says how many. */
export function peers(rates: readonly Result[]): Result[] {
  const best = new Map<string, Result>();
  for (const rate of rates) {
    if (rate.subject === 'onefront' || (rate.lines ?? 3) !== 3) continue;
    if (rate.median > (best.get(rate.subject)?.median ?? 0)) best.set(rate.subject, rate);
  }
  return [...best.values()];
}

function peerRatios(ours: Result, peer: Result): Array<{ to: string; value: number }> {
  const perRequest = (result: Result): number => result.median * (result.requestsPerOrder ?? 1);
  return [
    { to: `${peer.subject}, per journey`, value: rounded(ours.median / peer.median) },
    { to: `${peer.subject}, per HTTP request`, value: rounded(perRequest(ours) / perRequest(peer)) },
  ];
}
