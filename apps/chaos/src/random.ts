import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from './types.js';

/** Numbers that follow from the seed and the words alone; streams of different words are independent of each other. */
export function randomOf(seed: number, ...words: ReadonlyArray<string | number>): Random {
  const generator = xoroshiro128plus(mix(seed, words.join('/')));
  const int = (least: number, most: number): number => uniformInt(generator, least, most);
  return {
    int,
    pick: (from) => {
      if (from.length === 0) throw new Error('There is nothing to pick from.');
      return from[int(0, from.length - 1)]!;
    },
  };
}

/** FNV-1a over the seed and the words, 32 bits. */
function mix(seed: number, words: string): number {
  let hash = 0x811c9dc5;
  for (const char of `${seed}/${words}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  return hash | 0;
}
