import { z } from 'zod';
import { preconditions, productKind } from './catalog.js';
import { http, wire, type Kit } from './kit.js';
import { command, fact } from './message.js';
import { channelKind } from './network.js';
import { problem } from './settlement.js';
import { country, currencyCode, opaqueId, percent, quantity, sku, slug, text, timestamp, wireMoney } from './values.js';

/** What it costs here, now, for this customer. Owned by promotions. */

const attributeValue = <M extends z.ZodType>(kit: Kit<M>) => z.union([text(500), kit.number, z.boolean()]);
const selector = <M extends z.ZodType>(kit: Kit<M>) => ({
  skus: z.array(sku).max(1000).optional(),
  categories: z.array(text(200, 1)).max(200).optional(),
  brands: z.array(text(200, 1)).max(200).optional(),
  tags: z.array(text(100, 1)).max(200).optional(),
  attributes: z.record(text(100, 1), attributeValue(kit)).optional(),
});
/** Which lines a rule is about: every member that is present must match (any value within it); `exclude` takes lines out again, one level deep. */
const match = <M extends z.ZodType>(kit: Kit<M>) => kit.object({ ...selector(kit), exclude: kit.object(selector(kit)).optional() });
export type Match = z.infer<ReturnType<typeof match>>;

const inList = z.array(text(100, 1)).min(1).max(200);
const condition = <M extends z.ZodType>(kit: Kit<M>) => z.discriminatedUnion('type', [
  kit.object({ type: z.literal('coupon') }),
  kit.object({ type: z.literal('min-basket'), amount: kit.money }),
  kit.object({ type: z.literal('min-quantity'), quantity, match: match(kit).optional() }),
  kit.object({ type: z.literal('customer-group'), in: inList }),
  kit.object({ type: z.literal('method'), in: inList }),
  kit.object({ type: z.literal('payment-method'), in: inList }),
  kit.object({ type: z.literal('region'), in: inList }),
  kit.object({ type: z.literal('first-order') }),
  kit.object({ type: z.literal('has-items'), match: match(kit), quantity: quantity.optional() }),
]);
const effect = <M extends z.ZodType>(kit: Kit<M>) => z.discriminatedUnion('type', [
  kit.object({ type: z.literal('percentage'), percent, on: z.enum(['lines', 'order', 'shipping']), match: match(kit).optional(), maxUnits: quantity.optional(), maxAmount: kit.money.optional() }),
  kit.object({ type: z.literal('fixed-amount'), amount: kit.money, on: z.enum(['order', 'line', 'unit', 'shipping']), match: match(kit).optional(), maxUnits: quantity.optional() }),
  kit.object({ type: z.literal('fixed-price'), price: kit.money, match: match(kit) }),
  kit.object({ type: z.literal('free-shipping') }),
  kit.object({ type: z.literal('cheapest-free'), buy: quantity, get: quantity, match: match(kit).optional() }),
  kit.object({ type: z.literal('dearest-free'), buy: quantity, get: quantity, match: match(kit).optional() }),
]);

const promotion = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  name: text(200, 1),
  startsAt: timestamp.optional(),
  endsAt: timestamp.optional(),
  channels: z.union([z.literal('all'), z.array(slug).min(1).max(1000)]).default('all'),
  conditions: z.array(condition(kit)).max(20),
  effects: z.array(effect(kit)).min(1).max(20),
  stacking: kit.object({ group: text(100, 1).optional(), priority: z.int().min(-1_000_000).max(1_000_000).optional(), combinable: z.boolean().optional() }).optional(),
  limits: kit.object({ total: quantity.optional(), perCustomer: quantity.optional(), budget: kit.money.optional() }).optional(),
});
export const httpPromotion = promotion(http);
export const wirePromotion = promotion(wire);
export type Promotion = z.infer<typeof wirePromotion>;

const taxRate = <M extends z.ZodType>(kit: Kit<M>) => kit.object({ category: slug, country, region: text(100, 1).optional(), rate: percent, from: timestamp.optional(), rounding: z.enum(['line', 'document']).optional().describe('where this country rounds tax: line by line, or once per rate over the whole document (the default)') });
export const httpTaxRate = taxRate(http);
export const wireTaxRate = taxRate(wire);
export type TaxRate = z.infer<typeof wireTaxRate>;

export const fulfillmentMethod = z.enum(['ship', 'pickup', 'carry-out', 'channel']);
export type FulfillmentMethod = z.infer<typeof fulfillmentMethod>;

const shippingRate = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  channels: z.union([z.literal('all'), z.array(slug).min(1).max(1000)]),
  countries: z.array(country).min(1).max(300).optional(),
  method: fulfillmentMethod,
  price: kit.money,
  freeFrom: kit.money.optional(),
  taxCategory: slug.optional().describe('names its own tax category; else shipping is taxed at the goods\' rate'),
});
export const httpShippingRate = shippingRate(http);
export const wireShippingRate = shippingRate(wire);
export type ShippingRate = z.infer<typeof wireShippingRate>;

/** Codes are compared without regard to case; the code is kept as it was given. */
export const couponCode = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, '1 to 64 of A-Z a-z 0-9 _ -');
const couponIssue = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  promotion: slug, code: couponCode.optional(), count: z.int().min(1).max(100_000).optional(), limit: quantity.optional(), perCustomer: quantity.optional(),
  customer: opaqueId.optional(), startsAt: timestamp.optional(), expiresAt: timestamp.optional(),
});
export const httpCouponIssue = couponIssue(http).refine((value) => !(value.code && value.count), { path: ['count'], message: 'a code is issued once; give code or count' });
export const wireCouponIssue = couponIssue(wire);
export type CouponIssue = z.infer<typeof wireCouponIssue>;

export const coupon = z.object({
  code: z.string(), promotion: slug, limit: z.int().optional(), perCustomer: z.int().optional(), customer: opaqueId.optional(),
  startsAt: timestamp.optional(), expiresAt: timestamp.optional(), used: z.int(), held: z.int(), status: z.enum(['active', 'disabled']),
});
export type Coupon = z.infer<typeof coupon>;

/** What the gateway's views said of a product when the order was accepted: the price that the shopper saw. */
export const productSnapshot = z.object({
  version: z.int(), name: z.string(), kind: productKind, price: wireMoney.describe('the channel\'s own price where there is one'),
  brand: z.string().optional(), categories: z.array(z.string()).optional(), tags: z.array(z.string()).optional(),
  attributes: z.record(z.string(), attributeValue(wire)).optional(), taxCategory: z.string().optional(),
  components: z.array(z.object({ sku, quantity })).optional(),
});
export type ProductSnapshot = z.infer<typeof productSnapshot>;

export const channelSnapshot = z.object({
  id: slug, version: z.int(), kind: channelKind, currency: currencyCode, pricing: z.enum(['ours', 'as-sold']), taxIncluded: z.boolean(), taxCountry: country.optional(), timezone: z.string().optional(),
});
export type ChannelSnapshot = z.infer<typeof channelSnapshot>;

/** A price that was agreed before and is not reckoned anew: that of a unit which another one takes the place of (S7). `tax`, where it comes on top, is as it was paid. */
export const keptPrice = z.object({ total: wireMoney, tax: wireMoney.optional() });
const soldDiscount = z.object({ label: z.string(), amount: wireMoney, fundedBy: z.enum(['us', 'channel']) });

/** All that pricing needs; the same for a quote and for an order. */
export const pricingRequest = z.object({
  channel: channelSnapshot,
  at: timestamp.describe('when the order is placed: promotions, coupons and tax rates are those of this moment'),
  recorded: z.boolean(),
  lines: z.array(z.object({
    lineId: opaqueId, sku, quantity, method: fulfillmentMethod, product: productSnapshot,
    unitPrice: wireMoney.optional().describe('as sent by the caller'), total: wireMoney.optional(), discounts: z.array(soldDiscount).optional(),
    kept: keptPrice.optional().describe('of an exchange, where our prices hold: what it costs, whatever is asked today'),
    /** Where the goods are handed over: the destination, or the location's address for pickup and carry-out. Decides tax. */
    jurisdiction: z.object({ country, region: z.string().optional() }).optional(),
  })),
  coupons: z.array(z.string()),
  shipping: wireMoney.optional(),
  tax: z.array(z.object({ label: z.string(), amount: wireMoney, remittedBy: z.string() })).optional(),
  grand: wireMoney.optional(),
  expectedTotal: wireMoney.optional(),
  paymentMethods: z.array(z.string()),
  destination: z.object({ country, region: z.string().optional() }).optional(),
  customer: z.object({ id: opaqueId, groups: z.array(z.string()) }).optional(),
});
export type PricingRequest = z.infer<typeof pricingRequest>;

/** What a placement says about its price beyond what its lines and channel say already. */
export const pricingTerms = pricingRequest.pick({ shipping: true, tax: true, grand: true, expectedTotal: true, paymentMethods: true, destination: true, customer: true });

export const lineDiscount = z.object({ promotion: z.string().nullable(), label: z.string(), amount: wireMoney });
/** Why a promotion did or did not lower the price. `line` is absent for what concerns the whole order. */
export const explanationStep = z.object({ promotion: z.string(), name: z.string(), applied: z.boolean(), reason: z.string(), line: opaqueId.optional(), amount: wireMoney.optional() });
export const totals = <M extends z.ZodType>(kit: Kit<M>) => kit.object({ items: kit.money, discount: kit.money, shipping: kit.money, tax: kit.money, grand: kit.money });
export const wireTotals = totals(wire);

export const pricingResult = z.object({
  currency: currencyCode,
  lines: z.array(z.object({ lineId: opaqueId, sku, quantity, unitPrice: wireMoney, discounts: z.array(lineDiscount), total: wireMoney, taxRate: z.string(), tax: wireMoney })),
  shippingDiscounts: z.array(lineDiscount),
  totals: wireTotals,
  taxes: z.array(z.object({ label: z.string(), rate: z.string().optional(), amount: wireMoney, remittedBy: z.string().optional() })),
  explanation: z.array(explanationStep),
  coupons: z.array(z.object({ code: z.string(), promotion: z.string() })).describe('coupons whose promotion applied; each holds one use'),
});
export type PricingResult = z.infer<typeof pricingResult>;

/** Answer of promotions' internal quote endpoint (`POST /internal/quotes` with a pricingRequest): a price or why there is none. */
export const quoteAnswer = z.object({ result: pricingResult.optional(), problem: problem.optional() });
export type QuoteAnswer = z.infer<typeof quoteAnswer>;

const samplePromotion: Promotion = { name: 'Ten off', channels: ['web'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] };
const gbp = (amount: string) => ({ amount, currency: 'GBP' });
const sampleResult: PricingResult = {
  currency: 'GBP', lines: [{ lineId: '1', sku: 'LAMP-1', quantity: 1, unitPrice: gbp('4900'), discounts: [{ promotion: 'ten', label: 'Ten off', amount: gbp('490') }], total: gbp('4410'), taxRate: '20', tax: gbp('735') }],
  shippingDiscounts: [], totals: { items: gbp('4900'), discount: gbp('490'), shipping: gbp('0'), tax: gbp('735'), grand: gbp('4410') },
  taxes: [{ label: 'standard 20 %', rate: '20', amount: gbp('735') }], explanation: [{ promotion: 'ten', name: 'Ten off', applied: true, reason: 'coupon TEN', amount: gbp('490') }], coupons: [{ code: 'TEN', promotion: 'ten' }],
};
const sampleCoupon: Coupon = { code: 'TEN', promotion: 'ten', limit: 10, used: 0, held: 1, status: 'active' };
const conditions = preconditions.default({});
const patch = z.record(z.string(), z.unknown());

export const putPromotion = command('promotions.put-promotion.v1', { keyedBy: 'promotion id', summary: 'Create or replace a promotion.', schema: z.object({ id: slug, promotion: wirePromotion, conditions }), sample: { id: 'ten', promotion: samplePromotion, conditions: {} } });
export const patchPromotion = command('promotions.patch-promotion.v1', { keyedBy: 'promotion id', summary: 'Merge-patch a promotion.', schema: z.object({ id: slug, patch, conditions }), sample: { id: 'ten', patch: { name: 'Ten' }, conditions: {} } });
export const deletePromotion = command('promotions.delete-promotion.v1', { keyedBy: 'promotion id', summary: 'End a promotion for good.', schema: z.object({ id: slug, conditions }), sample: { id: 'ten', conditions: {} } });
export const issueCoupons = command('promotions.issue-coupons.v1', { keyedBy: 'promotion id', summary: 'Issue one coupon, or `count` generated ones.', schema: z.object({ issueId: opaqueId, issue: wireCouponIssue }), sample: { issueId: 'ci-1', issue: { promotion: 'ten', code: 'TEN', limit: 10 } } });
export const disableCoupon = command('promotions.disable-coupon.v1', { keyedBy: 'coupon code in upper case', summary: 'Disable a coupon; uses that are held stay valid.', schema: z.object({ code: couponCode, conditions: preconditions.optional() }), sample: { code: 'TEN' } });
export const putTaxRate = command('promotions.put-tax-rate.v1', { keyedBy: 'tax rate id', summary: 'Create or replace a tax rate.', schema: z.object({ id: slug, taxRate: wireTaxRate, conditions }), sample: { id: 'gb', taxRate: { category: 'standard', country: 'GB', rate: '20' }, conditions: {} } });
export const putShippingRate = command('promotions.put-shipping-rate.v1', { keyedBy: 'shipping rate id', summary: 'Create or replace a shipping rate.', schema: z.object({ id: slug, shippingRate: wireShippingRate, conditions }), sample: { id: 'uk', shippingRate: { channels: ['web'], method: 'ship', price: gbp('495') }, conditions: {} } });

/** Answer to an order that is to be priced; coupon uses are HELD in the same transaction (S11). */
export const orderPriced = fact('promotions.order-priced.v1', {
  keyedBy: 'order id', summary: 'What an order costs and why; its coupon uses are held.',
  schema: z.object({ orderId: opaqueId, result: pricingResult, couponStates: z.array(coupon.extend({ version: z.int() })).optional(), problem: problem.optional().describe('the price differs from what the shopper saw, or does not add up: the order is to be refused with this') }),
  sample: { orderId: 'o-1', result: sampleResult, couponStates: [{ ...sampleCoupon, version: 2 }] },
});
export const couponRejected = fact('promotions.coupon-rejected.v1', {
  keyedBy: 'order id', summary: 'A coupon of an order cannot be used; nothing was held.',
  schema: z.object({ orderId: opaqueId, problem }),
  sample: { orderId: 'o-1', problem: { type: 'https://onefront.dev/problems/coupon-exhausted', title: 'Coupon exhausted', status: 409, detail: 'TEN has been used 10 of 10 times', errors: [{ path: '/coupons/0', message: 'exhausted' }] } },
});
/** Answer to `orders.release-requested` where coupons were held or used. */
export const couponsReleased = fact('promotions.coupons-released.v1', {
  keyedBy: 'order id', summary: 'Held or used coupon uses of an order are free again.',
  schema: z.object({ orderId: opaqueId, releaseId: opaqueId, couponStates: z.array(coupon.extend({ version: z.int() })) }),
  sample: { orderId: 'o-1', releaseId: 'r-1', couponStates: [{ ...sampleCoupon, held: 0, version: 3 }] },
});
export const promotionChanged = fact('promotions.promotion-changed.v1', { keyedBy: 'promotion id', summary: 'A promotion was created, changed or ended; carries all of it.', schema: z.object({ id: slug, version: z.int(), promotion: wirePromotion.nullable(), at: timestamp }), sample: { id: 'ten', version: 1, promotion: samplePromotion, at: '2026-11-01T09:00:00.000Z' } });
export const couponChanged = fact('promotions.coupon-changed.v1', { keyedBy: 'coupon code in upper case', summary: 'A coupon was issued, used, freed or disabled; carries all of it.', schema: z.object({ coupons: z.array(coupon.extend({ version: z.int() })) }), sample: { coupons: [{ ...sampleCoupon, version: 1 }] } });
export const taxRateChanged = fact('promotions.tax-rate-changed.v1', { keyedBy: 'tax rate id', summary: 'A tax rate was created or changed.', schema: z.object({ id: slug, version: z.int(), taxRate: wireTaxRate, at: timestamp }), sample: { id: 'gb', version: 1, taxRate: { category: 'standard', country: 'GB', rate: '20' }, at: '2026-11-01T09:00:00.000Z' } });
export const shippingRateChanged = fact('promotions.shipping-rate-changed.v1', { keyedBy: 'shipping rate id', summary: 'A shipping rate was created or changed.', schema: z.object({ id: slug, version: z.int(), shippingRate: wireShippingRate, at: timestamp }), sample: { id: 'uk', version: 1, shippingRate: { channels: ['web'], method: 'ship', price: gbp('495') }, at: '2026-11-01T09:00:00.000Z' } });
