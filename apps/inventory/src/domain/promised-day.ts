import type { Backorder } from './backorders.js';
import type { Channel } from './network.js';
import type { Shortage } from './plan.js';
import { expectedFor } from './promise-expected.js';
import type { StockBook } from './stock-book.js';

/** Who asks, and what of it waits already and is asked for again. */
export interface Asking {
  readonly orderId: string;
  readonly channel: Channel;
  readonly again: ReadonlyArray<{ readonly backorder: Backorder; readonly units: number }>;
}

/**
 * Shortages for which no day can be promised though their policy asks for one: a backorder policy of a SKU (S3: ETA required) promises its own `eta`, or
 * else what is expected. Units that wait already come first; a line counts as promised when receipts cover all of it that is missing.
 */
export function withoutDay(book: StockBook, { orderId, channel, again }: Asking, short: readonly Shortage[]): Shortage[] {
  const undated = short.filter(({ demand: { sku } }) => isUndated(book, channel, sku));
  return [...new Set(undated.map((one) => one.demand.sku))].flatMap((sku) => {
    const own = undated.filter((one) => one.demand.sku === sku);
    const others = book.backorders.queue(sku).map((line) => ({ ...line, quantity: line.quantity - (again.find((one) => one.backorder === line)?.units ?? 0) }));
    const fresh = own.map(({ demand: { lineId, quantity, pickupAt }, available }): Backorder => ({ orderId, lineId, sku, channel: channel.id, quantity: quantity - available, placedAt: book.now, ...(pickupAt === undefined ? {} : { pickupAt }) }));
    const found = expectedFor(book, sku, [...others, ...fresh]);
    return own.filter((_one, index) => (found.get(fresh[index]!) ?? []).reduce((sum, one) => sum + one.quantity, 0) < fresh[index]!.quantity);
  });
}

/** The channel's own `oversell` has no day to name (api.md): it goes on accepting without one. */
function isUndated(book: StockBook, channel: Channel, sku: string): boolean {
  const own = book.policies.ownOf(channel.id, sku);
  return own?.policy === 'backorder' && own.eta === undefined;
}
