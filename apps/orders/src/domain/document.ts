import type { Order, WireMoney } from '@onefront/contracts';
import { moneyOf } from './money.js';
import type { OrderState, Tender } from './order.js';
import { allQuantities } from './quantities.js';
import { statusOf } from './status.js';

/** The order as it is told: a copy, which later steps do not change. */
export function documentOf(order: OrderState): Order {
  const quantities = allQuantities(order);
  const { id, channel, externalId, attention, placedAt, customer, totals, sourcing, refusal, staff } = order;
  return {
    id, channel, externalId, status: statusOf(order), attention, placedAt, customer,
    lines: order.lines.map((line, index) => ({
      id: line.id, sku: line.sku, name: line.name, quantity: line.quantity, unitPrice: line.unitPrice, discounts: line.discounts, total: line.total, quantities: quantities[index]!,
    })),
    totals,
    fulfillments: order.fulfillments.map((one) => ({
      id: one.id, location: one.location, method: one.method, status: one.status, lines: one.lines.map((line) => ({ lineId: line.lineId, sku: line.sku, quantity: line.quantity })),
      ...(one.tracking.length > 0 ? { tracking: [...one.tracking] } : {}), ...(one.reason ? { reason: one.reason } : {}), ...(one.since ? { since: one.since } : {}),
      ...(one.dueAt ? { dueAt: one.dueAt } : {}), ...(one.notBefore ? { notBefore: one.notBefore } : {}),
    })),
    payments: order.tenders.map((tender) => paymentOf(order, tender)),
    coupons: [...order.coupons],
    ...(refusal ? { refusal } : {}),
    timeline: [...order.timeline],
    sourcing,
    ...(staff ? { staff } : {}), ...(order.exchange ? { exchange: { id: order.exchange.id, order: order.exchange.order } } : {}),
    amounts: totals ? amountsOf(order) : null,
  };
}

function amountsOf(order: OrderState): NonNullable<Order['amounts']> {
  const { cancelled, returned } = moneyOf(order);
  const refunded = order.tenders.reduce((sum, tender) => sum + BigInt(tender.refunded), 0n);
  return { cancelled: amountIn(order, cancelled), returned: amountIn(order, returned), refunded: amountIn(order, refunded) };
}

export function amountIn(order: Pick<OrderState, 'currency'>, amount: bigint | string): WireMoney {
  return { amount: amount.toString(), currency: order.currency };
}

function paymentOf(order: OrderState, tender: Tender): Order['payments'][number] {
  const { method, authorised, captured, refunded } = tender;
  return { method, status: paymentStatus(order, tender), authorised: amountIn(order, authorised), captured: amountIn(order, captured), refunded: amountIn(order, refunded) };
}

/** S14, from what the provider has answered. */
export function paymentStatus(order: Pick<OrderState, 'calls'>, tender: Tender): Order['payments'][number]['status'] {
  if (order.calls.some((call) => call.tender === tender.id && call.state === 'unknown')) return 'unknown';
  if (tender.status !== 'authorised') return tender.status;
  if (tender.refunded !== '0' && tender.refunded === tender.captured) return 'refunded';
  return tender.captured === '0' ? 'authorised' : 'captured';
}
