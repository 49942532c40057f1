import type { Order, WireMoney } from '@onefront/contracts';
import { moneyOf } from './money.js';
import { lineOf, type OrderState, type Tender } from './order.js';
import { allQuantities } from './quantities.js';
import { statusOf } from './status.js';

/** The order as it is told: a copy, which later steps do not change. */
export function documentOf(order: OrderState): Order {
  const quantities = allQuantities(order);
  const { id, channel, externalId, attention, placedAt, customer, totals, sourcing, refusal, staff } = order;
  return {
    id, channel, externalId, status: statusOf(order), attention, placedAt, customer,
    lines: order.lines.map((line, index) => ({
      id: line.id, sku: line.sku, name: line.name, quantity: line.quantity, unitPrice: line.unitPrice, discounts: line.discounts, total: line.total, quantities: quantities[index]!, ...expectedOf(order, line.id),
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
    ...(staff ? { staff } : {}), ...(order.exchange ? { exchange: exchangeOf(order, order.exchange) } : {}),
    amounts: totals ? amountsOf(order) : null,
  };
}

function exchangeOf(order: OrderState, { id, order: from, advance }: NonNullable<OrderState['exchange']>): Order['exchange'] {
  return { id, order: from, ...(advance ? { advance: { value: amountIn(order, advance.value), status: advance.state } } : {}) };
}

/** What is promised of expected receipts, the earliest first, to units that still wait; in units of the line, of a bundle those of its latest part. */
function expectedOf(order: OrderState, lineId: string): Pick<Order['lines'][number], 'expected'> {
  const waiting = [...order.backordered, ...(order.question?.waiting ?? []), ...order.unplaced.filter((units) => units.again)];
  const parts = lineOf(order, lineId)?.parts ?? [];
  const bySku = parts.map(({ sku, per }) => {
    let open = waiting.reduce((sum, one) => (one.lineId === lineId && one.sku === sku ? sum + one.quantity : sum), 0);
    return (order.expected ?? []).filter((one) => one.lineId === lineId && one.sku === sku).flatMap(({ quantity, receipt, eta }) => {
      const units = Math.min(quantity, open);
      open -= units;
      return Math.floor(units / per) > 0 ? [{ quantity: Math.floor(units / per), receipt, eta }] : [];
    });
  });
  const expected = bySku.sort((a, b) => ((a.at(-1)?.eta ?? '') > (b.at(-1)?.eta ?? '') ? -1 : 1))[0] ?? [];
  return expected.length > 0 ? { expected } : {};
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
