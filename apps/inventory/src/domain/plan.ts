import type { Candidate, PromisedLine, Sourcing } from './facts.js';
import { chooseLocations, mostHelpful, type Chosen, type Destination, type SourcingNode } from './sourcing.js';
import type { Supply } from './supply.js';

/** Units of a SKU that an order asks for. Pickup is pinned to its location; everything else may ship from anywhere. */
export interface Demand {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly pickupAt?: string | undefined;
  readonly destination?: Destination | undefined;
}

export interface Shortage {
  readonly demand: Demand;
  /** How many of its units could have been had. */
  readonly available: number;
}

/** What could be promised: everything, or all but the shortages. Nothing is taken yet. */
export interface Plan {
  readonly lines: PromisedLine[];
  readonly short: Shortage[];
  readonly sourcing: Sourcing;
  /** Parcels of locations with a calendar, on the day they would leave. */
  readonly parcels: ReadonlyArray<{ readonly location: string; readonly day: string }>;
}

/** Plans a whole order, line by line in its order, each unit counted once however many lines ask for it (pains.md 2). */
export function plan(supply: Supply, demands: readonly Demand[]): Plan {
  const whole: Whole = { lines: [], short: [], chosen: new Set(), candidates: [], parcels: new Map() };
  for (const demand of demands) if (demand.pickupAt !== undefined) planPickup(supply, demand, demand.pickupAt, whole);
  for (const group of byDestination(demands)) planShipping(supply, group, whole);
  const { lines, short, chosen, candidates, parcels } = whole;
  const { currency: unit } = supply.weights;
  return { lines, short, sourcing: { chosen: [...chosen], candidates, ...(unit ? { unit } : {}) }, parcels: [...parcels].map(([location, day]) => ({ location, day })) };
}

type Whole = { lines: PromisedLine[]; short: Shortage[]; chosen: Set<string>; candidates: Candidate[]; parcels: Map<string, string> };

function planPickup(supply: Supply, demand: Demand, location: string, whole: Whole): void {
  const { lineId, sku, quantity } = demand;
  const open = supply.pickup(location) !== undefined;
  const available = open ? Math.min(quantity, supply.at(sku, location), supply.ofChannel(sku)) : 0;
  const why = open ? `has ${available} of ${quantity} ${sku}` : 'is no pickup location of this channel';
  if (!whole.candidates.some((one) => one.locations[0] === location)) {
    whole.candidates.push({ locations: [location], cost: '0', ...(available < quantity ? { rejectedBecause: why } : {}) });
  }
  if (available < quantity) whole.short.push({ demand, available });
  if (available === 0) return;
  supply.take(sku, location, available);
  whole.chosen.add(location);
  whole.lines.push({ lineId, sku, quantity: available, location });
}

function planShipping(supply: Supply, demands: readonly Demand[], whole: Whole): void {
  const { nodes, unfit } = supply.shippers(new Set(demands.map((one) => one.sku)), demands[0]!.destination ?? {});
  const { granted, decided } = grant(supply, demands, nodes);
  for (const { demand, units } of granted) if (units < demand.quantity) whole.short.push({ demand, available: units });
  whole.candidates.push(...decided.record.candidates);
  for (const [location, rejectedBecause] of unfit) whole.candidates.push({ locations: [location], cost: '0', rejectedBecause });
  const givers = supply.weights.byUnit ? [...decided.chosen].sort((a, b) => a.perUnit - b.perUnit || a.parcel - b.parcel || a.place - b.place) : decided.chosen;
  for (const { demand, units } of granted) whole.lines.push(...spread(supply, demand, units, givers));
  for (const { location, leaving } of decided.chosen) {
    whole.chosen.add(location);
    if (leaving) whole.parcels.set(location, leaving.day);
  }
}

type Granted = { demand: Demand; units: number };

/** What of each demand can be had from these locations, and the locations to give it. */
function grant(supply: Supply, demands: readonly Demand[], nodes: readonly SourcingNode[]): { granted: Granted[]; decided: Chosen } {
  const wanted = new Map<string, number>();
  const granted = demands.map((demand) => {
    const before = wanted.get(demand.sku) ?? 0;
    const most = Math.min(before + demand.quantity, supply.ofChannel(demand.sku));
    const units = Math.max(0, reachable(nodes, demand.sku, most) - before);
    if (units > 0) wanted.set(demand.sku, before + units);
    return { demand, units };
  });
  const decided = chooseLocations(wanted, nodes, supply.weights);
  // More parcels than the channel allows: only what the most helpful of them have can be had.
  return decided ? { granted, decided } : grant(supply, demands, mostHelpful(wanted, nodes, supply.weights.maxParcels));
}

/** Units of a SKU that these locations have together, counted no further than `most`. */
function reachable(nodes: readonly SourcingNode[], sku: string, most: number): number {
  let sum = 0;
  for (const node of nodes) {
    if (sum >= most) break;
    sum += node.left(sku);
  }
  return Math.min(sum, most);
}

/** A line stays whole where one of the chosen locations can serve it; else it is split, the best first. Where units cost something, the cheapest give first. */
function spread(supply: Supply, { lineId, sku }: Demand, units: number, chosen: readonly SourcingNode[]): PromisedLine[] {
  const lines: PromisedLine[] = [];
  const whole = supply.weights.byUnit ? undefined : chosen.find((node) => node.left(sku) >= units);
  let open = units;
  for (const node of whole ? [whole] : chosen) {
    const quantity = Math.min(open, node.left(sku));
    if (quantity === 0) continue;
    supply.take(sku, node.location, quantity);
    lines.push({ lineId, sku, quantity, location: node.location });
    open -= quantity;
  }
  return lines;
}

function byDestination(demands: readonly Demand[]): Demand[][] {
  const groups = new Map<string, Demand[]>();
  for (const demand of demands) {
    if (demand.pickupAt !== undefined) continue;
    const { country, geo } = demand.destination ?? {};
    const key = `${country}\t${geo?.lat}\t${geo?.lon}`;
    const group = groups.get(key);
    if (group) group.push(demand);
    else groups.set(key, [demand]);
  }
  return [...groups.values()];
}
