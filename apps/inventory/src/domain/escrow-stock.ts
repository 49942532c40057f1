import { channelAvailability, promisable } from './availability.js';
import { escrowId, isOver, nextStep, type Escrow } from './escrow.js';
import type { PromisedLine, StockFact } from './facts.js';
import { change } from './level.js';
import { placesOf, type Channel, type Location } from './network.js';
import type { TakeStock } from './reserve.js';
import type { StockBook } from './stock-book.js';

/** The one line of an escrow's promises. */
const LINE = 'escrow';

/** A channel's order is heard for the first time: whatever is answered, its buyers can take these units no more. */
export function soldThere(book: StockBook, { attempt, channel, asked }: TakeStock): void {
  if (attempt === 1) for (const { sku, quantity } of asked) book.escrows.sold(channel.id, sku, quantity);
}

/** Units that a channel has to itself, by SKU and location, as far as a new order of it asks for them: they count as free for it, and for nobody else. */
export function ownUnits(book: StockBook, { attempt, channel, asked, excluded }: TakeStock): Map<string, number> {
  const units = new Map<string, number>();
  if (attempt !== 1) return units;
  for (const sku of new Set(asked.map((one) => one.sku))) {
    for (const { location, quantity } of heldFor(book, channel.id, sku)) if (!excluded.includes(location) && placesOf(channel).has(location)) units.set(`${sku}\t${location}`, quantity);
  }
  return units;
}

/** The order's promises take the place of the channel's own, in the step that the caller closes. */
export function takeOwn(book: StockBook, channel: Channel, lines: readonly PromisedLine[]): void {
  for (const { sku, location, quantity } of lines) giveBack(book, { channel: channel.id, sku, location, quantity });
}

/** Brings every escrow of the batch to what is right now (S3 b). Run after every message; costs nothing where no channel has units to itself. */
export function adjustEscrows(book: StockBook): StockFact[] {
  return book.escrows.all().flatMap((escrow) => {
    const channel = book.network.channels.get(escrow.channel);
    return channel?.connector ? adjust(book, channel, escrow) : [];
  });
}

function adjust(book: StockBook, channel: Channel, escrow: Escrow): StockFact[] {
  const { sku } = escrow;
  const held = heldFor(book, channel.id, sku);
  const places = placesToHold(book, channel, sku);
  const { levels } = book.page(sku);
  const spare = Math.min(places.reduce((sum, one) => sum + one.units, 0), channelAvailability(levels, channel, book.network, { waiting: book.backorders.waiting(channel.id, sku), computed: book.computed.of(channel.id, sku) }));
  const { next, hold } = nextStep(escrow, { held: held.reduce((sum, one) => sum + one.quantity, 0), spare });
  if (hold > 0) keep(book, escrow, places, hold);
  // What lies far back in the channel's order of locations is free first.
  else spread(held.reverse(), -hold, (one) => one.quantity).forEach(({ of, units }) => giveBack(book, { channel: channel.id, sku, location: of.location, quantity: units }));
  if (isOver(next)) book.escrows.drop(next);
  else book.escrows.put(next);
  const stock = book.closeStep();
  return stock.length === 0 ? [] : [{ kind: 'stock-adjusted', key: sku, movementId: `${escrowId(channel.id)}/${stock[0]!.version}`, stock, incidents: [] }];
}

type Place = { readonly location: Location; readonly units: number };

/** Where units can be held for a channel whose orders are sent: its locations that ship, in its own order. */
function placesToHold(book: StockBook, channel: Channel, sku: string): Place[] {
  const { levels } = book.page(sku);
  const there = [...placesOf(channel).keys()].flatMap((id) => book.network.locations.get(id) ?? []).filter((one) => one.shipsOrders);
  return there.map((location) => ({ location, units: promisable(levels.get(location.id), location) })).filter((one) => one.units > 0);
}

function keep(book: StockBook, { channel, sku }: Escrow, places: readonly Place[], units: number): void {
  for (const { of, units: quantity } of spread(places, units, (one) => one.units)) {
    const location = of.location.id;
    book.book({ ...change('reserve', { reserved: quantity }), sku, location, reference: escrowId(channel) });
    book.reservations.take(escrowId(channel), { lineId: LINE, sku, location, quantity });
  }
}

function giveBack(book: StockBook, { channel, sku, location, quantity }: { channel: string; sku: string; location: string; quantity: number }): void {
  const reservation = book.reservations.find(escrowId(channel), { lineId: LINE, sku, location });
  const units = reservation ? book.reservations.end(reservation, 'released', quantity) : 0;
  if (units > 0) book.book({ ...change('release', { reserved: -units }), sku, location, reference: escrowId(channel) });
}

function heldFor(book: StockBook, channel: string, sku: string): Array<{ location: string; quantity: number }> {
  return book.reservations.ofOrder(escrowId(channel)).filter((one) => one.sku === sku && one.held > 0).map((one) => ({ location: one.location, quantity: one.held }));
}

/** So many units, from the first that have them. */
function spread<T>(from: readonly T[], units: number, unitsOf: (one: T) => number): Array<{ of: T; units: number }> {
  let open = units;
  return from.flatMap((of) => {
    const taken = Math.min(open, unitsOf(of));
    open -= taken;
    return taken > 0 ? [{ of, units: taken }] : [];
  });
}
