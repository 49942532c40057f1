import type { DataOf, Inbound, exchangeGoods } from '@onefront/contracts';
import type { OrderSlot } from '../domain/batch.js';
import { beginExchange, exchangeOf } from '../domain/exchange.js';
import { place } from '../domain/place.js';
import { newStep } from '../domain/step.js';
import { command, originOf, tell, type OrdersAtWork } from './order-batch.js';

/** Sets goods aside with the order that they came from and places the order that they are exchanged for, in one transaction (S7). */
export function onExchangeGoods(work: OrdersAtWork, inbound: Inbound<DataOf<typeof exchangeGoods>>): void {
  const { batch } = work;
  const { orderId } = inbound.data;
  command(work, inbound, orderId, (old, step) => {
    const placement = beginExchange(old, inbound.data, inbound.operationId, step);
    if (!placement) return;
    const fresh = newStep(batch.now, batch.policy);
    const order = place(placement, originOf(inbound), undefined, fresh);
    order.exchange = exchangeOf(old, inbound.data);
    const slot: OrderSlot = { order, placement, before: new Map(), touched: true };
    batch.orders.set(order.id, slot);
    tell(work, slot, fresh, inbound);
  });
}
