import type { StockFact } from './facts.js';
import { change, type Change } from './level.js';
import { areTheirs } from './ownership.js';
import type { StockBook } from './stock-book.js';

export type Disposition = 'restock' | 'damaged' | 'open-box' | 'vendor-return' | 'dispose';

export interface TakeBack {
  readonly returnId: string;
  readonly orderId: string | null;
  readonly location: string;
  readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number; readonly disposition: Disposition }>;
}

/** Returned units are booked where they lie (S6): only restocked ones can be sold again; disposed ones come and go, so that the ledger tells, and so does all that goes back to a supplier. */
export function takeBack(book: StockBook, { returnId, orderId, location, lines }: TakeBack): StockFact[] {
  const theirs = areTheirs(book.network.locations.get(location));
  for (const { sku, quantity, disposition } of lines) {
    for (const one of changesOf(theirs ? 'dispose' : disposition, quantity)) book.book({ ...one, sku, location, reference: returnId });
  }
  return [{ kind: 'stock-returned', key: orderId ?? returnId, returnId, stock: book.closeStep() }];
}

function changesOf(disposition: Disposition, quantity: number): Change[] {
  switch (disposition) {
    case 'restock': return [change('return', { onHand: quantity })];
    case 'damaged': case 'open-box': case 'vendor-return': return [change('return', { onHand: quantity, unavailable: quantity })];
    case 'dispose': return [change('return', { onHand: quantity }), change('dispose', { onHand: -quantity })];
    default: return disposition satisfies never;
  }
}
