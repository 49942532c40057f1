import type { SkuStock } from '@onefront/contracts';

/** Bytes of stock in one message, roughly: far below the 900 kB that the outbox takes, because headers and lines come on top. */
const STOCK_BYTES = 400_000;
const BYTES_PER_SKU = 160;
const BYTES_PER_LEVEL = 130;
const BYTES_PER_ENTRY = 180;

/** Parts stock that is too much for one message: what goes ahead, and the rest. Mostly there is only the rest. */
export function spill(stock: readonly SkuStock[]): { ahead: SkuStock[][]; rest: SkuStock[] } {
  const ahead: SkuStock[][] = [];
  let rest: SkuStock[] = [];
  let bytes = 0;
  for (const one of stock) {
    const more = BYTES_PER_SKU + one.levels.length * BYTES_PER_LEVEL + one.entries.reduce((sum, entry) => sum + BYTES_PER_ENTRY + (entry.reference?.length ?? 0), 0);
    if (rest.length > 0 && bytes + more > STOCK_BYTES) {
      ahead.push(rest);
      [rest, bytes] = [[], 0];
    }
    rest.push(one);
    bytes += more;
  }
  return { ahead, rest };
}
