import type { PricingRequest, Promotion } from '@onefront/contracts';
import { PROBLEM_BASE, titleOf, type FieldError, type Problem } from '@onefront/kernel';
import { usesKey, type Books, type CouponRow } from './books.js';
import { leasedTo, type TillSale } from './coupon-lease.js';
import { isAsSold, outOfQuestion, type Rule, type Rules, type Standing } from './pricing/index.js';

export interface Judged {
  /** Coupons that may be used, one per promotion, in the order given. */
  readonly accepted: readonly { readonly coupon: CouponRow; readonly over: boolean; /** It was set aside for the till. */ readonly leased: boolean }[];
  readonly refusal?: Problem;
  /** What a recorded order used although it should not have: code and reason. */
  readonly irregular: readonly { code: string; reason: string }[];
}

/** Who buys: whether it is a first order, as far as that is known, and which sale of a till without a network it is. */
export interface Buying { readonly firstOrder: boolean | undefined; readonly till?: TillSale | undefined }

interface No { readonly code: 'coupon-exhausted' | 'coupon-invalid'; readonly reason: string }
interface Given { readonly code: string; readonly path: string; readonly coupon: CouponRow | undefined; readonly no: No | undefined }

/**
 * Which coupons of a request hold (S11). Codes are compared without regard to case; a code given twice counts once. One that does not hold refuses
 * the order: `coupon-exhausted` (409) or `coupon-invalid` (422), the first one deciding which, all of them named by path. A recorded order has happened
 * already and is never refused: its coupons count, and what is irregular becomes an incident. A use that was set aside for the till (S22) is within the limit,
 * and stays valid when the coupon is disabled meanwhile; a limited one that a till took without is an incident also where the limit still had room for it.
 */
export function judgeCoupons(books: Books, rules: Rules, request: PricingRequest, { firstOrder, till }: Buying): Judged {
  const given = distinct(request.coupons).map(({ code, index }): Given => {
    const coupon = books.coupons.get(code.toUpperCase());
    return { code, path: `/coupons/${index}`, coupon, no: coupon ? whyNot(books, coupon, { request, rules, firstOrder, till }) : { code: 'coupon-invalid', reason: 'there is no such coupon' } };
  });
  const bad = given.filter((one) => one.no);
  if (bad.length > 0 && !request.recorded) return { accepted: [], irregular: [], refusal: refusalOf(bad) };
  const beyond = till ? given.filter((one) => !one.no && one.coupon!.limit !== null && leasedTo(books, till, one.coupon!.key) === 0) : [];
  return {
    accepted: onePerPromotion(given.flatMap(({ coupon }) => (coupon ? [coupon] : []))).map((coupon) => {
      const leased = leasedTo(books, till, coupon.key) > 0;
      return { coupon, leased, over: !leased && isFull(coupon) };
    }),
    irregular: [...bad.map(({ code, no }) => ({ code, reason: no!.reason })), ...beyond.map(({ code }) => ({ code, reason: `${till!.id} had no use of it on lease` }))],
  };
}

function distinct(codes: readonly string[]): { code: string; index: number }[] {
  return codes.map((code, index) => ({ code, index })).filter(({ code, index }) => codes.findIndex((other) => other.toUpperCase() === code.toUpperCase()) === index);
}

function onePerPromotion(coupons: readonly CouponRow[]): CouponRow[] {
  return coupons.filter((coupon, index) => coupons.findIndex((other) => other.promotion === coupon.promotion) === index);
}

const isFull = (coupon: CouponRow): boolean => coupon.limit !== null && coupon.used + coupon.held >= coupon.limit;

interface Asked extends Buying { readonly request: PricingRequest; readonly rules: Rules }

function whyNot(books: Books, coupon: CouponRow, asked: Asked): No | undefined {
  const leased = leasedTo(books, asked.till, coupon.key) > 0;
  const reason = coupon.status === 'disabled' && !leased ? 'it is disabled' : notValid(coupon, asked);
  if (reason) return { code: 'coupon-invalid', reason };
  if (leased) return undefined;
  const exhausted = noMoreUses(books, coupon, asked.request.customer?.id);
  if (exhausted) return exhausted;
  const limit = limitReached(books, asked.rules.promotions.find((one) => one.id === coupon.promotion)!, asked.request.customer?.id);
  return limit && !isAsSold(asked.request) ? { code: 'coupon-exhausted', reason: limit } : undefined;
}

function notValid(coupon: CouponRow, { request, rules, firstOrder }: Asked): string | undefined {
  const at = Date.parse(request.at);
  if (coupon.startsAt && at < coupon.startsAt.getTime()) return `it is valid from ${coupon.startsAt.toISOString()}`;
  if (coupon.expiresAt && at >= coupon.expiresAt.getTime()) return `it expired at ${coupon.expiresAt.toISOString()}`;
  if (coupon.customer !== null && coupon.customer !== request.customer?.id) return 'it belongs to another customer';
  const promotion = rules.promotions.find((one) => one.id === coupon.promotion);
  if (!promotion) return 'its promotion has ended';
  const out = outOfQuestion(promotion, request);
  if (out) return `its promotion is ${out.startsWith('is ') ? out.slice(3) : out}`;
  return notForCustomer(promotion.rule, request, firstOrder);
}

function notForCustomer({ conditions }: Promotion, request: PricingRequest, firstOrder: boolean | undefined): string | undefined {
  for (const condition of conditions) {
    if (condition.type === 'customer-group' && !request.customer?.groups.some((group) => condition.in.includes(group))) return 'it is not for this customer';
    if (condition.type === 'first-order' && firstOrder === undefined) return 'it is for a first order, and the customer is not known';
    if (condition.type === 'first-order' && !firstOrder) return 'it is for the first order of a customer';
  }
  return undefined;
}

function noMoreUses(books: Books, coupon: CouponRow, customer: string | undefined): No | undefined {
  if (isFull(coupon)) return { code: 'coupon-exhausted', reason: `it has been used ${coupon.used + coupon.held} of ${coupon.limit} times` };
  if (coupon.perCustomer === null) return undefined;
  if (customer === undefined) return { code: 'coupon-invalid', reason: 'its uses are limited per customer, and the customer is not known' };
  const uses = books.usesByCustomer.get(usesKey('coupon', coupon.key, customer)) ?? 0;
  return uses >= coupon.perCustomer ? { code: 'coupon-exhausted', reason: `this customer has used it ${uses} of ${coupon.perCustomer} times` } : undefined;
}

/** Which limit of a promotion is reached, or undefined. The counter's own limits count: they are as fresh as its lock. */
export function limitReached(books: Books, { id, rule }: Rule<Promotion>, customer: string | undefined): string | undefined {
  const counter = books.counters.get(id);
  if (counter && counter.maxUses !== null && counter.uses >= counter.maxUses) return `all ${counter.maxUses} uses of the promotion are taken`;
  if (counter && counter.maxSpent !== null && counter.spent >= counter.maxSpent) return 'the budget of the promotion is used up';
  const perCustomer = rule.limits?.perCustomer;
  if (perCustomer === undefined) return undefined;
  if (customer === undefined) return 'its uses are limited per customer, and the customer is not known';
  const uses = books.usesByCustomer.get(usesKey('promotion', id, customer)) ?? 0;
  return uses >= perCustomer ? `this customer has had the promotion ${uses} of ${perCustomer} times` : undefined;
}

/** All that pricing needs of the books. */
export function standingOf(books: Books, limited: readonly Rule<Promotion>[], customer: string | undefined, known: { judged: Judged; firstOrder: boolean | undefined }): Standing {
  const barred = new Map<string, string>();
  const budgetLeft = new Map<string, bigint>();
  for (const promotion of limited) {
    const reason = limitReached(books, promotion, customer);
    if (reason) barred.set(promotion.id, reason);
    const counter = books.counters.get(promotion.id);
    if (counter && counter.maxSpent !== null) budgetLeft.set(promotion.id, counter.maxSpent - counter.spent);
  }
  return { coupons: known.judged.accepted.map(({ coupon }) => ({ code: coupon.code, promotion: coupon.promotion })), firstOrder: known.firstOrder, barred, budgetLeft };
}

function refusalOf(bad: readonly Given[]): Problem {
  return couponProblem(bad.map(({ code, path, no }) => ({ code, path, no: no! })));
}

/** The refusal that names every coupon at fault by its path. */
export function couponProblem(bad: readonly { code: string; path: string; no: No }[]): Problem {
  const { code } = bad[0]!.no;
  const errors: FieldError[] = bad.map(({ path, no }) => ({ path, message: no.reason }));
  return { type: PROBLEM_BASE + code, title: titleOf(code), status: code === 'coupon-exhausted' ? 409 : 422, detail: bad.map((one) => `${one.code}: ${one.no.reason}`).join('; '), errors };
}
