import type { PromisedLine } from './facts.js';
import { giveBack, isActive, type Hold } from './holds.js';
import type { Channel } from './network.js';
import type { Demand } from './plan.js';
import type { StockBook } from './stock-book.js';
import type { Supply } from './supply.js';

/** The hold that an order names, while it counts. One that has ended is no reason to refuse: the order asks for stock like any other (S2). */
export function holdOf(book: StockBook, holdId: string | undefined, channel: Channel): Hold | undefined {
  const hold = holdId === undefined ? undefined : book.holds.get(holdId);
  return hold && isActive(hold, book.now) && hold.channel === channel.id ? hold : undefined;
}

/** Units that a hold promises, by SKU and location: they count as free for the order that takes it over, and for nobody else. */
export function unitsOf(book: StockBook, hold: Hold | undefined): Map<string, number> {
  const units = new Map<string, number>();
  for (const { sku, location, held } of hold ? book.reservations.ofOrder(hold.id) : []) units.set(`${sku}\t${location}`, (units.get(`${sku}\t${location}`) ?? 0) + held);
  return units;
}

/** Exactly the promises of the hold, as far as the order asks for them; and what it asks for beyond. Pickup takes only what lies where it is collected; a parcel uses up its location's day. */
export function takePromises(asked: readonly Demand[], units: ReadonlyMap<string, number>, supply: Supply): { pinned: PromisedLine[]; rest: Demand[]; parcels: Map<string, string> } {
  const parcels = new Map<string, string>();
  if (units.size === 0) return { pinned: [], rest: [...asked], parcels };
  const left = new Map(units);
  const pinned: PromisedLine[] = [];
  const rest = asked.flatMap((demand) => {
    let open = demand.quantity;
    for (const [place, there] of left) {
      const [sku, location] = place.split('\t') as [string, string];
      if (sku !== demand.sku || (demand.pickupAt !== undefined && demand.pickupAt !== location)) continue;
      const quantity = Math.min(open, there);
      if (quantity === 0) continue;
      left.set(place, there - quantity);
      supply.take(sku, location, quantity);
      pinned.push({ lineId: demand.lineId, sku, quantity, location });
      open -= quantity;
      const day = demand.pickupAt === undefined ? supply.leavesOn(location) : undefined;
      if (day !== undefined) parcels.set(location, day);
    }
    return open > 0 ? [{ ...demand, quantity: open }] : [];
  });
  return { pinned, rest, parcels };
}

/** The hold becomes the order's: its own promises end in the very step in which the order's begin. */
export function endTaken(book: StockBook, hold: Hold | undefined, orderId: string): Hold | undefined {
  if (!hold) return undefined;
  giveBack(book, hold.id);
  book.order(hold.id).closed = true;
  hold.status = 'taken';
  hold.orderId = orderId;
  hold.version += 1;
  book.holds.put(hold);
  return { ...hold };
}
