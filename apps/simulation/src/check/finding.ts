import type { Row } from '../store/table.js';
import type { World } from '../world/world.js';

/** What is looked at when everything is over. */
export interface Evidence {
  readonly world: World;
  readonly operations: readonly Operation[];
  /** Answers by operation, each as often as it was told. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
}

export interface Operation {
  readonly id: string;
  readonly what: string;
}

export type Finding = string;

export const n = (value: unknown): number => value as number;

/** Sums by key. */
export function sumBy(rows: readonly Row[], key: (row: Row) => string, amount: (row: Row) => number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + amount(row));
  return sums;
}

/** Where two sums differ; what is missing counts as nothing. */
export function differences(what: string, a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): Finding[] {
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((key) => {
    const [one, other] = [a.get(key) ?? 0, b.get(key) ?? 0];
    return one === other ? [] : [`${what}: ${key.replaceAll('\u0001', ' ')} is ${one} against ${other}`];
  });
}
