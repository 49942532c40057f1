import type { PricingRequest } from '@onefront/contracts';
import type { Books } from './books.js';
import { isCounted, isForFirstOrder } from './decide-price.js';
import { candidates, type Rules } from './pricing/index.js';

/** What of the books is needed to decide; collected before anything is locked. */
export class BookRefs {
  readonly coupons = new Set<string>();
  /** Promotions whose counters decide. */
  readonly promotions = new Set<string>();
  readonly customers = new Set<string>();
  /** Customers whose uses of these coupons and promotions are counted. */
  readonly countedFor = new Set<string>();

  /** All that pricing this request can touch. Counters of promotions that cannot apply are left alone: they would only be waited for. */
  ofRequest(request: PricingRequest, rules: Rules): void {
    const customer = request.customer?.id;
    for (const code of request.coupons) this.coupons.add(code.toUpperCase());
    const limited = candidates(request, rules).filter(isCounted);
    for (const { id, rule } of limited) if (rule.limits) this.promotions.add(id);
    if (customer === undefined) return;
    if (rules.promotions.some((one) => isForFirstOrder(one.rule))) this.customers.add(customer);
    if (request.coupons.length > 0 || limited.length > 0) this.countedFor.add(customer);
  }

  /** What an order that is confirmed or given back can touch. */
  ofSale(books: Books, orderId: string, customer: string | null): void {
    const sale = books.sales.get(orderId);
    for (const use of sale?.couponUses ?? []) this.coupons.add(use.key);
    for (const use of sale?.promotionUses ?? []) if (use.counted) this.promotions.add(use.promotion);
    for (const id of [sale?.customer, customer]) if (id) this.customers.add(id);
  }

  /** Coupons that a till may give back: all that it has on lease. */
  ofLease(books: Books, till: string): void {
    for (const key of books.leases.get(till)?.lines.keys() ?? []) this.coupons.add(key);
  }
}
