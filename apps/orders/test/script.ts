import {
  advanceFulfillment, buyerIdentified, cancelOrder, couponRejected, message, orderPriced, placeOrder, recordReturn, reservationRejected, reservationReleased, couponsReleased, returnGoods,
  stockConsumed, stockReserved, stockReturned, type DataOf, type Inbound, type Outbound, type Placement, type ReservedLine, type SkuStock,
} from '@onefront/contracts';

/** Commands and answers as the others would send them. */

export const gbp = (amount: bigint | number | string) => ({ amount: amount.toString(), currency: 'GBP' });
export const level = (sku: string, version = 2): SkuStock => ({ sku, version, asOf: '2026-11-01T09:00:00.000Z', levels: [], entries: [] });
const levels = (lines: readonly { sku: string }[], version?: number) => [...new Set(lines.map((line) => line.sku))].map((sku) => level(sku, version));

export const place = (placement: Placement): Outbound => message(placeOrder, { key: placement.orderId, data: { placement } });
export const cancel = (orderId: string, more: Partial<DataOf<typeof cancelOrder>> = {}): Outbound => message(cancelOrder, { key: orderId, data: { orderId, at: '2026-11-01T10:00:00.000Z', ...more } });
export const advance = (orderId: string, fulfillmentId: string, verb: DataOf<typeof advanceFulfillment>['verb'], more: Partial<DataOf<typeof advanceFulfillment>> = {}): Outbound =>
  message(advanceFulfillment, { key: orderId, data: { orderId, fulfillmentId, verb, at: '2026-11-01T10:00:00.000Z', ...more } });
export const giveBack = (orderId: string, returnId: string, lines: DataOf<typeof returnGoods>['lines'], refund: DataOf<typeof returnGoods>['refund'] = 'original'): Outbound =>
  message(returnGoods, { key: orderId, data: { orderId, returnId, location: 'leeds', lines, refund, at: '2026-11-02T09:00:00.000Z' } });
export const recorded = (returnId: string, more: Partial<DataOf<typeof recordReturn>> = {}): Outbound => message(recordReturn, {
  key: returnId,
  data: { returnId, channel: 'web', returnedAt: '2026-11-02T09:00:00.000Z', location: 'leeds', lines: [{ sku: 'LAMP', quantity: 1, total: gbp(1000), disposition: 'restock' }], reason: 'no-receipt', fingerprint: 'f', ...more },
});

export const reserved = (orderId: string, lines: (ReservedLine & { consumed?: boolean })[], attempt = 1, backordered: DataOf<typeof stockReserved>['backordered'] = undefined): Outbound =>
  message(stockReserved, { key: orderId, data: { orderId, attempt, lines, ...(backordered ? { backordered } : {}), stock: levels(lines), sourcing: { chosen: ['leeds'], candidates: [] } } });
export const rejected = (orderId: string, contested = false, attempt = 1): Outbound =>
  message(reservationRejected, { key: orderId, data: { orderId, attempt, short: [{ lineId: '1', sku: 'LAMP', requested: 2, available: 1 }], sourcing: { chosen: [], candidates: [] }, contested } });
export const released = (orderId: string, releaseId: string): Outbound => message(reservationReleased, { key: orderId, data: { orderId, releaseId, lines: [], stock: [level('LAMP', 7)] } });
export const freed = (orderId: string, releaseId: string): Outbound =>
  message(couponsReleased, { key: orderId, data: { orderId, releaseId, couponStates: [{ code: 'Ten', promotion: 'ten', used: 0, held: 0, status: 'active', version: 4 }] } });
export const consumed = (orderId: string, handoverId: string, lines: ReservedLine[]): Outbound => message(stockConsumed, { key: orderId, data: { orderId, handoverId, lines, stock: levels(lines, 5) } });
export const returned = (key: string, returnId: string): Outbound => message(stockReturned, { key, data: { returnId, stock: [level('LAMP', 9)] } });
export const identified = (key: string): Outbound => message(buyerIdentified, {
  key, data: { orderId: key, customerId: 'c-1', groups: [], created: true, customer: { id: 'c-1', version: 3, mergedFrom: [], erased: false, registeredAt: '2026-11-01T09:00:00.000Z', timeline: [], emails: [], phones: [], identities: [], addresses: [], consents: [], groups: [] } },
});
export const noCoupon = (orderId: string): Outbound => message(couponRejected, {
  key: orderId, data: { orderId, problem: { type: 'https://onefront.dev/problems/coupon-exhausted', title: 'Coupon exhausted', status: 409, detail: 'TEN is used up', errors: [{ path: '/coupons/0', message: 'exhausted' }] } },
});

/** Prices a placement as it was sent, with shipping on top; `coupons` hold a use each. */
export function priced(placement: Placement, more: { shipping?: number; coupons?: string[]; taxOnTop?: number } = {}): Outbound {
  const { shipping = 0, coupons = [], taxOnTop = 0 } = more;
  const lines = placement.lines.map((line) => ({
    lineId: line.lineId, sku: line.sku, quantity: line.quantity, unitPrice: line.product.price, discounts: [], total: gbp(BigInt(line.product.price.amount) * BigInt(line.quantity)), taxRate: '0', tax: gbp(taxOnTop),
  }));
  const items = lines.reduce((sum, line) => sum + BigInt(line.total.amount), 0n);
  const grand = items + BigInt(shipping) + BigInt(taxOnTop * lines.length);
  return message(orderPriced, {
    key: placement.orderId,
    data: {
      orderId: placement.orderId,
      result: { currency: 'GBP', lines, shippingDiscounts: [], totals: { items: gbp(items), discount: gbp(0), shipping: gbp(shipping), tax: gbp(0), grand: gbp(grand) }, taxes: [], explanation: [], coupons: coupons.map((code) => ({ code, promotion: 'ten' })) },
      ...(coupons.length > 0 ? { couponStates: coupons.map((code) => ({ code, promotion: 'ten', limit: 10, used: 0, held: 1, status: 'active' as const, version: 3 })) } : {}),
    },
  });
}

export const of = <T = Record<string, unknown>>(told: readonly Inbound[], type: string): (Inbound & { data: T })[] => told.filter((one) => one.type === `orders.${type}.v1`) as (Inbound & { data: T })[];
