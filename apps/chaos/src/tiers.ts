import type { Tier, TierName } from './types.js';

const goals = { recoveryP95Ms: 15_000, recoveryMaxMs: 60_000 };

/** Sizes and goals (reliability 4.5). `pr` strikes one fault of each class; `release` has 14 s for each, which leaves no room for longer ones. */
export const tiers: Readonly<Record<TierName, Tier>> = {
  pr: { name: 'pr', brokers: 1, orders: 10_000, faults: 12, shoppers: 64, scale: 1, withinMinutes: 8, goals },
  nightly: { name: 'nightly', brokers: 3, orders: 100_000, faults: 120, shoppers: 96, scale: 1.5, withinMinutes: 45, goals },
  release: { name: 'release', brokers: 3, orders: 1_000_000, faults: 1_000, shoppers: 96, scale: 1, withinMinutes: 240, goals: { ...goals, memoryBytesPerHour: 1_048_576 } },
};
