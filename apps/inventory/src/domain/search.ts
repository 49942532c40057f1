import type { Weights } from './weights.js';

/** A location that may ship, reduced to numbers. Bidders come sorted: the cheapest parcel first, among equals by a key that is unique. */
export interface Bidder {
  /** Units it can give of each SKU of the demand, by the SKU's place. */
  readonly has: readonly number[];
  /** What a parcel from there counts, without its units. */
  readonly parcel: number;
  readonly perUnit: number;
}

export interface Found {
  /** Places in the list of bidders. */
  readonly chosen: readonly number[];
  /** The best of the sets that would have served and were not chosen: one for each size. */
  readonly others: ReadonlyArray<readonly number[]>;
}

/** Looks at so many sets of each size (all pairs of 200 locations), then takes the best so far: a bound on time that does not depend on the clock, so that equal questions get equal answers. */
const STEPS = 20_000;

/**
 * The best set of locations for a demand (S4): one, pairs, triples, then greedily. `wanted` are units by SKU; all bidders together have enough.
 * Undefined when no set within `maxParcels` was found.
 */
export function search(wanted: readonly number[], bidders: readonly Bidder[], weights: Weights): Found | undefined {
  const most = Math.min(3, weights.maxParcels);
  const run = new Run(wanted, bidders, weights);
  const fewest = fewestOf(wanted, bidders);
  for (let size = Math.max(1, fewest); size <= most; size++) {
    run.look(size);
    if (weights.fewestFirst && run.best) break;
  }
  if (run.best) return { chosen: run.best, others: run.others() };
  const chosen = greedy(wanted, bidders);
  return chosen.length <= weights.maxParcels ? { chosen, others: [] } : undefined;
}

/** Fewer locations than this can never do, because even the largest stocks of some SKU do not add up. */
function fewestOf(wanted: readonly number[], bidders: readonly Bidder[]): number {
  let fewest = 0;
  wanted.forEach((units, sku) => {
    const top = [0, 0, 0];
    for (const { has } of bidders) {
      const there = has[sku]!;
      if (there >= units) return void (fewest = Math.max(fewest, 1));
      if (there > top[0]!) top.splice(0, 3, there, top[0]!, top[1]!);
      else if (there > top[1]!) top.splice(1, 2, there, top[1]!);
      else if (there > top[2]!) top[2] = there;
    }
    fewest = Math.max(fewest, top[0]! + top[1]! >= units ? 2 : top[0]! + top[1]! + top[2]! >= units ? 3 : 4);
  });
  return fewest;
}

class Run {
  best: readonly number[] | undefined;
  private bestCost = Infinity;
  private readonly bySize: Array<{ set: readonly number[]; cost: number }> = [];
  private readonly cheapestUnits: number;
  private steps = STEPS;

  constructor(private readonly wanted: readonly number[], private readonly bidders: readonly Bidder[], private readonly weights: Weights) {
    this.cheapestUnits = weights.byUnit ? wanted.reduce((sum, units) => sum + units, 0) * Math.min(...bidders.map((one) => one.perUnit)) : 0;
  }

  /** Looks at all sets of one size, the near ones first; a set as good as the best so far changes nothing. */
  look(size: number): void {
    // Each size has steps of its own, so that many pairs leave some for triples.
    this.steps = size === 1 ? this.bidders.length : STEPS;
    this.extend([], 0, size);
  }

  others(): Array<readonly number[]> {
    return this.bySize.filter(({ set }) => set !== this.best).map(({ set }) => set);
  }

  private extend(set: number[], spent: number, open: number): void {
    const last = this.bidders.length - open;
    for (let i = set.length === 0 ? 0 : set.at(-1)! + 1; i <= last && this.steps > 0; i++) {
      // Later ones cost at least as much: nothing behind here can be better.
      const least = spent + open * this.bidders[i]!.parcel + (set.length + open - 1) * this.weights.split + this.cheapestUnits;
      if (least >= this.bestCost) return;
      set.push(i);
      if (open > 1) this.extend(set, spent + this.bidders[i]!.parcel, open - 1);
      else this.consider(set);
      set.pop();
    }
  }

  private consider(set: readonly number[]): void {
    this.steps -= 1;
    if (!serves(this.wanted, this.bidders, set)) return;
    const cost = setCost(this.wanted, this.bidders, set, this.weights);
    const own = this.bySize.find((one) => one.set.length === set.length);
    if (own && own.cost <= cost) return;
    const kept = { set: [...set], cost };
    if (own) this.bySize[this.bySize.indexOf(own)] = kept;
    else this.bySize.push(kept);
    if (cost < this.bestCost) [this.best, this.bestCost] = [kept.set, cost];
  }
}

function serves(wanted: readonly number[], bidders: readonly Bidder[], set: readonly number[]): boolean {
  for (let sku = 0; sku < wanted.length; sku++) {
    let sum = 0;
    for (const i of set) sum += bidders[i]!.has[sku]!;
    if (sum < wanted[sku]!) return false;
  }
  return true;
}

/** What a set counts: its parcels, the splits, and its units, each SKU from where a unit is cheapest. */
export function setCost(wanted: readonly number[], bidders: readonly Bidder[], set: readonly number[], weights: Weights): number {
  let cost = (set.length - 1) * weights.split + (weights.byUnit ? unitCost(wanted, bidders, set) : 0);
  for (const i of set) cost += bidders[i]!.parcel;
  return cost;
}

export function unitCost(wanted: readonly number[], bidders: readonly Bidder[], set: readonly number[]): number {
  const byUnit = [...set].sort((a, b) => bidders[a]!.perUnit - bidders[b]!.perUnit || a - b);
  return wanted.reduce((sum, units, sku) => {
    let open = units;
    for (const i of byUnit) {
      const given = Math.min(open, bidders[i]!.has[sku]!);
      sum += given * bidders[i]!.perUnit;
      open -= given;
    }
    return sum;
  }, 0);
}

/** Takes the location that helps most, again and again, the cheaper one of equals; whoever turns out not to be needed is left out. */
export function greedy(wanted: readonly number[], bidders: readonly Bidder[]): number[] {
  const open = [...wanted];
  const chosen: number[] = [];
  const rest = new Set(bidders.keys());
  while (open.some((units) => units > 0)) {
    let best = -1;
    let bestUnits = 0;
    for (const i of rest) {
      let units = 0;
      for (let sku = 0; sku < open.length; sku++) units += Math.min(open[sku]!, bidders[i]!.has[sku]!);
      if (units > bestUnits) [best, bestUnits] = [i, units];
    }
    if (best < 0) break;
    rest.delete(best);
    chosen.push(best);
    bidders[best]!.has.forEach((there, sku) => { open[sku] = Math.max(0, open[sku]! - there); });
  }
  for (const i of [...chosen].sort((a, b) => b - a)) {
    const without = chosen.filter((one) => one !== i);
    if (without.length > 0 && serves(wanted, bidders, without)) chosen.splice(chosen.indexOf(i), 1);
  }
  return chosen;
}
