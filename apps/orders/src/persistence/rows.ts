import { paymentStatus } from '../domain/document.js';
import type { Deadline, OrderState } from '../domain/order.js';
import { handedOver, quantitiesOf } from '../domain/quantities.js';
import type { RecordedReturn } from '../domain/recorded-return.js';

/** The rows that an order projects beside its own, each by a key and its content, so that only what has changed is written. */
export function rowsOf(order: OrderState): Map<string, string> {
  const rows = deadlineRows(order.deadlines);
  const gone = handedOver(order);
  for (const line of order.lines) {
    const { open, shipped, cancelled, returned } = quantitiesOf(order, line, gone);
    rows.set(`line\n${line.id}`, [open, shipped, cancelled, returned, line.paid ?? ''].join(' '));
  }
  for (const tender of order.tenders) rows.set(`payment\n${tender.id}`, [paymentStatus(order, tender), tender.authorised, tender.captured, tender.refunded].join(' '));
  return rows;
}

export function rowsOfReturn(record: RecordedReturn): Map<string, string> {
  return deadlineRows(record.deadlines);
}

function deadlineRows(deadlines: Record<string, Deadline>): Map<string, string> {
  return new Map(Object.entries(deadlines).map(([kind, { due, attempt }]) => [`deadline\n${kind}`, `${due} ${attempt}`]));
}

export interface Difference {
  /** Keys whose rows are new or other than before. */
  readonly changed: string[];
  readonly gone: string[];
}

/** What to write of the rows of one kind. */
export function differenceOf(kind: 'line' | 'payment' | 'deadline', before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Difference {
  const prefix = `${kind}\n`;
  const own = (rows: ReadonlyMap<string, string>) => [...rows.keys()].filter((key) => key.startsWith(prefix));
  return {
    changed: own(now).filter((key) => before.get(key) !== now.get(key)).map((key) => key.slice(prefix.length)),
    gone: own(before).filter((key) => !now.has(key)).map((key) => key.slice(prefix.length)),
  };
}
