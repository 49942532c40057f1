import { formatDecimal } from '@onefront/kernel';
import type { Candidate, Sourcing } from './facts.js';
import { setCost, unitCost, type Bidder, type Found } from './search.js';
import type { SourcingNode } from './sourcing.js';
import type { Weights } from './weights.js';

const CANDIDATES_TOLD = 6;

/** All that a decision was made of. `nodes` and `bidders` are the same locations in the same order. */
export interface Question {
  readonly skus: readonly string[];
  readonly wanted: readonly number[];
  readonly nodes: readonly SourcingNode[];
  /** May be left out where nothing but single locations is told and units cost nothing. */
  readonly bidders: readonly Bidder[];
  readonly weights: Weights;
}

/** Who was looked at, what each would have cost, and why it was not taken: the chosen first, then sets of other sizes, then the best single locations. */
export function sourcingRecord(question: Question, { chosen, others }: Found): Sourcing {
  const { nodes, weights } = question;
  const told: Candidate[] = chosen.length > 0 ? [candidate(question, chosen)] : [];
  for (const set of others) told.push(rejected(candidate(question, set), whySetNot(question, set, chosen)));
  for (let i = 0; i < nodes.length && told.length < CANDIDATES_TOLD; i++) {
    if ((chosen.length === 1 && chosen[0] === i) || others.some((set) => set.length === 1 && set[0] === i)) continue;
    told.push(rejected(candidate(question, [i]), whyNot(question, i, chosen)));
  }
  return { chosen: chosen.map((i) => nodes[i]!.location), candidates: told, ...(weights.currency ? { unit: weights.currency } : {}) };
}

function candidate(question: Question, set: readonly number[]): Candidate {
  const { nodes, bidders, wanted, weights } = question;
  const only = nodes[set[0]!]!;
  if (set.length === 1 && !weights.currency && !only.leaving) return { locations: [only.location], cost: String(only.parcel) };
  const cost = set.length === 1 && !weights.byUnit ? only.parcel : setCost(wanted, bidders, set, weights);
  const days = set.flatMap((i) => nodes[i]!.leaving?.day ?? []).sort();
  const parts = partsOf(question, set);
  return {
    locations: set.map((i) => nodes[i]!.location), cost: written(cost, weights),
    ...(parts.length > 0 ? { parts } : {}), ...(days.length > 0 ? { leavesOn: days.at(-1)! } : {}),
  };
}

function rejected(candidate: Candidate, rejectedBecause: string): Candidate {
  return Object.assign(candidate, { rejectedBecause });
}

/** The parts that a cost is made of; none when it is only the way. */
function partsOf({ nodes, bidders, wanted, weights }: Question, set: readonly number[]): NonNullable<Candidate['parts']> {
  let [delay, handling] = [0, weights.byUnit ? unitCost(wanted, bidders, set) : 0];
  let way = 0;
  for (const i of set) {
    const { km, leaving, location } = nodes[i]!;
    way += Math.round(km * weights.perKm);
    delay += (leaving?.daysLate ?? 0) * weights.perDayLate;
    handling += weights.costs.get(location)?.perParcel ?? 0;
  }
  const split = (set.length - 1) * weights.split;
  if (delay === 0 && handling === 0 && split === 0) return [];
  const all = [['way', way], ['handling', handling], ['split', split], ['delay', delay]] as const;
  return all.filter(([, cost]) => cost > 0).map(([part, cost]) => ({ part, cost: written(cost, weights) }));
}

function whyNot({ skus, wanted, nodes, weights }: Question, i: number, chosen: readonly number[]): string {
  for (let k = 0; k < skus.length; k++) {
    const there = nodes[i]!.left(skus[k]!);
    if (there < wanted[k]!) return `has ${there} of ${wanted[k]} ${skus[k]}`;
  }
  const [first] = chosen;
  if (first === undefined) return 'is not needed';
  const later = (nodes[i]!.leaving?.daysLate ?? 0) > (nodes[first]!.leaving?.daysLate ?? 0);
  if (weights.currency === undefined && !later) return 'is farther away';
  return later ? `leaves later, on ${nodes[i]!.leaving!.day}` : 'costs more';
}

function whySetNot(question: Question, set: readonly number[], chosen: readonly number[]): string {
  if (set.length === 1 && chosen.length === 1) return whyNot(question, set[0]!, chosen);
  return question.weights.currency === undefined ? 'are farther away in sum' : 'cost more in sum';
}

/** Kilometres as they are, money in the decimals of its currency. */
function written(cost: number, { currency }: Weights): string {
  return currency ? formatDecimal(BigInt(cost), currency) : String(cost);
}
