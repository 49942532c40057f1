import type { CountDocument, StockLeaseDocument, TransferDocument } from '@onefront/contracts';
import type { StockCount } from '../domain/counts.js';
import { leftOf, type StockLease } from '../domain/stock-lease.js';
import type { Transfer } from '../domain/transfers.js';

/** Uncounted SKUs that are named; the number of all of them is told as well. */
const NAMED = 500;

export function wireTransfer({ client, version, id, from, to, status, reference, lines, shippedAt, closedAt }: Transfer): { client: string; version: number; transfer: TransferDocument } {
  const transfer = { id, from, to, status, ...(reference ? { reference } : {}), lines: lines.map((line) => ({ ...line })), shippedAt: shippedAt.toISOString(), ...(closedAt ? { closedAt: closedAt.toISOString() } : {}) };
  return { client, version, transfer };
}

export function wireCount({ client, version, id, location, status, whole, reference, lines, openedAt, closedAt, uncounted }: StockCount): { client: string; version: number; count: CountDocument } {
  const count: CountDocument = {
    id, location, status, whole, ...(reference ? { reference } : {}), openedAt: openedAt.toISOString(),
    lines: lines.map(({ sku, opened, counted, countedAt, expected, difference, superseded }) => ({
      sku, difference, ...(opened ? { opened: { ...opened } } : {}), ...(counted === undefined ? {} : { counted, countedAt: countedAt!.toISOString() }), ...(expected === undefined ? {} : { expected }), ...(superseded ? { superseded } : {}),
    })),
    ...(closedAt ? { closedAt: closedAt.toISOString(), uncounted: uncounted.slice(0, NAMED), uncountedTotal: uncounted.length } : {}),
  };
  return { client, version, count };
}

/** Lines that are asked for or open; what is over is history. */
export function wireLease({ id, location, channel, serial, sequence, expiresAt, lines }: StockLease): StockLeaseDocument {
  const shown = [...lines.values()].filter((line) => line.wanted > 0 || leftOf(line) > 0).sort((a, b) => (a.sku < b.sku ? -1 : 1));
  return { id, location, channel, serial, sequence, expiresAt: expiresAt.toISOString(), lines: shown.map((line) => ({ ...line, left: leftOf(line) })) };
}
