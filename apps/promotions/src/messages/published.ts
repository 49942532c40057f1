import {
  couponChanged, couponLeaseChanged, couponRejected, couponsReleased, giftCardAnswered, giftCardChanged, message, operationSettled, orderPriced, promotionChanged, shippingRateChanged, taxRateChanged,
  type Coupon, type CouponLeaseDocument, type Inbound, type Outbound, type Promotion, type Settlement, type ShippingRate, type TaxRate,
} from '@onefront/contracts';
import type { CouponLease, CouponRow } from '../domain/books.js';
import { leftOf, type LeaseTold } from '../domain/coupon-lease.js';
import { cardState, type CardAnswer, type CardRow } from '../domain/gift-cards.js';
import type { RuleChange, RuleKind, RuleSlot } from '../domain/rule-book.js';
import type { Answer } from '../domain/sale.js';

/** The only translation of promotions' facts into contracts. */

export function tellRule(slot: RuleSlot, change: RuleChange, cause: Inbound): Outbound[] {
  const resource = slot.document === null ? {} : { resource: { view: slot.kind, key: slot.id } };
  const settles = settle(cause, { status: change.status, ...resource, effects: [{ view: slot.kind, key: slot.id, version: slot.version }] });
  if (!change.changed) return onlyAnswer(settles, cause);
  return [{ ...ruleFact(slot, cause.time), cause, settles }];
}

/** The state of a rule. */
export function ruleFact({ kind, id, version, document }: { kind: RuleKind; id: string; version: number; document: unknown }, at: string): Outbound {
  if (kind === 'promotion') return message(promotionChanged, { key: id, version, data: { id, version, promotion: document as Promotion | null, at } }) as Outbound;
  if (kind === 'tax-rate') return message(taxRateChanged, { key: id, version, data: { id, version, taxRate: document as TaxRate, at } }) as Outbound;
  return message(shippingRateChanged, { key: id, version, data: { id, version, shippingRate: document as ShippingRate, at } }) as Outbound;
}

export function tellCoupon(coupon: CouponRow, change: { status: 200 | 201; changed: boolean }, cause: Inbound): Outbound[] {
  const settles = settle(cause, { status: change.status, resource: { view: 'coupon', key: coupon.key }, effects: [{ view: 'coupon', key: coupon.key, version: coupon.version }] });
  return change.changed ? [{ ...couponsFact([coupon]), cause, settles }] : onlyAnswer(settles, cause);
}

/** The coupons are on their way; the answer says under which id they are issued. */
export function tellBulk(bulk: { issueId: string; promotion: string; count: number }, cause: Inbound): Outbound[] {
  return onlyAnswer(settle(cause, { status: 202, body: bulk, effects: [] }), cause);
}

/** The state of coupons; at least one. */
export function couponsFact(coupons: readonly CouponRow[]): Outbound {
  const [first] = coupons;
  return message(couponChanged, { key: first!.key, ...(coupons.length === 1 ? { version: first!.version } : {}), data: { coupons: coupons.map(couponState) } }) as Outbound;
}

export function tellAnswer(orderId: string, answer: Exclude<Answer, { kind: 'awaited' }>, cause: Inbound): Outbound {
  if (answer.kind === 'rejected') return message(couponRejected, { key: orderId, cause, data: { orderId, problem: wire(answer.problem) } }) as Outbound;
  const { result, problem, coupons } = answer;
  return message(orderPriced, { key: orderId, cause, data: { orderId, result, ...(coupons.length > 0 ? { couponStates: coupons.map(couponState) } : {}), ...(problem ? { problem } : {}) } }) as Outbound;
}

export function tellReleased(orderId: string, releaseId: string, coupons: readonly CouponRow[], cause: Inbound): Outbound {
  return message(couponsReleased, { key: orderId, cause, data: { orderId, releaseId, couponStates: coupons.map(couponState) } }) as Outbound;
}

/** The state of a lease, with the coupons whose counters changed. */
export function leaseFact({ lease, coupons }: LeaseTold): Outbound {
  const { id, version } = lease;
  return message(couponLeaseChanged, { key: id, version, data: { version, lease: leaseState(lease), couponStates: coupons.map(couponState) } }) as Outbound;
}

/** The answer to a word of a till; without `told` it was heard before. */
export function tellLease({ id, version }: CouponLease, told: LeaseTold | undefined, cause: Inbound): Outbound[] {
  const at = { view: 'coupon-lease' as const, key: id };
  const coupons = (told?.coupons ?? []).map((coupon) => ({ view: 'coupon' as const, key: coupon.key, version: coupon.version }));
  const settles = settle(cause, { status: 200, resource: at, effects: [{ ...at, version }, ...coupons] });
  return told ? [{ ...leaseFact(told), cause, settles }] : onlyAnswer(settles, cause);
}

/** Lines that are asked for or open; what is over is history. */
function leaseState({ id, channel, serial, sequence, expiresAt, lines }: CouponLease): CouponLeaseDocument {
  const shown = [...lines.values()].filter((line) => line.wanted > 0 || leftOf(line) > 0).sort((a, b) => (a.key < b.key ? -1 : 1));
  return { id, channel, serial, sequence, expiresAt: expiresAt.toISOString(), coupons: shown.map((line) => ({ code: line.code, wanted: line.wanted, granted: line.granted, used: line.used, returned: line.returned, left: leftOf(line) })) };
}

/** The state of gift cards; at least one. */
export function giftCardsFact(cards: readonly CardRow[]): Outbound {
  const [first] = cards;
  return message(giftCardChanged, { key: first!.id, ...(cards.length === 1 ? { version: first!.version } : {}), data: { cards: cards.map(cardState) } }) as Outbound;
}

export function tellGiftCard(card: CardRow, change: { status: 200 | 201; changed: boolean }, cause: Inbound): Outbound[] {
  const at = { view: 'gift-card' as const, key: card.id };
  const settles = settle(cause, { status: change.status, resource: at, effects: [{ ...at, version: card.version }] });
  return change.changed ? [{ ...giftCardsFact([card]), cause, settles }] : onlyAnswer(settles, cause);
}

export function tellCardAnswer(orderId: string, callId: string, answer: CardAnswer, cause: Inbound): Outbound {
  const { outcome, card } = answer;
  return message(giftCardAnswered, { key: orderId, cause, data: { orderId, callId, outcome, ...('detail' in answer ? { detail: answer.detail } : {}), ...(card ? { state: cardState(card) } : {}) } }) as Outbound;
}

/** Uses beyond a limit count as used; the row keeps them apart. */
export function couponState(row: CouponRow): Coupon & { version: number } {
  return {
    code: row.code, promotion: row.promotion, ...(row.limit === null ? {} : { limit: row.limit }), ...(row.perCustomer === null ? {} : { perCustomer: row.perCustomer }), ...(row.customer === null ? {} : { customer: row.customer }),
    ...(row.startsAt ? { startsAt: row.startsAt.toISOString() } : {}), ...(row.expiresAt ? { expiresAt: row.expiresAt.toISOString() } : {}),
    used: row.used + row.over, held: row.held, status: row.status, version: row.version,
  };
}

/** A problem as the contract types it (its errors may be changed by who reads it). */
export function wire(problem: Extract<Answer, { kind: 'rejected' }>['problem']) {
  const { errors, ...rest } = problem;
  return errors ? { ...rest, errors: [...errors] } : rest;
}

function settle(cause: Inbound, answered: Omit<Settlement, 'operationId' | 'outcome'>): Settlement[] {
  return cause.operationId ? [{ operationId: cause.operationId, outcome: 'done', ...answered }] : [];
}

/** For commands that changed nothing. One that nobody waits for needs no answer. */
function onlyAnswer(settles: Settlement[], cause: Inbound): Outbound[] {
  return settles.map((settlement) => message(operationSettled('promotions'), { key: settlement.operationId, cause, data: settlement }) as Outbound);
}
