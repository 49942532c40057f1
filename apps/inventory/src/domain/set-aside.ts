import type { PromisedLine } from './facts.js';
import { change } from './level.js';
import type { Demand } from './plan.js';
import type { StockBook } from './stock-book.js';

/** What of a question is held for its order already, because it waited for it; and the rest. */
export interface Aside {
  readonly lines: readonly PromisedLine[];
  readonly rest: Demand[];
}

/** Units set aside for an order, as far as it asks for them and can use them. Takes nothing yet. */
export function asideOf(book: StockBook, { orderId, asked, excluded }: { orderId: string; asked: readonly Demand[]; excluded: readonly string[] }): Aside {
  const held = book.reservations.ofOrder(orderId).filter((one) => one.aside > 0 && !excluded.includes(one.location)).map((one) => ({ ...one, left: one.aside }));
  if (held.length === 0) return { lines: [], rest: [...asked] };
  const lines: PromisedLine[] = [];
  const rest = asked.flatMap((demand) => {
    let open = demand.quantity;
    for (const one of held) {
      if (one.lineId !== demand.lineId || one.sku !== demand.sku || (demand.pickupAt !== undefined && demand.pickupAt !== one.location)) continue;
      const quantity = Math.min(open, one.left);
      if (quantity === 0) continue;
      one.left -= quantity;
      open -= quantity;
      lines.push({ lineId: one.lineId, sku: one.sku, quantity, location: one.location });
    }
    return open > 0 ? [{ ...demand, quantity: open }] : [];
  });
  return { lines, rest };
}

/** The order has asked: it holds these units like any others. What else was set aside for the lines it asks for is of no use to it, and free. */
export function claimAside(book: StockBook, { orderId, asked }: { orderId: string; asked: readonly Demand[] }, { lines }: Aside): void {
  for (const line of lines) book.reservations.claim(orderId, line);
  for (const { lineId, sku } of asked) letGoAside(book, { orderId, lineId, sku }, Infinity);
}

/** Gives back up to `units` that were set aside for a line; returns how many. */
export function letGoAside(book: StockBook, { orderId, lineId, sku }: { orderId: string; lineId: string; sku: string }, units: number): number {
  let left = units;
  for (const one of book.reservations.ofOrder(orderId)) {
    if (one.lineId !== lineId || one.sku !== sku || one.aside === 0 || left === 0) continue;
    const quantity = Math.min(one.aside, left);
    book.reservations.endAside(one, quantity);
    book.book({ ...change('release', { reserved: -quantity }), sku, location: one.location, reference: orderId });
    left -= quantity;
  }
  return units === Infinity ? 0 : units - left;
}
