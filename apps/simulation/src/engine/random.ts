import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const SPAN = 0x1_0000_0000;

/** Everything that is drawn comes from one of these, so that a seed says all. */
export class Random {
  private readonly generator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
    // Neighbouring seeds begin alike.
    for (let i = 0; i < 8; i++) this.generator.next();
  }

  /** From 0 (inclusive) to 1 (exclusive). */
  float(): number {
    return (this.generator.next() >>> 0) / SPAN;
  }

  /** A whole number between the two, both inclusive. */
  int(from: number, to: number): number {
    return from + Math.floor(this.float() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error('there is nothing to pick from');
    return from[this.int(0, from.length - 1)]!;
  }

  /** Mostly small, sometimes near the most: how real waiting times are. */
  skewed(most: number): number {
    return most * this.float() ** 4;
  }
}

/** A seed of its own for each purpose, so that leaving out a fault does not shift what the customers do. */
export function seedOf(seed: number, purpose: string): number {
  let hash = seed ^ 0x9e3779b9;
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193);
  return hash | 0;
}
