import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A seed that once found something. It is run with every test, for ever. */
export interface KeptSeed {
  readonly seed: number;
  /** What it was found in. */
  readonly commit: string;
  readonly found: string;
}

export function keptSeeds(): KeptSeed[] {
  return JSON.parse(readFileSync(path.join(__dirname, '../src/seeds.json'), 'utf8')) as KeptSeed[];
}
