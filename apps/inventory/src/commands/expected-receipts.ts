import { checkPreconditions, DomainError, type Preconditions } from '@onefront/kernel';
import { NotYetHere } from '@onefront/outbox';
import { promisableUnits, type ExpectedReceipt } from '../domain/expected.js';
import type { StockFact } from '../domain/facts.js';
import { change } from '../domain/level.js';
import type { Unit } from '../persistence/unit.js';

type Announcement = Pick<ExpectedReceipt, 'sku' | 'location' | 'quantity' | 'eta' | 'confidence' | 'source' | 'reference'>;

/**
 * Announces units, or says it anew: 201 and 200; what is equal changes nothing. Throws `illegal-transition` (409) for a receipt that is over, 422 for another
 * SKU or location or fewer units than have come, and what preconditions throw. A location that the gateway knew and we do not is not yet here.
 */
export function putExpectedReceipt({ book }: Unit, { id, announcement, conditions }: { id: string; announcement: Announcement; conditions: Preconditions }): { status: 200 | 201; facts: StockFact[] } {
  if (!book.network.locations.has(announcement.location)) throw new NotYetHere(`location ${announcement.location}`);
  const known = book.expected.get(id);
  checkPreconditions(known && { version: known.version, document: known }, conditions);
  if (!known) {
    const receipt: ExpectedReceipt = { id, ...announcement, status: 'expected', received: 0, promised: 0, version: 0 };
    book.expected.put(receipt);
    return { status: 201, facts: [told(receipt, [])] };
  }
  for (const member of ['sku', 'location'] as const) if (known[member] !== announcement[member]) refuse(`/${member}`, `an expected receipt keeps its ${member}: cancel it and announce another`);
  if (equal(known, announcement)) return { status: 200, facts: [] };
  mustBeExpected(known, 'be changed');
  if (announcement.quantity < known.received) refuse('/quantity', `${known.received} have come already`);
  if (known.eta.getTime() !== announcement.eta.getTime()) book.expected.moved.add(id);
  Object.assign(known, announcement);
  // Here is what says that all of it has come.
  if (known.received === known.quantity) close(known, 'received', book.now);
  book.expected.put(known);
  return { status: 200, facts: [told(known, [])] };
}

/** Books what has arrived: a fact, also when it is more than was announced. Throws `illegal-transition` (409) for a receipt that is over, 422 when nothing is said. */
export function receiveExpected({ book }: Unit, { id, quantity, damaged, complete }: { id: string; quantity: number; damaged: number; complete: boolean }): StockFact[] {
  const receipt = existing(book.expected.get(id));
  mustBeExpected(receipt, 'be received');
  if (quantity + damaged === 0 && !complete) refuse('/quantity', 'nothing has arrived, and more will come');
  const where = { sku: receipt.sku, location: receipt.location, reference: id };
  if (quantity > 0) book.book({ ...change('receipt', { onHand: quantity }), ...where });
  if (damaged > 0) book.book({ ...change('receipt', { onHand: damaged, unavailable: damaged }), ...where });
  receipt.received += quantity + damaged;
  if (complete || receipt.received >= receipt.quantity) close(receipt, 'received', book.now);
  book.expected.put(receipt);
  return [told(receipt, book.closeStep())];
}

/** What was still to come will not. Cancelling again changes nothing. Throws `illegal-transition` (409) for one that was received. */
export function cancelExpected({ book }: Unit, id: string): StockFact[] {
  const receipt = existing(book.expected.get(id));
  if (receipt.status === 'cancelled') return [];
  mustBeExpected(receipt, 'be cancelled');
  close(receipt, 'cancelled', book.now);
  book.expected.put(receipt);
  return [told(receipt, [])];
}

function existing(receipt: ExpectedReceipt | undefined): ExpectedReceipt {
  if (!receipt) throw new DomainError('not-found', 'not-found', 'There is nothing here.');
  return receipt;
}

function mustBeExpected({ status }: ExpectedReceipt, what: string): void {
  if (status !== 'expected') throw new DomainError('illegal-transition', 'conflict', `an expected receipt that is ${status} cannot ${what}`);
}

function close(receipt: ExpectedReceipt, status: 'received' | 'cancelled', now: Date): void {
  receipt.status = status;
  receipt.closedAt = now;
}

function equal(known: ExpectedReceipt, one: Announcement): boolean {
  return known.quantity === one.quantity && known.eta.getTime() === one.eta.getTime() && known.confidence === one.confidence && known.source === one.source && known.reference === one.reference;
}

function refuse(path: string, message: string): never {
  throw new DomainError('invalid-request', 'invalid', message, [{ path, message }]);
}

/** What was promised and can no longer come is promised anew behind this, and told then. */
function told(receipt: ExpectedReceipt, stock: ReturnType<Unit['book']['closeStep']>): StockFact {
  return { kind: 'expected-receipt-changed', receipt: { ...receipt, promised: Math.min(receipt.promised, promisableUnits(receipt)) }, stock };
}
