import type { StockFact } from '../domain/facts.js';
import { releaseStock as release, type ReleaseStock } from '../domain/release.js';
import type { Unit } from '../persistence/unit.js';

/** Gives promised units back; what is not held is nothing to give, and says so. */
export function releaseStock({ book }: Unit, request: ReleaseStock): StockFact[] {
  return release(book, request);
}
