import type { DataOf, Inbound, recordReturn } from '@onefront/contracts';
import { referenceKey, type OrderBatch } from '../domain/batch.js';
import { record, repeatReturn, returnAnswered, type ReturnFact } from '../domain/recorded-return.js';
import { newStep } from '../domain/step.js';
import { causeOf, tellReturn } from './published.js';
import { originOf, type OrdersAtWork } from './order-batch.js';

type ReturnSlot = OrderBatch['returns'] extends Map<string, infer S> ? S : never;

/** Records a return without an order, or finds the one that has the same (channel, external id). Throws `external-id-reused` (409). */
export function onRecordReturn(work: OrdersAtWork, inbound: Inbound<DataOf<typeof recordReturn>>): void {
  const { batch } = work;
  const { data } = inbound;
  const reference = data.externalId === undefined ? undefined : referenceKey(data.channel, data.externalId);
  const known = batch.returns.get(data.returnId) ?? batch.returns.get((reference && batch.returnReferences.get(reference)) ?? '');
  if (known) return tellAll(work, known, inbound, repeatReturn(known.record, data, inbound.operationId));
  const made = record(data, originOf(inbound), inbound.operationId, newStep(batch.now, batch.policy));
  const slot: ReturnSlot = { record: made.record, before: new Map(), touched: true };
  batch.returns.set(data.returnId, slot);
  if (reference) batch.returnReferences.set(reference, data.returnId);
  tellAll(work, slot, inbound, made.facts);
}

/** An answer to a recorded return; false when the id is none of one. */
export function answerReturn(work: OrdersAtWork, inbound: Inbound, returned: Parameters<typeof returnAnswered>[1], effects: Parameters<typeof returnAnswered>[2]): boolean {
  const slot = work.batch.returns.get(inbound.key);
  if (!slot) return false;
  tellAll(work, slot, inbound, returnAnswered(slot.record, returned, effects));
  return true;
}

function tellAll(work: OrdersAtWork, slot: ReturnSlot, inbound: Inbound, facts: readonly ReturnFact[]): void {
  slot.touched = true;
  for (const fact of facts) work.told.push(tellReturn(fact, causeOf(slot.record.origin, inbound)));
}
