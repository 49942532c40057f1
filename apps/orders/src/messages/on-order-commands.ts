import type { DataOf, Inbound, advanceFulfillment, advanceReturn, cancelOrder, requestReturn, returnGoods } from '@onefront/contracts';
import { randomInt } from 'node:crypto';
import { advanceFulfillment as advance } from '../domain/advance-fulfillment.js';
import { advanceReturn as stepReturn, announce } from '../domain/announced-return.js';
import { cancel } from '../domain/cancel.js';
import { takeBack } from '../domain/returns.js';
import { command, type OrdersAtWork } from './order-batch.js';

export function onCancelOrder(work: OrdersAtWork, inbound: Inbound<DataOf<typeof cancelOrder>>): void {
  command(work, inbound, inbound.data.orderId, (order, step) => cancel(order, inbound.data, inbound.operationId, step));
}

export function onReturnGoods(work: OrdersAtWork, inbound: Inbound<DataOf<typeof returnGoods>>): void {
  command(work, inbound, inbound.data.orderId, (order, step) => takeBack(order, inbound.data, inbound.operationId, step));
}

export function onRequestReturn(work: OrdersAtWork, inbound: Inbound<DataOf<typeof requestReturn>>): void {
  command(work, inbound, inbound.data.orderId, (order, step) => announce(order, inbound.data, inbound.operationId, step));
}

export function onAdvanceReturn(work: OrdersAtWork, inbound: Inbound<DataOf<typeof advanceReturn>>): void {
  command(work, inbound, inbound.data.orderId, (order, step) => stepReturn(order, inbound.data, inbound.operationId, step));
}

export function onAdvanceFulfillment(work: OrdersAtWork, inbound: Inbound<DataOf<typeof advanceFulfillment>>): void {
  const freshCode = randomInt(0, 1_000_000).toString().padStart(6, '0');
  command(work, inbound, inbound.data.orderId, (order, step) => advance(order, inbound.data, { operationId: inbound.operationId, freshCode }, step));
}
