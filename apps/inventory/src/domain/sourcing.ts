import { distanceKm, type Geo } from '@onefront/kernel';
import type { Leaving } from './calendar.js';
import type { Sourcing } from './facts.js';
import type { Location } from './network.js';
import { sourcingRecord } from './sourcing-record.js';
import { greedy, search, type Bidder } from './search.js';
import type { Weights } from './weights.js';

/** Where goods are to go, as far as it is known. */
export interface Destination {
  readonly country?: string | undefined;
  readonly geo?: Geo | undefined;
}

/** A location that may ship, with what it could still promise of a SKU. */
export interface SourcingNode {
  readonly location: string;
  readonly km: number;
  /** Its place in the channel's own order; unique. */
  readonly place: number;
  /** When a parcel would leave; absent where that is no concern. */
  readonly leaving?: Leaving | undefined;
  /** What a parcel from there counts without its units, and what each unit adds (`weights.ts`). */
  readonly parcel: number;
  readonly perUnit: number;
  left(sku: string): number;
}

/** Kilometres taken for a way whose ends we do not know: the same country before another one. */
const SAME_COUNTRY_KM = 300;
const OTHER_COUNTRY_KM = 10_000;

/** Kilometres from a location to a destination; an assumption where one of them has no coordinates. */
export function wayTo(location: Location, destination: Destination): number {
  if (location.geo && destination.geo) return Math.round(distanceKm(location.geo, destination.geo));
  return location.country !== undefined && location.country === destination.country ? SAME_COUNTRY_KM : OTHER_COUNTRY_KM;
}

/** The best parcel first; equally good ones in the channel's own order, so that no two are equal. */
export function bestFirst<N extends SourcingNode>(nodes: N[]): N[] {
  return nodes.sort((a, b) => a.parcel - b.parcel || a.place - b.place);
}

export interface Chosen {
  readonly chosen: readonly SourcingNode[];
  readonly record: Sourcing;
}

/**
 * Chooses the locations that serve a demand (S4) by the channel's weights, and says why. `nodes` come by `bestFirst` and together have enough.
 * Undefined when the channel's limit of parcels does not allow it. Equal inputs give equal answers, in whatever order they came.
 */
export function chooseLocations(demand: ReadonlyMap<string, number>, nodes: readonly SourcingNode[], weights: Weights): Chosen | undefined {
  if (demand.size === 0) return { chosen: [], record: { chosen: [], candidates: [] } };
  const usual = weights.fewestFirst && !weights.byUnit ? firstWithAll(demand, nodes) : -1;
  if (usual >= 0) {
    const [skus, wanted] = [[...demand.keys()], [...demand.values()]];
    return { chosen: [nodes[usual]!], record: sourcingRecord({ skus, wanted, nodes, bidders: [], weights }, { chosen: [usual], others: [] }) };
  }
  const { skus, wanted, useful, bidders } = bidding(demand, nodes);
  const found = search(wanted, bidders, weights);
  if (!found) return undefined;
  return { chosen: found.chosen.map((i) => useful[i]!), record: sourcingRecord({ skus, wanted, nodes: useful, bidders, weights }, found) };
}

/** The usual order has one answer, found without a search: nodes come sorted, so the first that has everything is the best. */
function firstWithAll(demand: ReadonlyMap<string, number>, nodes: readonly SourcingNode[]): number {
  return nodes.findIndex((node) => {
    for (const [sku, units] of demand) if (node.left(sku) < units) return false;
    return true;
  });
}

/** So many locations, each the one that helps most when its turn comes; in the order of `nodes`. */
export function mostHelpful(demand: ReadonlyMap<string, number>, nodes: readonly SourcingNode[], most: number): SourcingNode[] {
  const { wanted, useful, bidders } = bidding(demand, nodes);
  const chosen = new Set(greedy(wanted, bidders).slice(0, most));
  return useful.filter((_, i) => chosen.has(i));
}

function bidding(demand: ReadonlyMap<string, number>, nodes: readonly SourcingNode[]) {
  const skus = [...demand.keys()];
  const wanted = [...demand.values()];
  const useful: SourcingNode[] = [];
  const bidders: Bidder[] = [];
  for (const node of nodes) {
    const has = skus.map((sku, i) => Math.min(node.left(sku), wanted[i]!));
    if (!has.some((units) => units > 0)) continue;
    useful.push(node);
    bidders.push({ has, parcel: node.parcel, perUnit: node.perUnit });
  }
  return { skus, wanted, useful, bidders };
}
