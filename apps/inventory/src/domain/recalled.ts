import type { PromisedLine, ReservationRejected } from './facts.js';
import { free } from './level.js';
import type { StockBook } from './stock-book.js';

/**
 * What an attempt was answered before a restore took away our memory of it. It stands: others have acted on it. `lines` are without those that had
 * left their location already.
 */
export type Recalled =
  | { readonly answer: 'reserved'; readonly lines: readonly PromisedLine[]; readonly backordered: ReadonlyArray<{ readonly lineId: string; readonly sku: string; readonly quantity: number }> }
  | { readonly answer: 'rejected'; readonly short: ReservationRejected['short'] };

/** The first unit that was promised and is not there: what brought it is heard again behind this, on its way. Undefined when all is there. */
export function missingUnits(book: StockBook, recalled: Recalled): Pick<PromisedLine, 'sku' | 'location'> | undefined {
  if (recalled.answer === 'rejected') return undefined;
  const wanted = new Map<string, { sku: string; location: string; units: number }>();
  for (const { sku, location, quantity } of recalled.lines) {
    const key = `${sku}\t${location}`;
    wanted.set(key, { sku, location, units: (wanted.get(key)?.units ?? 0) + quantity });
  }
  return [...wanted.values()].find(({ sku, location, units }) => free(book.level(sku, location)) < units);
}
