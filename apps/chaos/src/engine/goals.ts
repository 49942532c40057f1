import type { Goal, MemorySample, Struck, Tier } from '../types.js';
import { growthPerHour } from './memory.js';

export interface Measured {
  readonly struck: readonly Struck[];
  readonly brokenWithoutReason: number;
  readonly memory: readonly MemorySample[];
  readonly totalMs: number;
  /** The time is a goal only for the sizes that it was set for. */
  readonly ownSizes: boolean;
}

/** What the tier asks for, against what was measured. */
export function goalsOf(tier: Tier, { struck, brokenWithoutReason, memory, totalMs, ownSizes }: Measured): Goal[] {
  const recoveries = struck.map(({ recoveryMs }) => recoveryMs).sort((a, b) => a - b);
  const goals: Goal[] = [goal('requests that broke without a reason', brokenWithoutReason, 0, '')];
  if (recoveries.length > 0) {
    goals.push(goal('recovery after a fault, 95 of 100', recoveries[Math.ceil(recoveries.length * 0.95) - 1]! / 1000, tier.goals.recoveryP95Ms / 1000, 's'));
    goals.push(goal('recovery after a fault, the longest', recoveries.at(-1)! / 1000, tier.goals.recoveryMaxMs / 1000, 's'));
  }
  if (ownSizes) goals.push({ ...goal('the whole run', totalMs / 60_000, tier.withinMinutes, 'min'), ofTheMachine: true });
  const growth = growthPerHour(memory);
  if (tier.goals.memoryBytesPerHour !== undefined && growth !== undefined) goals.push(goal('growth of a member\'s memory', growth / 1_048_576, tier.goals.memoryBytesPerHour / 1_048_576, 'MB/h'));
  return goals;
}

const goal = (name: string, measured: number, limit: number, unit: string): Goal => ({ name, measured: Math.round(measured * 100) / 100, limit, unit, ok: measured <= limit });
