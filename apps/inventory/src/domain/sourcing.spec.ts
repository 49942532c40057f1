import fc from 'fast-check';
import { greedy, search, setCost, type Bidder } from './search.js';
import { bestFirst, chooseLocations, type SourcingNode } from './sourcing.js';
import type { Channel } from './network.js';
import { weightsOf, type Weights } from './weights.js';

const RUNS = { numRuns: 10_000, seed: 20261123 };

const policies: ReadonlyArray<Channel['sourcing']> = [
  undefined,
  { rule: 'nearest', currency: 'EUR' },
  { rule: 'fewest-parcels', currency: 'EUR', splitPenalty: 300, per100Km: 200 },
  { rule: 'cheapest', currency: 'EUR', splitPenalty: 250, per100Km: 1_000, perDayLate: 90 },
  { rule: 'cheapest', currency: 'EUR', splitPenalty: 40, per100Km: 700, maxParcels: 2 },
  { rule: 'cheapest', currency: 'EUR', splitPenalty: 0, costs: [0, 1, 2, 3, 4, 5].map((i) => ({ location: `l-${i}`, perParcel: i * 20, perUnit: 50 - i * 9 })) },
];
const weights = policies.map((sourcing) => weightsOf({ id: 'web', locations: [], buffer: 0, ...(sourcing ? { sourcing } : {}) }));
const units = fc.array(fc.nat(5), { minLength: 3, maxLength: 3 });
const place = fc.record({ has: units, km: fc.nat(900), daysLate: fc.nat(2) });
const question = fc.record({ policy: fc.nat(policies.length - 1), wanted: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }), places: fc.array(place, { minLength: 1, maxLength: 6 }) });

interface Place { readonly has: readonly number[]; readonly km: number; readonly daysLate: number }

function nodesOf(places: readonly Place[], w: Weights): SourcingNode[] {
  return places.map(({ has, km, daysLate }, i) => {
    const own = w.costs.get(`l-${i}`);
    const parcel = Math.round(km * w.perKm) + daysLate * w.perDayLate + (own?.perParcel ?? 0);
    return { location: `l-${i}`, km, place: i, leaving: { day: `2026-11-0${daysLate + 1}`, daysLate }, parcel, perUnit: own?.perUnit ?? 0, left: (sku) => has[Number(sku)]! };
  });
}

function bidding(nodes: readonly SourcingNode[], wanted: readonly number[]): Bidder[] {
  return nodes.map(({ parcel, perUnit, left }) => ({ parcel, perUnit, has: wanted.map((most, sku) => Math.min(most, left(String(sku)))) }));
}

/** Every set of up to three locations that serves the demand, counted by another way than the search: each unit goes to the cheapest of the set that still has one. */
function bruteForce(wanted: readonly number[], nodes: readonly SourcingNode[], w: Weights): Array<{ set: SourcingNode[]; cost: number }> {
  const found: Array<{ set: SourcingNode[]; cost: number }> = [];
  for (let mask = 1; mask < 1 << nodes.length; mask++) {
    const set = nodes.filter((_, i) => mask & (1 << i));
    if (set.length > Math.min(3, w.maxParcels) || !wanted.every((most, sku) => set.reduce((sum, node) => sum + node.left(String(sku)), 0) >= most)) continue;
    let cost = (set.length - 1) * w.split + set.reduce((sum, node) => sum + node.parcel, 0);
    wanted.forEach((most, sku) => {
      const each = set.flatMap((node) => Array.from({ length: node.left(String(sku)) }, () => node.perUnit)).sort((a, b) => a - b);
      cost += each.slice(0, most).reduce((sum, one) => sum + one, 0);
    });
    found.push({ set, cost });
  }
  return found;
}

const demandOf = (wanted: readonly number[]) => new Map(wanted.map((most, sku) => [String(sku), most]));
const enough = (wanted: readonly number[], places: readonly Place[]) => wanted.every((most, sku) => places.reduce((sum, { has }) => sum + has[sku]!, 0) >= most);

describe('S4 sourcing', () => {
  it('S4 is never worse than trying every single location, pair and triple', () => {
    let compared = 0;
    fc.assert(fc.property(question, ({ policy, wanted, places }) => {
      if (!enough(wanted, places)) return;
      const w = weights[policy]!;
      const nodes = bestFirst(nodesOf(places, w));
      const all = bruteForce(wanted, nodes, w);
      const decided = chooseLocations(demandOf(wanted), nodes, w);
      if (all.length === 0) return void expect(decided === undefined || decided.chosen.length > 3).toBe(true);
      compared++;
      const size = w.fewestFirst ? Math.min(...all.map(({ set }) => set.length)) : undefined;
      const best = Math.min(...all.filter(({ set }) => size === undefined || set.length === size).map(({ cost }) => cost));
      const bidders = bidding(nodes, wanted);
      expect(setCost(wanted, bidders, decided!.chosen.map((node) => nodes.indexOf(node)), w)).toBe(best);
      if (size !== undefined) expect(decided!.chosen).toHaveLength(size);
    }), RUNS);
    expect(compared).toBeGreaterThan(3_000);
  });

  it('S4 chooses locations that have the units, none twice, and gives equal answers whatever order the inputs came in', () => {
    fc.assert(fc.property(question, fc.infiniteStream(fc.nat()), ({ policy, wanted, places }, random) => {
      if (!enough(wanted, places)) return;
      const w = weights[policy]!;
      const answer = (nodes: SourcingNode[]) => chooseLocations(demandOf(wanted), bestFirst(nodes), w);
      const first = answer(nodesOf(places, w));
      const shuffled = nodesOf(places, w).map((node) => ({ node, key: random.next().value as number })).sort((a, b) => a.key - b.key).map(({ node }) => node);
      expect(answer(shuffled)?.record).toEqual(first?.record);
      if (!first) return;
      wanted.forEach((most, sku) => expect(first.chosen.reduce((sum, node) => sum + node.left(String(sku)), 0)).toBeGreaterThanOrEqual(most));
      expect(new Set(first.record.chosen).size).toBe(first.record.chosen.length);
      expect(first.record.candidates[0]).toMatchObject({ locations: first.record.chosen });
      expect(first.record.candidates.slice(1).every((one) => one.rejectedBecause)).toBe(true);
    }), RUNS);
  });

  it('S4 takes greedily when three are not enough, and leaves out whoever is not needed', () => {
    const bidder = (...has: number[]): Bidder => ({ has, parcel: 1, perUnit: 0 });
    expect(greedy([4, 4], [bidder(3, 2), bidder(4, 0), bidder(0, 4)])).toEqual([2, 1]);
    const w = weights[0]!;
    const eight = Array.from({ length: 8 }, (_, i) => bidder(...Array.from({ length: 8 }, (__, sku) => (sku === i ? 1 : 0))));
    expect(search(Array.from({ length: 8 }, () => 1), eight, w)!.chosen).toHaveLength(8);
    expect(search(Array.from({ length: 8 }, () => 1), eight, { ...w, maxParcels: 7 })).toBeUndefined();
  });

  it('S4 splits an order only when that is cheaper, by the penalty in money', () => {
    const places = [{ has: [1, 0, 0], km: 10, daysLate: 0 }, { has: [0, 1, 0], km: 10, daysLate: 0 }, { has: [1, 1, 0], km: 500, daysLate: 0 }];
    const chosen = (splitPenalty: number) => {
      const w = weightsOf({ id: 'web', locations: [], buffer: 0, sourcing: { rule: 'cheapest', currency: 'EUR', splitPenalty, per100Km: 100 } });
      return chooseLocations(demandOf([1, 1]), bestFirst(nodesOf(places, w)), w)!.record;
    };
    expect(chosen(479)).toMatchObject({ chosen: ['l-0', 'l-1'], unit: 'EUR', candidates: [{ cost: '4.99', parts: [{ part: 'way', cost: '0.20' }, { part: 'split', cost: '4.79' }] }, { locations: ['l-2'], cost: '5.00', rejectedBecause: 'cost more in sum' }, {}, {}] });
    expect(chosen(480)).toMatchObject({ chosen: ['l-2'] });
  });
});
