import { randomOf } from './random.js';
import type { Fault } from './types.js';

export interface Strike {
  readonly fault: Fault;
  /** It strikes after so many orders have been settled. */
  readonly afterOrders: number;
}

export interface Occasion {
  readonly seed: number;
  readonly orders: number;
  /** How many strikes; at least one. */
  readonly count: number;
}

/** The faults strike in this part of the orders: the first ones warm the house up, the last ones show that it has recovered. */
const FROM = 0.05;
const TO = 0.92;

/**
 * Which fault strikes after which order. Follows from the seed alone. Every class gets its turn before any gets another, and within a class
 * every fault, in an order drawn anew each round.
 */
export function scheduleOf(classes: ReadonlyArray<readonly Fault[]>, { seed, orders, count }: Occasion): Strike[] {
  const random = randomOf(seed, 'schedule');
  const shuffled = <T>(from: readonly T[]): T[] => {
    const left = [...from];
    return from.map(() => left.splice(random.int(0, left.length - 1), 1)[0]!);
  };
  const open = classes.filter((faults) => faults.length > 0);
  if (open.length === 0) throw new Error('There is no fault that could strike.');
  const waiting = new Map(open.map((faults) => [faults, [] as Fault[]]));
  const chosen: Fault[] = [];
  while (chosen.length < count) {
    for (const faults of shuffled(open)) {
      if (waiting.get(faults)!.length === 0) waiting.set(faults, shuffled(faults));
      chosen.push(waiting.get(faults)!.shift()!);
    }
  }
  const slot = ((TO - FROM) * orders) / count;
  return chosen.slice(0, count).map((fault, index) => ({ fault, afterOrders: Math.round(FROM * orders + index * slot + (slot * random.int(0, 30)) / 100) }));
}
