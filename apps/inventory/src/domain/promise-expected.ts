import { networkPromisable } from './availability.js';
import type { Backorder } from './backorders.js';
import { assignExpected, type ExpectedPromise } from './expected.js';
import type { BackorderExpected, StockFact } from './facts.js';
import { free } from './level.js';
import { placesOf } from './network.js';
import type { StockBook } from './stock-book.js';

/**
 * Promises lines that wait what is expected (S1), anew after each message that has changed stock, queue or receipts of a SKU. Whoever is promised something
 * else than before is told. Run behind whatever serves the queue, so that nothing is counted twice; costs nothing where nothing is expected.
 */
export function promiseExpected(book: StockBook): StockFact[] {
  return book.expected.skus().filter((sku) => book.pages.has(sku)).flatMap((sku) => {
    const state = `${book.page(sku).version}/${book.backorders.revision(sku)}/${book.expected.revision(sku)}`;
    if (book.expected.foundAt.get(sku) === state) return [];
    const facts = promiseSku(book, sku);
    book.expected.foundAt.set(sku, `${book.page(sku).version}/${book.backorders.revision(sku)}/${book.expected.revision(sku)}`);
    return facts;
  });
}

function promiseSku(book: StockBook, sku: string): StockFact[] {
  const found = expectedFor(book, sku, book.backorders.queue(sku));
  const changed = changedLines(book, sku, found);
  return [...tellReceipts(book, sku, found), ...tellOrders(book, changed)];
}

/** What a queue would be promised of what is expected of a SKU; nothing is noted. */
export function expectedFor(book: StockBook, sku: string, queue: readonly Backorder[]): Map<Backorder, ExpectedPromise[]> {
  const { levels } = book.page(sku);
  return assignExpected({
    receipts: book.expected.open(sku), queue, usable: (location, line) => usable(book, location, line),
    keptAt: (id) => Math.max(0, (book.network.locations.get(id)?.safetyStock ?? 0) - (levels.has(id) ? free(levels.get(id)!) : 0)),
    keptFor: (id) => {
      const channel = book.network.channels.get(id);
      return channel ? Math.max(0, book.computed.keptFrom(channel, sku) - networkPromisable(levels, channel, book.network)) : Infinity;
    },
  });
}

function usable({ network }: StockBook, id: string, { channel: of, pickupAt }: Backorder): boolean {
  const [channel, location] = [network.channels.get(of), network.locations.get(id)];
  if (!channel || !location?.sellable || !placesOf(channel).has(id)) return false;
  return pickupAt === undefined ? location.shipsOrders : pickupAt === id && location.pickup;
}

type Line = Pick<Backorder, 'orderId' | 'lineId' | 'sku'>;

function changedLines(book: StockBook, sku: string, found: ReadonlyMap<Backorder, ExpectedPromise[]>): Line[] {
  const before = book.expected.promisedLines(sku);
  const kept = new Set([...found.keys()].map((line) => `${line.orderId}\t${line.lineId}`));
  const changed: Line[] = [];
  for (const line of before) {
    if (kept.has(`${line.orderId}\t${line.lineId}`)) continue;
    book.expected.promise(line, []);
    changed.push(line);
  }
  for (const [line, promises] of found) {
    const other = JSON.stringify(book.expected.promisedTo(line)) !== JSON.stringify(promises);
    if (other) book.expected.promise(line, promises);
    if (other || promises.some((one) => book.expected.moved.has(one.receipt))) changed.push(line);
  }
  for (const { id } of book.expected.of(sku)) book.expected.moved.delete(id);
  return changed;
}

function tellReceipts(book: StockBook, sku: string, found: ReadonlyMap<Backorder, ExpectedPromise[]>): StockFact[] {
  const promised = new Map<string, number>();
  for (const { receipt, quantity } of [...found.values()].flat()) promised.set(receipt, (promised.get(receipt) ?? 0) + quantity);
  return book.expected.of(sku).flatMap((receipt): StockFact[] => {
    const units = promised.get(receipt.id) ?? 0;
    if (receipt.promised === units) return [];
    receipt.promised = units;
    book.expected.put(receipt);
    return [{ kind: 'expected-receipt-changed', receipt: { ...receipt }, stock: [] }];
  });
}

/** A line that waits no longer needs no word: its order hears of its units themselves. */
function tellOrders(book: StockBook, changed: readonly Line[]): StockFact[] {
  const orders = new Map<string, BackorderExpected['lines'][number][]>();
  for (const line of changed) {
    if (!(book.backorders.find(line)?.quantity ?? 0)) continue;
    const expected = book.expected.promisedTo(line).map(({ receipt, quantity }) => ({ receipt, quantity, eta: book.expected.get(receipt)!.eta }));
    orders.set(line.orderId, [...(orders.get(line.orderId) ?? []), { lineId: line.lineId, sku: line.sku, expected }]);
  }
  return [...orders].map(([orderId, lines]) => ({ kind: 'backorder-promised', orderId, lines }));
}
