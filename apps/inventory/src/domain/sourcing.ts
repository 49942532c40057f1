import { distanceKm, type Geo } from '@onefront/kernel';
import type { Candidate, Sourcing } from './facts.js';
import { placesOf, type Channel, type Location } from './network.js';

/** Where goods are to go, as far as it is known. */
export interface Destination {
  readonly country?: string | undefined;
  readonly geo?: Geo | undefined;
}

/** A location that may ship, with what it could still promise of a SKU. */
export interface SourcingNode {
  readonly location: string;
  readonly km: number;
  left(sku: string): number;
}

/** Each further parcel costs more than any way on earth, so that fewest locations win, and the nearest of them. */
const PARCEL = 100_000;
/** Kilometres taken for a way whose ends we do not know: the same country before another one. */
const SAME_COUNTRY_KM = 300;
const OTHER_COUNTRY_KM = 10_000;
/** Bounds of the search: nearest first, so what is left out is far away. */
const PAIRS_AMONG = 64;
const TRIPLES_AMONG = 24;
const CANDIDATES_TOLD = 6;

/** Kilometres from a location to a destination; an assumption where one of them has no coordinates. */
export function wayTo(location: Location, destination: Destination): number {
  if (location.geo && destination.geo) return Math.round(distanceKm(location.geo, destination.geo));
  return location.country !== undefined && location.country === destination.country ? SAME_COUNTRY_KM : OTHER_COUNTRY_KM;
}

/** Nearest first; equally near ones in the channel's own order. */
export function nearestFirst<N extends SourcingNode>(nodes: readonly N[], channel: Channel): N[] {
  const places = placesOf(channel);
  return [...nodes].sort((a, b) => a.km - b.km || (places.get(a.location) ?? 0) - (places.get(b.location) ?? 0));
}

/**
 * Chooses the locations that serve a demand (S4): one if it can, else the fewest: pairs, triples, then greedily; among equals the nearest.
 * `nodes` come nearest first and together have enough. Equal inputs give equal answers.
 */
export function chooseLocations(demand: ReadonlyMap<string, number>, nodes: readonly SourcingNode[]): { chosen: SourcingNode[]; record: Sourcing } {
  const useful = nodes.filter((node) => [...demand.keys()].some((sku) => node.left(sku) > 0));
  const chosen = single(demand, useful) ?? pair(demand, useful) ?? triple(demand, useful) ?? greedy(demand, useful);
  const told: Candidate[] = chosen.length > 0 ? [{ locations: chosen.map((node) => node.location), cost: cost(chosen) }] : [];
  for (const node of useful) {
    if (told.length >= CANDIDATES_TOLD) break;
    if (chosen.length === 1 && chosen[0] === node) continue;
    told.push({ locations: [node.location], cost: cost([node]), rejectedBecause: whyNot(demand, node) });
  }
  return { chosen, record: { chosen: chosen.map((node) => node.location), candidates: told } };
}

function cost(nodes: readonly SourcingNode[]): string {
  return String((nodes.length - 1) * PARCEL + nodes.reduce((sum, node) => sum + node.km, 0));
}

function whyNot(demand: ReadonlyMap<string, number>, node: SourcingNode): string {
  for (const [sku, units] of demand) if (node.left(sku) < units) return `has ${node.left(sku)} of ${units} ${sku}`;
  return 'is farther away';
}

function serves(demand: ReadonlyMap<string, number>, ...nodes: SourcingNode[]): boolean {
  for (const [sku, units] of demand) {
    let sum = 0;
    for (const node of nodes) sum += node.left(sku);
    if (sum < units) return false;
  }
  return true;
}

function single(demand: ReadonlyMap<string, number>, nodes: readonly SourcingNode[]): SourcingNode[] | undefined {
  const node = nodes.find((one) => serves(demand, one));
  return node && [node];
}

function pair(demand: ReadonlyMap<string, number>, nodes: readonly SourcingNode[]): SourcingNode[] | undefined {
  const near = nodes.slice(0, PAIRS_AMONG);
  let best: SourcingNode[] | undefined;
  let bestKm = Infinity;
  near.forEach((a, i) => near.slice(i + 1).forEach((b) => {
    if (a.km + b.km < bestKm && serves(demand, a, b)) [best, bestKm] = [[a, b], a.km + b.km];
  }));
  return best;
}

function triple(demand: ReadonlyMap<string, number>, nodes: readonly SourcingNode[]): SourcingNode[] | undefined {
  const near = nodes.slice(0, TRIPLES_AMONG);
  let best: SourcingNode[] | undefined;
  let bestKm = Infinity;
  near.forEach((a, i) => near.slice(i + 1).forEach((b, j) => near.slice(i + j + 2).forEach((c) => {
    if (a.km + b.km + c.km < bestKm && serves(demand, a, b, c)) [best, bestKm] = [[a, b, c], a.km + b.km + c.km];
  })));
  return best;
}

/** Takes the location that helps most, again and again; the nearer one of equals. */
function greedy(demand: ReadonlyMap<string, number>, nodes: readonly SourcingNode[]): SourcingNode[] {
  const open = new Map(demand);
  const chosen: SourcingNode[] = [];
  const rest = new Set(nodes);
  while (open.size > 0 && rest.size > 0) {
    let best: SourcingNode | undefined;
    let bestUnits = 0;
    for (const node of rest) {
      let units = 0;
      for (const [sku, wanted] of open) units += Math.min(wanted, node.left(sku));
      if (units > bestUnits) [best, bestUnits] = [node, units];
    }
    if (!best) break;
    rest.delete(best);
    chosen.push(best);
    for (const [sku, wanted] of [...open]) {
      const left = wanted - best.left(sku);
      if (left > 0) open.set(sku, left);
      else open.delete(sku);
    }
  }
  return chosen;
}
