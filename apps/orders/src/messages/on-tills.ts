import { message, operationSettled, tillChanged, type DataOf, type Inbound, type Outbound, type putTill as putTillCommand, type Settlement, type syncTillSales } from '@onefront/contracts';
import { DomainError, type FieldError } from '@onefront/kernel';
import { referenceKey } from '../domain/batch.js';
import { acceptSales, judgeSales, putTill, syncAnswerOf, tillDocumentOf, type SyncedSale, type TillState } from '../domain/tills.js';
import { liveReference, placeNew } from './on-place-order.js';
import type { OrdersAtWork } from './order-batch.js';

/** Registers or changes a till (S22). */
export function onPutTill(work: OrdersAtWork, inbound: Inbound<DataOf<typeof putTillCommand>>): void {
  const { id, till, conditions } = inbound.data;
  const state = work.batch.tills.get(id)!;
  const { status, changed } = putTill(state, till, conditions);
  settle(work, inbound, { state, changed, answer: { status, resource: { view: 'till', key: id }, effects: [] } });
}

/**
 * Takes the sales of a till in its own order; each is an ordinary recorded order from then on (S22, S26). The answer says what became of each; orders that are
 * new can be read by then. Throws `sequence-reused` and `external-id-reused` (409); nothing of the batch is taken then.
 */
export function onSyncTillSales(work: OrdersAtWork, inbound: Inbound<DataOf<typeof syncTillSales>>): void {
  const { id, sales } = inbound.data;
  const state = work.batch.tills.get(id)!;
  const { fresh, statuses } = judgeSales(state, sales);
  refuseTakenReferences(work, sales, fresh);
  for (const { placement } of fresh) placeNew(work, placement, inbound);
  acceptSales(state, fresh);
  const effects = fresh.map(({ placement }) => ({ view: 'order' as const, key: placement.orderId, version: 1 }));
  settle(work, inbound, { state, changed: fresh.length > 0, answer: { status: 200, body: syncAnswerOf(state, sales, statuses), effects } });
}

/** A sale whose id an order of its channel has that is not of this till: somebody must look at it, it is never taken for that order. */
function refuseTakenReferences(work: OrdersAtWork, sales: readonly SyncedSale[], fresh: readonly SyncedSale[]): void {
  const errors = fresh.flatMap((sale): FieldError[] => {
    const { channel, externalId } = sale.placement;
    const order = externalId === undefined ? undefined : liveReference(work, referenceKey(channel.id, externalId));
    return order === undefined ? [] : [{ path: `/sales/${sales.indexOf(sale)}/id`, message: `another order has it: ${order}` }];
  });
  if (errors.length > 0) throw new DomainError('external-id-reused', 'conflict', errors.map(({ message: words }) => words).join('; ').slice(0, 1000), errors);
}

type Answer = Omit<Settlement, 'operationId' | 'outcome'>;

function settle(work: OrdersAtWork, cause: Inbound, { state, changed, answer }: { state: TillState; changed: boolean; answer: Answer }): void {
  const { operationId } = cause;
  const effects = [{ view: 'till' as const, key: state.id, version: state.version }, ...answer.effects];
  const settles: Settlement[] = operationId ? [{ operationId, outcome: 'done', ...answer, effects }] : [];
  if (changed) work.told.push({ ...tellTill(state), cause, settles });
  else for (const one of settles) work.told.push(message(operationSettled('orders'), { key: one.operationId, cause, data: one }) as Outbound);
}

/** The state of a till. It carries no version of the stream: its key is no order's life. */
export function tellTill(state: TillState): Outbound {
  return message(tillChanged, { key: state.id, data: { version: state.version, till: tillDocumentOf(state) } }) as Outbound;
}
