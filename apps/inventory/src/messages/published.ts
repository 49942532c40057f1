import {
  availabilityChanged, bufferComputed, backorderPromised, backorderServed, expectedReceiptChanged, countChanged, holdChanged, message, operationSettled, reservationBroken, reservationRejected, reservationReleased, stockAdjusted, stockConsumed, stockLeaseChanged, stockReserved, stockReturned, transferChanged,
  type DataOf, type Inbound, type Outbound, type Settlement, type SkuStock as WireStock, type SourcingRecord,
} from '@onefront/contracts';
import type { AvailabilityChange, ChangedBuffer, Unit } from '../commands/unit.js';
import { freeExpired, type Hold } from '../domain/holds.js';
import type { SkuStock, Sourcing, StockFact } from '../domain/facts.js';
import { adjustEscrows } from '../domain/escrow-stock.js';
import { serveWaiting } from '../domain/serve-waiting.js';
import { promiseExpected } from '../domain/promise-expected.js';
import { spill } from './message-size.js';
import { wireExpected } from './wire-expected.js';
import { wireCount, wireLease, wireTransfer } from './wire-stock-work.js';

/** The only translation of inventory's facts into contracts. */

type HeldState = Omit<DataOf<typeof holdChanged>, 'stock'>;
export type Cause = Pick<Inbound, 'id' | 'correlationId' | 'partner' | 'traceparent'>;

/** Facts that carry the answer to a command. */
const ANSWERING: readonly string[] = [stockAdjusted, expectedReceiptChanged, holdChanged, transferChanged, countChanged, stockLeaseChanged].map((one) => one.type);

/** Tells facts in their order. Stock that would make a message too large goes ahead of it, under the same key. */
export function publish(facts: readonly StockFact[], cause: Cause | undefined, settles?: Settlement): Outbound[] {
  const told = facts.flatMap((fact) => publishOne(fact, cause));
  if (!settles) return told;
  const last = told.findLastIndex(({ definition: { type } }) => ANSWERING.includes(type));
  return told.map((one, i) => (i === last ? { ...one, settles: [settles] } : one));
}

function publishOne(fact: StockFact, cause: Cause | undefined): Outbound[] {
  switch (fact.kind) {
    case 'stock-adjusted': {
      const { key, movementId, incidents } = fact;
      return spilled(key, fact.stock, cause, movementId, (stock) => message(stockAdjusted, { key, cause, data: { movementId, stock, ...some({ incidents }) } }));
    }
    case 'stock-reserved': {
      const { orderId, attempt, lines, backordered, sourcing, incidents, hold } = fact;
      const data = { ...(hold ? { hold: wireHold(hold) } : {}), orderId, attempt, lines: [...lines], sourcing: writable(sourcing), ...some({ backordered, incidents }) };
      return spilled(orderId, fact.stock, cause, orderId, (stock) => message(stockReserved, { key: orderId, cause, data: { ...data, stock } }));
    }
    case 'reservation-rejected': {
      const { orderId, attempt, short, contested, sourcing } = fact;
      return [message(reservationRejected, { key: orderId, cause, data: { orderId, attempt, short: [...short], sourcing: writable(sourcing), contested } }) as Outbound];
    }
    case 'reservation-released': {
      const { orderId, releaseId, lines } = fact;
      return spilled(orderId, fact.stock, cause, releaseId, (stock) => message(reservationReleased, { key: orderId, cause, data: { orderId, releaseId, lines: [...lines], stock } }));
    }
    case 'reservation-broken': {
      const { orderId, breakId, lines, incident } = fact;
      return [message(reservationBroken, { key: orderId, cause, data: { orderId, breakId, lines: [...lines], incident } }) as Outbound];
    }
    case 'stock-consumed': {
      const { orderId, handoverId, lines } = fact;
      return spilled(orderId, fact.stock, cause, handoverId, (stock) => message(stockConsumed, { key: orderId, cause, data: { orderId, handoverId, lines: [...lines], stock } }));
    }
    case 'stock-returned': {
      const { key, returnId } = fact;
      return spilled(key, fact.stock, cause, returnId, (stock) => message(stockReturned, { key, cause, data: { returnId, stock } }));
    }
    case 'backorder-served': {
      const { orderId, lines } = fact;
      return spilled(orderId, fact.stock, cause, orderId, (stock) => message(backorderServed, { key: orderId, cause, data: { orderId, lines: [...lines], stock } }));
    }
    case 'expected-receipt-changed': {
      const { receipt: { sku, version, id } } = fact;
      return spilled(sku, fact.stock, cause, id, (stock) => message(expectedReceiptChanged, { key: sku, version, cause, data: { ...wireExpected(fact.receipt), ...some({ stock }) } }));
    }
    case 'backorder-promised': {
      const lines = fact.lines.map(({ expected, ...line }) => ({ ...line, expected: expected.map((one) => ({ ...one, eta: one.eta.toISOString() })) }));
      return [message(backorderPromised, { key: fact.orderId, cause, data: { orderId: fact.orderId, lines } }) as Outbound];
    }
    case 'hold-changed': return spilled(fact.hold.id, fact.stock, cause, fact.hold.id, (stock) => message(holdChanged, { key: fact.hold.id, version: fact.hold.version, cause, data: { ...wireHold(fact.hold), stock } }));
    case 'stock-lease-changed': {
      const { lease: { id, version } } = fact;
      return spilled(id, fact.stock, cause, id, (stock) => message(stockLeaseChanged, { key: id, version, cause, data: { version, lease: wireLease(fact.lease), stock } }));
    }
    case 'transfer-changed': {
      const { transfer: { id, version }, incidents } = fact;
      return spilled(id, fact.stock, cause, id, (stock) => message(transferChanged, { key: id, version, cause, data: { ...wireTransfer(fact.transfer), stock, ...some({ incidents }) } }));
    }
    case 'count-changed': {
      const { count: { id, version }, incidents } = fact;
      return spilled(id, fact.stock, cause, id, (stock) => message(countChanged, { key: id, version, cause, data: { ...wireCount(fact.count), stock, ...some({ incidents }) } }));
    }
    default: return fact satisfies never;
  }
}

function spilled<T>(key: string, stock: readonly SkuStock[], cause: Cause | undefined, movementId: string, whole: (stock: WireStock[]) => Outbound<T>): Outbound[] {
  const { ahead, rest } = spill(stock.map(wireStock));
  return [...ahead.map((part) => message(stockAdjusted, { key, cause, data: { movementId, stock: part } }) as Outbound), whole(rest) as Outbound];
}

export function wireHold({ id, client, channel, status, lines, location, reference, expiresAt, extended, orderId, version }: Hold): HeldState {
  return {
    client, version, hold: { id, channel, status, lines: lines.map((one) => ({ ...one })), ...(location ? { location } : {}), ...(reference ? { reference } : {}), expiresAt: expiresAt.toISOString(), extended, ...(orderId ? { order: orderId } : {}) },
  };
}

/** What expired before the batch came, told ahead of what it did. */
export function publishExpired({ book }: Unit): Outbound[] {
  return freeExpired(book).flatMap((fact) => publishOne(fact, undefined));
}

/** Who waited and is served by what a message has made free, told behind it; then what channels hold for themselves, and who is promised what is expected. */
export function publishServed({ book }: Unit, cause: Cause | undefined): Outbound[] {
  book.actor = 'inventory';
  return [...serveWaiting(book), ...adjustEscrows(book), ...promiseExpected(book)].flatMap((fact) => publishOne(fact, cause));
}

function wireStock({ sku, version, asOf, levels, entries, actor }: SkuStock): WireStock {
  return { sku, version, asOf: asOf.toISOString(), levels: [...levels], entries: entries.map(({ sku: _sku, ...entry }) => entry), actor };
}

function writable({ chosen, candidates, unit }: Sourcing): SourcingRecord {
  return {
    chosen: [...chosen], ...(unit ? { unit } : {}),
    candidates: candidates.map(({ parts, ...one }) => ({ ...one, locations: [...one.locations], ...(parts ? { parts: [...parts] } : {}) })),
  };
}

/** Leaves out lists that are empty. */
function some<T extends Record<string, readonly unknown[]>>(lists: T): { [K in keyof T]?: Array<T[K][number]> } {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0).map(([name, list]) => [name, [...list]])) as never;
}

export function publishAvailability({ sku, channel, available, version, stock, buffer, escrow, at }: AvailabilityChange): Outbound {
  return message(availabilityChanged, { key: sku, version, data: { sku, channel, available, version, stock, ...(buffer === undefined ? {} : { buffer }), ...(escrow ? { escrow } : {}), at: at.toISOString() } }) as Outbound;
}

export function publishBuffer({ sku, channel, version, record, at }: ChangedBuffer): Outbound {
  const computed = record && { ...record, push: { ...record.push }, elsewhere: record.elsewhere.map((one) => ({ ...one })) };
  return message(bufferComputed, { key: sku, version, data: { channel, sku, version, computed, at: at.toISOString() } }) as Outbound;
}

/** The answer to a command that no fact of ours can carry. Under the key of the facts it comes behind them. */
export function answer(settlement: Settlement, cause: Cause, key = settlement.operationId): Outbound {
  return message(operationSettled('inventory'), { key, cause, data: settlement }) as Outbound;
}
