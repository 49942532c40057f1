import { DomainError } from '@onefront/kernel';
import { MAX_MESSAGE_BYTES } from '@onefront/outbox';
import { message, operationSettled, type DataOf, type Inbound, type Placement, type placeOrder } from '@onefront/contracts';
import { referenceKey, type OrderSlot } from '../domain/batch.js';
import { place, repeat } from '../domain/place.js';
import { newStep } from '../domain/step.js';
import { change, originOf, tell, type OrdersAtWork } from './order-batch.js';

/** Places an order, or finds the one that has the same (channel, external id). Throws `external-id-reused` (409). */
export function onPlaceOrder(work: OrdersAtWork, inbound: Inbound<DataOf<typeof placeOrder>>): void {
  const { batch } = work;
  const { placement } = inbound.data;
  const reference = placement.externalId === undefined ? undefined : referenceKey(placement.channel.id, placement.externalId);
  const known = batch.orders.get(placement.orderId) ?? batch.orders.get((reference && liveReference(work, reference)) ?? '');
  if (known) return again(work, known, inbound);
  placeNew(work, placement, inbound, inbound.operationId);
}

/** Places an order that is not here yet. `operationId` waits until it is decided. Throws `order-too-large` (413). */
export function placeNew(work: OrdersAtWork, placement: Placement, inbound: Inbound, operationId?: string): void {
  const { batch } = work;
  refuseWhatCannotBeTold(placement);
  const step = newStep(batch.now, batch.policy);
  const order = place(placement, originOf(inbound), operationId, step);
  const slot: OrderSlot = { order, placement, before: new Map(), touched: true };
  batch.orders.set(order.id, slot);
  if (placement.externalId !== undefined) batch.references.set(referenceKey(placement.channel.id, placement.externalId), order.id);
  tell(work, slot, step, inbound);
}

/** Lines beyond which an order is weighed; below, it cannot be too large. */
const LIGHT = 300;
/** The order's own document beside its placement: bytes per line, and of the rest. */
const DOCUMENT_LINE = 450;

/** `order-placed` carries placement and document in one message. What would not fit is refused (413) while somebody can still be answered. */
function refuseWhatCannotBeTold(placement: DataOf<typeof placeOrder>['placement']): void {
  if (placement.lines.length <= LIGHT) return;
  const bytes = Buffer.byteLength(JSON.stringify(placement)) + placement.lines.length * DOCUMENT_LINE;
  if (bytes > MAX_MESSAGE_BYTES) throw new DomainError('order-too-large', 'too-large', `an order of ${placement.lines.length} lines is too large to be told in one message; place it in parts`);
}

/** The order that has the reference, unless it has been refused since: a refused one leaves its reference free. */
export function liveReference({ batch }: OrdersAtWork, reference: string): string | undefined {
  const id = batch.references.get(reference);
  return id !== undefined && batch.orders.get(id)?.order.process.outcome !== 'refused' ? id : undefined;
}

function again(work: OrdersAtWork, slot: OrderSlot, inbound: Inbound<DataOf<typeof placeOrder>>): void {
  const { order } = slot;
  const { operationId } = inbound;
  if (repeat(order, inbound.data.placement, operationId) === 'waits') return change(work, slot, inbound, () => undefined);
  if (!operationId) return;
  const effects = [{ view: 'order' as const, key: order.id, version: order.version }];
  work.told.push(message(operationSettled('orders'), { key: operationId, cause: inbound, data: { operationId, outcome: 'done', status: 200, resource: { view: 'order', key: order.id }, effects } }));
}
