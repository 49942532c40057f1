import type { Channel } from './network.js';

/** What a channel's policy counts (S4), as numbers that can be added up: kilometres, or minor units of the channel's currency. */
export interface Weights {
  /** Fewer locations win before cost is looked at. */
  readonly fewestFirst: boolean;
  readonly maxParcels: number;
  readonly split: number;
  readonly perKm: number;
  readonly perDayLate: number;
  readonly costs: ReadonlyMap<string, { readonly perParcel: number; readonly perUnit: number }>;
  /** Some location's handling costs something per unit, so that it matters who gives which. */
  readonly byUnit: boolean;
  /** Set when costs are money. */
  readonly currency?: string;
}

/** Each further parcel counts for more than any way on earth; a day's delay for as much as a way through a country. In kilometres. */
const KM: Weights = { fewestFirst: true, maxParcels: Infinity, split: 100_000, perKm: 1, perDayLate: 1_000, costs: new Map(), byUnit: false };

const known = new WeakMap<Channel, Weights>();

/** The weights of a channel; remembered per channel object, which is never changed. */
export function weightsOf(channel: Channel): Weights {
  if (!channel.sourcing) return KM;
  let weights = known.get(channel);
  if (!weights) known.set(channel, (weights = read(channel.sourcing)));
  return weights;
}

function read(policy: NonNullable<Channel['sourcing']>): Weights {
  const { rule, currency, splitPenalty, per100Km, perDayLate, maxParcels = Infinity, costs } = policy;
  if (rule === 'nearest') return { ...KM, fewestFirst: false, maxParcels, split: 0 };
  const inMoney = rule === 'cheapest' || [splitPenalty, per100Km, perDayLate, costs].some((one) => one !== undefined);
  if (!inMoney) return { ...KM, maxParcels };
  return {
    fewestFirst: rule === 'fewest-parcels', maxParcels, currency, split: splitPenalty ?? 0, perKm: (per100Km ?? 0) / 100, perDayLate: perDayLate ?? 0,
    costs: new Map((costs ?? []).map(({ location, perParcel, perUnit }) => [location, { perParcel, perUnit }])), byUnit: (costs ?? []).some((one) => one.perUnit > 0),
  };
}
