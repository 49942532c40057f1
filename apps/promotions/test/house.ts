import {
  buyerIdentified, issueCoupons, leaseCoupons, message, orderConfirmed, orderPlaced, orderRefused, pricingTerms, putPromotion, releaseRequested,
  type CouponIssue, type Inbound, type Outbound, type PricingRequest, type Promotion,
} from '@onefront/contracts';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import { promotionsService, promotionsWork } from '../src/index.js';
import { gbp, line, request, type Effect } from './builders.js';

export const promotions = (beside?: Owner): Promise<Owner> => ownerUnderTest({ service: 'promotions', migrations: [...promotionsService.migrations!], work: promotionsWork(), ...(beside ? { beside } : {}) });

export const put = (id: string, effect: Effect, more: Partial<Promotion> = {}, conditions = {}): Outbound =>
  message(putPromotion, { key: id, data: { id, promotion: { name: `Name of ${id}`, channels: ['web'], conditions: [], effects: [effect], ...more }, conditions } }) as Outbound;
export const issue = (value: CouponIssue, issueId = `issue-${value.code ?? 'x'}`): Outbound => message(issueCoupons, { key: value.promotion, data: { issueId, issue: value } }) as Outbound;

export interface Placing {
  readonly coupons?: string[];
  /** Known from the start. */
  readonly customer?: string;
  /** Named by keys: to be identified. */
  readonly unidentified?: true;
  readonly groups?: string[];
  readonly pricing?: Partial<PricingRequest>;
  /** The till that made it without a network. */
  readonly till?: { readonly id: string; readonly sequence: number };
}

/** An order of one line of 10.00 in the web shop. */
export function placed(orderId: string, { coupons = [], customer, unidentified, groups = [], pricing = {}, till }: Placing = {}): Outbound {
  const asked = { ...request([line('1', 1000)], { coupons, ...(customer ? { customer: { id: customer, groups } } : {}) }), ...pricing };
  const { placement, order } = orderPlaced.sample;
  const buyer = customer ? { id: customer } : unidentified ? { externalId: 'b-1' } : undefined;
  return message(orderPlaced, {
    key: orderId, version: 1, data: { orderId, version: 1, order: { ...order, id: orderId }, placement: { ...placement, orderId, coupons, channel: asked.channel, recorded: asked.recorded, placedAt: asked.at, lines: asked.lines, pricing: pricingTerms.parse(asked), ...(buyer ? { buyer } : {}), ...(till ? { till: { ...till, priceBook: '1' } } : {}) } },
  }) as Outbound;
}
/** A sale that a till made without a network, for 9.00 with these coupons. */
export const tillSale = (till: string, sequence: number, ...coupons: string[]): Outbound =>
  placed(`${till}-${sequence}`, { coupons, till: { id: till, sequence }, pricing: { recorded: true, lines: [line('1', 1000, { total: gbp(900) })] } });
export interface Word { readonly till: string; readonly serial: number; readonly sequence?: number; readonly uses: Readonly<Record<string, number>>; readonly ttlSeconds?: number; readonly graceSeconds?: number }
/** How many uses of each coupon a till wants to hold. */
export const lease = ({ till, serial, sequence = 0, uses, ttlSeconds = 60, graceSeconds = 0 }: Word): Outbound =>
  message(leaseCoupons, { key: till, data: { till, channel: 'web', serial, sequence, coupons: Object.entries(uses).map(([code, quantity]) => ({ code, quantity })), ttlSeconds, graceSeconds } }) as Outbound;
export const identified = (orderId: string, customerId: string, groups: string[] = []): Outbound => message(buyerIdentified, { key: orderId, data: { ...buyerIdentified.sample, orderId, customerId, groups } }) as Outbound;
export const confirmed = (orderId: string, customer?: string): Outbound =>
  message(orderConfirmed, { key: orderId, version: 2, data: { orderId, version: 2, order: { ...orderConfirmed.sample.order, id: orderId, customer: customer ? { id: customer } : null } } }) as Outbound;
export const refused = (orderId: string): Outbound => message(orderRefused, { key: orderId, version: 2, data: { ...orderRefused.sample, orderId } }) as Outbound;
export const release = (orderId: string, releaseId = `r-${orderId}`): Outbound => message(releaseRequested, { key: orderId, data: { orderId, releaseId, stock: true, coupons: true } }) as Outbound;

/** What was told of an order in short: `priced 900`, `rejected coupon-exhausted`, `released`. */
export function brief(told: readonly Inbound[]): string[] {
  return told.map(({ type, data }) => {
    const fact = data as { result?: { totals: { grand: { amount: string } } }; problem?: { type: string } };
    const problem = fact.problem ? ` ${fact.problem.type.split('/').at(-1)}` : '';
    return `${type.split('.')[1]}${fact.result ? ` ${fact.result.totals.grand.amount}` : ''}${problem}`;
  });
}

export async function couponRow(owner: Owner, key: string): Promise<{ used: number; held: number; over: number }> {
  const { rows } = await owner.database.pool.query('select used, held, over from promotions.coupon where key = $1', [key]);
  return rows[0];
}
