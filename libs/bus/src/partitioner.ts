/** Where a record goes. One rule for every driver, the one of Kafka's Java client, so that any producer in any language agrees on it. */

const SEED = 0x9747b28c;
const MIX = 0x5bd1e995;

/** murmur2 over bytes, as a signed 32-bit number (org.apache.kafka.common.utils.Utils#murmur2). */
export function murmur2(data: Uint8Array): number {
  const { length } = data;
  let hash = SEED ^ length;
  const words = length >> 2;
  for (let i = 0; i < words; i += 1) {
    const at = i * 4;
    let word = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
    word = Math.imul(word, MIX);
    word ^= word >>> 24;
    hash = Math.imul(hash, MIX) ^ Math.imul(word, MIX);
  }
  hash = mixTail(hash, data, words * 4);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, MIX);
  return hash ^ (hash >>> 15);
}

/** The last one to three bytes. */
function mixTail(start: number, data: Uint8Array, from: number): number {
  const rest = data.length - from;
  if (rest === 0) return start;
  let hash = start;
  if (rest === 3) hash ^= data[from + 2]! << 16;
  if (rest >= 2) hash ^= data[from + 1]! << 8;
  return Math.imul(hash ^ data[from]!, MIX);
}

/** The partition of a key among `partitions`; the same key always goes to the same one. */
export function partitionOf(key: string | Uint8Array, partitions: number): number {
  const bytes = typeof key === 'string' ? Buffer.from(key, 'utf8') : key;
  return (murmur2(bytes) & 0x7fffffff) % partitions;
}

/** Chooses partitions: by key when there is one, else one after the other. */
export class Partitioner {
  private turn = 0;

  choose(key: string | Uint8Array | null, partitions: number): number {
    if (key !== null) return partitionOf(key, partitions);
    this.turn = (this.turn + 1) % 0x7fffffff;
    return this.turn % partitions;
  }
}
