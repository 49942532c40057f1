import { DomainError, type FieldError } from '@onefront/kernel';
import type { StockFact } from './facts.js';
import type { Incident } from './incident.js';
import type { Change } from './level.js';
import { noTransfer } from './ownership.js';
import { moved, unitsIn } from './states.js';
import type { StockBook } from './stock-book.js';

/** Units of one SKU on a transfer. Always: what was shipped = received + damaged + missing + still open; `found` came beyond it. */
export interface TransferLine {
  readonly sku: string;
  readonly shipped: number;
  received: number;
  damaged: number;
  missing: number;
  found: number;
}

/** Units on their way between two locations: until they arrive they belong to where they came from, and nobody can sell them (S1). */
export interface Transfer {
  readonly id: string;
  readonly client: string;
  readonly from: string;
  readonly to: string;
  readonly reference?: string | undefined;
  readonly lines: readonly TransferLine[];
  readonly shippedAt: Date;
  status: 'shipped' | 'received' | 'cancelled';
  closedAt?: Date | undefined;
  version: number;
}

export interface ShipTransfer extends Pick<Transfer, 'client' | 'from' | 'to' | 'reference'> {
  readonly transferId: string;
  readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
}

export interface ReceiveTransfer {
  readonly transferId: string;
  readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number; readonly damaged: number }>;
  readonly complete: boolean;
}

/** Units that were shipped and of which nobody has heard. */
export function openUnits({ shipped, received, damaged, missing }: TransferLine): number {
  return shipped - received - damaged - missing;
}

/** Sends units off, all or none: they are planned, so that what is promised stays (S26). Throws `insufficient-stock` (409) naming each short line, 422 where goods of a supplier would be moved. */
export function shipTransfer(book: StockBook, { transferId, client, from, to, lines, reference }: ShipTransfer): StockFact[] {
  if (book.transfers.get(transferId)) return [];
  const mixed = noTransfer(book.network, { from, to });
  if (mixed) throw new DomainError('invalid-request', 'invalid', mixed.message, [{ path: `/${mixed.member}`, message: mixed.message }]);
  const errors = lines.flatMap(({ sku, quantity }, i): FieldError[] => {
    const here = Math.max(0, unitsIn(book.level(sku, from), 'sellable'));
    return here < quantity ? [{ path: `/lines/${i}/quantity`, message: `${quantity} of ${sku} asked for at ${from}: ${here} can leave` }] : [];
  });
  if (errors.length > 0) throw new DomainError('insufficient-stock', 'conflict', errors[0]!.message, errors.slice(0, 100));
  for (const { sku, quantity } of lines) put(book, { sku, location: from, reference: transferId }, moved('dispatch', quantity, 'sellable', 'in-transit'));
  const transfer: Transfer = {
    id: transferId, client, from, to, reference, status: 'shipped', shippedAt: book.now, version: 0,
    lines: lines.map(({ sku, quantity }) => ({ sku, shipped: quantity, received: 0, damaged: 0, missing: 0, found: 0 })),
  };
  return [told(book, transfer, [])];
}

/**
 * Books what has arrived. It is a fact: more than was shipped is booked as found, and what does not come is missing once somebody says that nothing more
 * will; both with an incident. Throws `illegal-transition` (409) for a transfer that is over, 422 for a SKU that is not on it.
 */
export function receiveTransfer(book: StockBook, { transferId, lines, complete }: ReceiveTransfer): StockFact[] {
  const transfer = underWay(book, transferId, 'be received');
  const bySku = new Map(transfer.lines.map((line) => [line.sku, line]));
  const unknown = lines.flatMap(({ sku }, i): FieldError[] => (bySku.has(sku) ? [] : [{ path: `/lines/${i}/sku`, message: `${sku} is not on this transfer` }]));
  if (unknown.length > 0) throw new DomainError('invalid-request', 'invalid', unknown[0]!.message, unknown.slice(0, 100));
  const incidents: Incident[] = [];
  for (const { sku, quantity, damaged } of lines) arrive(book, transfer, { line: bySku.get(sku)!, good: quantity, broken: damaged, incidents });
  if (complete) for (const line of transfer.lines) miss(book, transfer, line, incidents);
  if (transfer.lines.every((line) => openUnits(line) === 0)) {
    transfer.status = 'received';
    transfer.closedAt = book.now;
  }
  book.incidents.push(...incidents);
  return [told(book, transfer, incidents)];
}

/** The units come back to where they were. Throws `illegal-transition` (409) once something has arrived. */
export function cancelTransfer(book: StockBook, transferId: string): StockFact[] {
  const transfer = underWay(book, transferId, 'be cancelled');
  if (transfer.lines.some((line) => line.shipped !== openUnits(line) || line.found > 0)) throw new DomainError('illegal-transition', 'conflict', 'a part of it has arrived: receive the rest');
  for (const line of transfer.lines) put(book, { sku: line.sku, location: transfer.from, reference: transfer.id }, moved('release', line.shipped, 'in-transit', 'sellable'));
  transfer.status = 'cancelled';
  transfer.closedAt = book.now;
  return [told(book, transfer, [])];
}

function arrive(book: StockBook, transfer: Transfer, { line, good, broken, incidents }: { line: TransferLine; good: number; broken: number; incidents: Incident[] }): void {
  const [there, here] = [{ sku: line.sku, location: transfer.from, reference: transfer.id }, { sku: line.sku, location: transfer.to, reference: transfer.id }];
  const carried = Math.min(openUnits(line), good + broken);
  const damaged = Math.min(broken, carried);
  const received = carried - damaged;
  put(book, there, moved('transfer-out', carried, 'in-transit', 'outside'));
  put(book, here, moved('arrival', received, 'outside', 'sellable'), moved('arrival', damaged, 'outside', 'damaged'));
  line.received += received;
  line.damaged += damaged;
  const found = good + broken - carried;
  if (found === 0) return;
  put(book, here, moved('variance', good - received, 'outside', 'sellable'), moved('variance', broken - damaged, 'outside', 'damaged'));
  line.found += found;
  incidents.push(variance(book, transfer, line.sku, { quantity: found, location: transfer.to, what: `${found} more of ${line.sku} arrived at ${transfer.to} than were shipped` }));
}

function miss(book: StockBook, transfer: Transfer, line: TransferLine, incidents: Incident[]): void {
  const missing = openUnits(line);
  if (missing === 0) return;
  put(book, { sku: line.sku, location: transfer.from, reference: transfer.id }, moved('variance', missing, 'in-transit', 'outside'));
  line.missing += missing;
  incidents.push(variance(book, transfer, line.sku, { quantity: missing, location: transfer.from, what: `${missing} of ${line.sku} shipped from ${transfer.from} never arrived at ${transfer.to}` }));
}

function variance(book: StockBook, { id }: Transfer, sku: string, { quantity, location, what }: { quantity: number; location: string; what: string }): Incident {
  return { id: book.newId(), kind: 'transfer-variance', detail: `${what} (transfer ${id})`, sku, location, quantity };
}

function put(book: StockBook, where: { sku: string; location: string; reference: string }, ...changes: readonly Change[]): void {
  for (const one of changes) if (one.onHand !== 0 || one.unavailable !== 0) book.book({ ...one, ...where });
}

function underWay(book: StockBook, id: string, what: string): Transfer {
  const transfer = book.transfers.get(id);
  if (!transfer) throw new DomainError('not-found', 'not-found', 'There is nothing here.');
  if (transfer.status !== 'shipped') throw new DomainError('illegal-transition', 'conflict', `a transfer that is ${transfer.status} cannot ${what}`);
  return transfer;
}

function told(book: StockBook, transfer: Transfer, incidents: readonly Incident[]): StockFact {
  book.transfers.put(transfer);
  return { kind: 'transfer-changed', transfer: { ...transfer, lines: transfer.lines.map((line) => ({ ...line })) }, stock: book.closeStep(), incidents };
}
