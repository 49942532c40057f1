import type { Candidate, PromisedLine, Sourcing } from './facts.js';
import { chooseLocations, type Destination, type SourcingNode } from './sourcing.js';
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
}

/** Plans a whole order, line by line in its order, each unit counted once however many lines ask for it (pains.md 2). */
export function plan(supply: Supply, demands: readonly Demand[]): Plan {
  const whole = { lines: [] as PromisedLine[], short: [] as Shortage[], chosen: new Set<string>(), candidates: [] as Candidate[] };
  for (const demand of demands) if (demand.pickupAt !== undefined) planPickup(supply, demand, demand.pickupAt, whole);
  for (const group of byDestination(demands)) planShipping(supply, group, whole);
  const { lines, short, chosen, candidates } = whole;
  return { lines, short, sourcing: { chosen: [...chosen], candidates } };
}

type Whole = { lines: PromisedLine[]; short: Shortage[]; chosen: Set<string>; candidates: Candidate[] };

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
  const nodes = supply.shippers(new Set(demands.map((one) => one.sku)), demands[0]!.destination ?? {});
  const wanted = new Map<string, number>();
  const granted = demands.map((demand) => {
    const before = wanted.get(demand.sku) ?? 0;
    const reachable = nodes.reduce((sum, node) => sum + node.left(demand.sku), 0);
    const available = Math.min(demand.quantity, Math.max(0, Math.min(reachable, supply.ofChannel(demand.sku)) - before));
    if (available < demand.quantity) whole.short.push({ demand, available });
    if (available > 0) wanted.set(demand.sku, before + available);
    return { demand, units: available };
  });
  const { chosen, record } = chooseLocations(wanted, nodes);
  whole.candidates.push(...record.candidates);
  for (const { demand, units } of granted) whole.lines.push(...spread(supply, demand, units, chosen));
  for (const node of chosen) whole.chosen.add(node.location);
}

/** A line stays whole where one of the chosen locations can serve it; else it is split, nearest first. */
function spread(supply: Supply, { lineId, sku }: Demand, units: number, chosen: readonly SourcingNode[]): PromisedLine[] {
  const lines: PromisedLine[] = [];
  const whole = chosen.filter((node) => node.left(sku) >= units).slice(0, 1);
  let open = units;
  for (const node of whole.length > 0 ? whole : chosen) {
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
