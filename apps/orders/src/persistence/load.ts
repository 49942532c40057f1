import type { Tx } from '@onefront/outbox';
import { referenceKey, type OrderBatch, type OrderSlot } from '../domain/batch.js';
import type { OrderState } from '../domain/order.js';
import type { RecordedReturn } from '../domain/recorded-return.js';
import type { Policy } from '../domain/step.js';
import { rowsOf, rowsOfReturn } from './rows.js';
import { lockTills, type WantedTill } from './tills.js';

export interface Reference {
  readonly channel: string;
  readonly externalId: string;
}

/** What a batch is about: orders and recorded returns by id, and the external references that new ones bring. */
export interface Wanted {
  readonly ids: readonly string[];
  /** Which of the ids may be those of recorded returns. */
  readonly returnIds?: readonly string[];
  readonly orderReferences?: readonly Reference[];
  readonly returnReferences?: readonly Reference[];
  readonly tills?: readonly WantedTill[];
}

/**
 * Locks and reads, in this order: references and tills (so that two processes that place the same order meet before either has a row),
 * orders by id, returns by id; each by one sorted statement.
 */
export async function loadBatch(tx: Tx, wanted: Wanted, clock: { now: Date; policy: Policy }): Promise<OrderBatch> {
  const { ids, returnIds = [], orderReferences = [], returnReferences = [], tills = [] } = wanted;
  const batch: OrderBatch = { ...clock, orders: new Map(), references: new Map(), returns: new Map(), returnReferences: new Map(), tills: new Map(), events: [], exchanged: [], awaited: [], ends: [], calls: new Map(), heard: new Map() };
  lockReferences(tx, [...tills.map((one) => `till\n${one.id}`), ...orderReferences.map((one) => `order\n${referenceKey(one.channel, one.externalId)}`), ...returnReferences.map((one) => `return\n${referenceKey(one.channel, one.externalId)}`)]);
  await lockTills(tx, tills, batch);
  const named = await ordersNamed(tx, orderReferences);
  await lockOrders(tx, [...ids, ...named], batch);
  await lockReturns(tx, returnIds, returnReferences, batch);
  return batch;
}

function lockReferences(tx: Tx, keys: readonly string[]): void {
  if (keys.length === 0) return;
  tx.write({
    name: 'orders-lock-references',
    text: 'select pg_advisory_xact_lock(h) from (select distinct hashtextextended(key, 20261101) as h from unnest($1::text[]) as key order by 1 offset 0) as sorted', values: [[...keys]],
  });
}

async function ordersNamed(tx: Tx, references: readonly Reference[]): Promise<string[]> {
  if (references.length === 0) return [];
  const { rows } = await tx.query<{ id: string }>({
    name: 'orders-by-reference',
    text: `select o.id from unnest($1::text[], $2::text[]) as named (channel, external_id)
           join orders."order" o on o.channel = named.channel and o.external_id = named.external_id and o.status <> 'refused'`,
    values: [references.map((one) => one.channel), references.map((one) => one.externalId)],
  });
  return rows.map((row) => row.id);
}

async function lockOrders(tx: Tx, ids: readonly string[], batch: OrderBatch): Promise<void> {
  const sorted = [...new Set(ids)].sort();
  const { rows } = await tx.query<{ state: OrderState }>({ name: 'orders-lock', text: 'select state from orders."order" where id = any($1::text[]) order by id for update', values: [sorted] });
  for (const { state } of rows) takeIn(batch, state);
}

/** Puts a loaded order into the batch. */
export function takeIn(batch: OrderBatch, order: OrderState): OrderSlot {
  const slot: OrderSlot = { order, before: rowsOf(order), touched: false };
  batch.orders.set(order.id, slot);
  if (order.externalId !== null && order.process.outcome !== 'refused') batch.references.set(referenceKey(order.channel, order.externalId), order.id);
  return slot;
}

async function lockReturns(tx: Tx, ids: readonly string[], references: readonly Reference[], batch: OrderBatch): Promise<void> {
  // Most answers are to orders; an id that was found is none of a return.
  const left = ids.filter((id) => !batch.orders.has(id)).sort();
  if (left.length === 0) return;
  const { rows } = await tx.query<{ state: RecordedReturn }>({
    name: 'orders-lock-returns',
    text: `select state from orders.recorded_return
           where id = any($1::text[]) or (channel, external_id) in (select * from unnest($2::text[], $3::text[])) order by id for update`,
    values: [left, references.map((one) => one.channel), references.map((one) => one.externalId)],
  });
  for (const { state } of rows) {
    batch.returns.set(state.id, { record: state, before: rowsOfReturn(state), touched: false });
    if (state.externalId !== null) batch.returnReferences.set(referenceKey(state.channel, state.externalId), state.id);
  }
}
