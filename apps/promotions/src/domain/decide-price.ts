import type { PricingRequest, Promotion } from '@onefront/contracts';
import type { Problem } from '@onefront/kernel';
import type { Books } from './books.js';
import type { TillSale } from './coupon-lease.js';
import { couponProblem, judgeCoupons, standingOf, type Judged } from './coupons.js';
import { candidates, price, type Priced, type PriceOptions, type Rule, type Rules } from './pricing/index.js';

/** A price with the uses that stand behind it, or a refusal of coupons. */
export type Decision =
  | { readonly refusal: Problem }
  | { readonly refusal?: undefined; readonly priced: Priced; readonly judged: Judged; readonly limited: readonly Rule<Promotion>[] };

/** The one path that prices orders and quotes: coupons are judged, limits looked up, then the price is reckoned. Takes nothing. `till` is the sale of a till without a network that it is. */
export function decidePrice(books: Books, rules: Rules, request: PricingRequest, { till, ...options }: PriceOptions & { readonly till?: TillSale | undefined } = {}): Decision {
  const customer = request.customer?.id;
  const firstOrder = customer === undefined ? undefined : isFirstOrder(books, customer);
  const judged = judgeCoupons(books, rules, request, { firstOrder, till });
  if (judged.refusal) return { refusal: judged.refusal };
  const limited = candidates(request, rules).filter(isCounted);
  const priced = price(request, rules, standingOf(books, limited, customer, { judged, firstOrder }), options);
  const short = judged.accepted.filter(({ coupon }) => priced.overBudget.includes(coupon.promotion));
  if (short.length > 0) return { refusal: couponProblem(short.map(({ coupon }) => ({ code: coupon.code, path: pathOf(request, coupon.key), no: { code: 'coupon-exhausted', reason: 'what is left of the budget of its promotion is less than its discount' } }))) };
  return { priced, judged, limited };
}

/** Whether uses of a promotion are written down: it has limits, or is for first orders. */
export function isCounted({ rule }: Rule<Promotion>): boolean {
  return rule.limits !== undefined || isForFirstOrder(rule);
}

export const isForFirstOrder = (rule: Promotion): boolean => rule.conditions.some((condition) => condition.type === 'first-order');

/** A customer has one first order: none is confirmed, and no other one holds the first-order use. */
function isFirstOrder(books: Books, customer: string): boolean {
  const row = books.customers.get(customer);
  return !row || (row.confirmed === 0 && row.firstOrder === null);
}

function pathOf(request: PricingRequest, key: string): string {
  return `/coupons/${request.coupons.findIndex((code) => code.toUpperCase() === key)}`;
}
