import type { Order } from '@onefront/contracts';
import type { OrderState } from './order.js';
import { allQuantities } from './quantities.js';

export type OrderStatus = Order['status'];

/** The status of an order is what its process and quantities make it (S5, S25); nobody sets it. */
export function statusOf(order: OrderState): OrderStatus {
  const { outcome } = order.process;
  if (outcome === 'refused') return 'refused';
  if (outcome === 'cancelled') return 'cancelled';
  if (outcome === 'open' || outcome === 'refusing') return 'pending';
  return statusByQuantities(allQuantities(order), order.backordered.length > 0 || (order.question?.waiting.length ?? 0) > 0 || order.unplaced.some((one) => one.again));
}

/**
 * Of a confirmed order. While units wait for stock, that is what there is to say of it. One of which all is cancelled stays confirmed
 * until everything is released and the process ends as cancelled (S25).
 */
export function statusByQuantities(lines: readonly { open: number; shipped: number }[], waits: boolean): OrderStatus {
  const open = lines.some((line) => line.open > 0);
  if (open && waits) return 'backordered';
  if (!lines.some((line) => line.shipped > 0)) return 'confirmed';
  return open ? 'partially-fulfilled' : 'fulfilled';
}
