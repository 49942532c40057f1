import { enqueueWork, type Tx } from '@onefront/outbox';
import type { OrderBatch } from '../domain/batch.js';
import { columns } from './columns.js';

/** Kind of the work items that tell one order of an exchange about the other. */
export const EXCHANGE = 'exchange';

/** How new orders of exchanges have ended, what they give back, and what became of goods that are awaited. Most batches have none. */
export function storeExchanges(tx: Tx, { exchanged, awaited, ends, calls, now }: OrderBatch): void {
  const ended = exchanged.map(({ order, outcome }) => ({ kind: EXCHANGE, id: `${order.id}-exchange`, payload: { order: order.exchange!.order, returnId: order.exchange!.returnId, by: order.id, outcome }, dueAt: now }));
  const given = [...calls.values()].filter(({ call }) => call.state === 'asked' && call.by === 'exchange').map(({ order, call }) => ({
    kind: EXCHANGE, id: call.id, payload: { order: order.exchange!.order, returnId: order.exchange!.returnId, by: order.id, callId: call.id, amount: call.amount }, dueAt: now,
  }));
  const decided = awaited.map(({ order, about }) => ({ kind: EXCHANGE, id: `${about.returnId}-settled`, payload: { order: order.id, ...about }, dueAt: now }));
  if (ended.length + given.length + decided.length > 0) enqueueWork(tx, ...ended, ...given, ...decided);
  if (ends.length > 0) storeEnds(tx, ends);
}

/** The primary key says that an exchange ends once: whatever would end it again fails, with all that it has done. */
function storeEnds(tx: Tx, ends: OrderBatch['ends']): void {
  tx.write({
    name: 'orders-exchange-ends',
    text: 'insert into orders.exchange_end (return_id, old_order, new_order, outcome, taken) select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])',
    values: columns(ends, (one) => [one.returnId, one.oldOrder, one.newOrder, one.outcome, one.taken], 5),
  });
}
