import { message, operationSettled, type askAboutPayment, type DataOf, type Inbound, type Outbound } from '@onefront/contracts';
import type { OrdersAtWork } from './order-batch.js';

/** The provider says that something has happened to a payment: noted, to be asked about outside of this transaction (S14, webhook and redirect converge). */
export function onAskAboutPayment(work: OrdersAtWork, inbound: Inbound<DataOf<typeof askAboutPayment>>): void {
  const { event, payment, authorisation } = inbound.data;
  work.batch.heard.set(event, { payment, authorisation });
  const { operationId } = inbound;
  if (operationId) work.told.push(message(operationSettled('orders'), { key: operationId, cause: inbound, data: { operationId, outcome: 'done', status: 200, effects: [] } }) as Outbound);
}
