import { networkPromisable, promisable } from './availability.js';
import type { Backorder } from './backorders.js';
import type { PromisedLine, StockFact } from './facts.js';
import { change } from './level.js';
import { placesOf, type Channel, type Location } from './network.js';
import type { StockBook } from './stock-book.js';

/**
 * Whatever has become free is set aside for those who wait, in promise order and across channels, before anybody else can have it (N14). It is held
 * for their orders from this moment; they are told, and ask for it. Run after every message; costs nothing where nobody waits or nothing has changed.
 */
export function serveWaiting(book: StockBook): StockFact[] {
  const { backorders } = book;
  return backorders.waitingSkus().flatMap((sku) => {
    const page = book.page(sku);
    if (backorders.servedAt.get(sku) === page.version) return [];
    const facts = backorders.queue(sku).flatMap((line) => serveLine(book, line));
    backorders.servedAt.set(sku, page.version);
    return facts;
  });
}

/** A line takes what its channel may promise, where it is of use; of several locations the one that has all of it, else in the channel's own order. */
function serveLine(book: StockBook, line: Backorder): StockFact[] {
  const channel = book.network.channels.get(line.channel);
  if (!channel) return [];
  const { levels } = book.page(line.sku);
  let open = Math.min(line.quantity, networkPromisable(levels, channel, book.network) - book.computed.keptFrom(channel, line.sku));
  const lines: PromisedLine[] = [];
  for (const location of open > 0 ? placesFor(book, channel, { ...line, quantity: open }) : []) {
    const quantity = Math.min(open, promisable(levels.get(location.id), location));
    if (quantity <= 0) continue;
    lines.push({ lineId: line.lineId, sku: line.sku, quantity, location: location.id });
    open -= quantity;
  }
  for (const one of lines) {
    book.book({ ...change('reserve', { reserved: one.quantity }), sku: one.sku, location: one.location, reference: line.orderId });
    book.reservations.setAside(line.orderId, one);
    book.backorders.serve(line, one.quantity);
  }
  return lines.length === 0 ? [] : [{ kind: 'backorder-served', orderId: line.orderId, lines, stock: book.closeStep() }];
}

function placesFor(book: StockBook, channel: Channel, { sku, quantity, pickupAt }: Backorder): Location[] {
  const { levels } = book.page(sku);
  const here = [...placesOf(channel).keys()].flatMap((id) => book.network.locations.get(id) ?? []);
  if (pickupAt !== undefined) return here.filter((one) => one.id === pickupAt && one.pickup);
  const shippers = here.filter((one) => one.shipsOrders && promisable(levels.get(one.id), one) > 0);
  const whole = shippers.find((one) => promisable(levels.get(one.id), one) >= quantity);
  return whole ? [whole] : shippers.slice(0, channel.sourcing?.maxParcels);
}
