import type { PricingRequest, PricingResult } from '@onefront/contracts';
import type { Problem } from '@onefront/kernel';
import { countUse, touch, type Books, type Buyer, type CouponRow, type Sale } from './books.js';
import { decidePrice, isForFirstOrder, type Decision } from './decide-price.js';
import { useFromLease, type TillSale } from './coupon-lease.js';
import type { Priced, Rules } from './pricing/index.js';

/** How an order was answered. `coupons` are those whose counters changed. */
export type Answer =
  | { readonly kind: 'priced'; readonly result: PricingResult; readonly problem?: Priced['problem']; readonly coupons: readonly CouponRow[] }
  | { readonly kind: 'rejected'; readonly problem: Problem }
  /** It had its coupons before a restore: what they stand on is on its way. */
  | { readonly kind: 'awaited' };

/** What is asked. `till` is the sale of a till without a network that it is (S22); its buyer is never awaited. */
export interface Question { readonly request: PricingRequest; readonly awaitsBuyer: boolean; readonly till?: TillSale | undefined }

/** The question has come. Undefined = nothing to say (yet): the buyer is awaited, or the order was answered or released before. */
export function asked(books: Books, rules: Rules, orderId: string, question: Question): Answer | undefined {
  const sale = saleOf(books, orderId);
  if (sale.stage !== 'waiting') return undefined;
  const { request, awaitsBuyer, till } = question;
  if (awaitsBuyer && !sale.buyer) {
    sale.request = request;
    sale.changed = true;
    return undefined;
  }
  return answer(books, rules, sale, { request: sale.buyer && awaitsBuyer ? { ...request, customer: sale.buyer } : request, till });
}

/** The buyer is known. Undefined as above: the question is awaited, or nothing was asked that needs a buyer. */
export function buyerKnown(books: Books, rules: Rules, orderId: string, buyer: Buyer): Answer | undefined {
  const sale = saleOf(books, orderId);
  if (sale.stage !== 'waiting') return undefined;
  sale.changed = true;
  if (!sale.request) {
    sale.buyer ??= buyer;
    return undefined;
  }
  return answer(books, rules, sale, { request: { ...sale.request, customer: buyer } });
}

function answer(books: Books, rules: Rules, sale: Sale, { request, till }: Omit<Question, 'awaitsBuyer'>): Answer {
  Object.assign(sale, { request: null, buyer: null, customer: request.customer?.id ?? null, changed: true });
  const { recalled } = sale;
  const decision: Decision = recalled && 'refused' in recalled ? { refusal: recalled.refused } : decidePrice(books, rules, request, { till });
  if (decision.refusal) {
    if (recalled && 'priced' in recalled) return { kind: 'awaited' };
    sale.stage = 'refused';
    return { kind: 'rejected', problem: decision.refusal };
  }
  const { result, problem } = decision.priced;
  sale.stage = problem ? 'refused' : 'priced';
  // What does not stand takes nothing, so nothing has to be given back.
  if (problem) return { kind: 'priced', result: { ...result, coupons: [] }, problem, coupons: [] };
  return { kind: 'priced', result, coupons: take(books, sale, decision, till) };
}

/** Writes down the uses that the price stands on: HELD (S11). One that was set aside for the till is held already. */
function take(books: Books, sale: Sale, { priced, judged, limited }: Exclude<Decision, { refusal: Problem }>, till: TillSale | undefined): CouponRow[] {
  const { orderId, customer } = sale;
  const used = judged.accepted.filter(({ coupon }) => priced.result.coupons.some((one) => one.code === coupon.code));
  for (const { coupon, over, leased } of used) {
    if (leased) useFromLease(books, till!, { key: coupon.key, orderId });
    else if (over) coupon.over += 1;
    else coupon.held += 1;
    touch(coupon);
    sale.couponUses.push({ key: coupon.key, orderId, customer, over, state: 'held', changed: true });
    countUse(books, 'coupon', { id: coupon.key, customer, by: 1 });
  }
  for (const { id, rule } of limited) {
    const amount = priced.taken.get(id);
    if (amount === undefined) continue;
    const counter = books.counters.get(id);
    if (counter) Object.assign(counter, { uses: counter.uses + 1, spent: counter.spent + amount, changed: true });
    sale.promotionUses.push({ promotion: id, orderId, customer, amount, counted: counter !== undefined, state: 'held', changed: true });
    countUse(books, 'promotion', { id, customer, by: 1 });
    const buyer = isForFirstOrder(rule) && customer !== null ? customerOf(books, customer) : undefined;
    if (buyer) Object.assign(buyer, { firstOrder: orderId, changed: true });
  }
  books.incidents.push(...judged.irregular.map(({ code, reason }) => ({ orderId, code, reason })));
  return used.map(({ coupon }) => coupon);
}

/** The order stands: HELD becomes USED, and it counts among its customer's orders. Returns the coupons whose counters changed. */
export function confirmed(books: Books, orderId: string, customer: string | null): CouponRow[] {
  const sale = saleOf(books, orderId);
  if (sale.stage !== 'priced' || sale.confirmed) return [];
  Object.assign(sale, { confirmed: true, customer: sale.customer ?? customer, changed: true });
  if (sale.customer !== null) {
    const row = customerOf(books, sale.customer);
    Object.assign(row, { confirmed: row.confirmed + 1, changed: true });
  }
  for (const use of sale.promotionUses) if (use.state === 'held') Object.assign(use, { state: 'used', changed: true });
  return sale.couponUses.filter((use) => use.state === 'held').map((use) => {
    Object.assign(use, { state: 'used', changed: true });
    const coupon = books.coupons.get(use.key)!;
    if (!use.over) Object.assign(coupon, { held: coupon.held - 1, used: coupon.used + 1 });
    touch(coupon);
    return coupon;
  });
}

/** Gives everything back, held or used, once; whatever comes for this order later takes nothing (S25). Returns the coupons whose counters changed. */
export function released(books: Books, orderId: string): CouponRow[] {
  const sale = saleOf(books, orderId);
  if (sale.stage === 'released') return [];
  const buyer = sale.customer === null ? undefined : books.customers.get(sale.customer);
  if (sale.confirmed && buyer) Object.assign(buyer, { confirmed: buyer.confirmed - 1, changed: true });
  if (buyer?.firstOrder === orderId) Object.assign(buyer, { firstOrder: null, changed: true });
  Object.assign(sale, { stage: 'released', confirmed: false, request: null, buyer: null, changed: true });
  for (const use of sale.promotionUses) {
    if (use.state === 'released') continue;
    const counter = use.counted ? books.counters.get(use.promotion) : undefined;
    if (counter) Object.assign(counter, { uses: counter.uses - 1, spent: counter.spent - use.amount, changed: true });
    Object.assign(use, { state: 'released', changed: true });
    countUse(books, 'promotion', { id: use.promotion, customer: use.customer, by: -1 });
  }
  return sale.couponUses.filter((use) => use.state !== 'released').map((use) => {
    const coupon = books.coupons.get(use.key)!;
    if (use.over) coupon.over -= 1;
    else if (use.state === 'used') coupon.used -= 1;
    else coupon.held -= 1;
    Object.assign(use, { state: 'released', changed: true });
    countUse(books, 'coupon', { id: use.key, customer: use.customer, by: -1 });
    touch(coupon);
    return coupon;
  });
}

/** Loaded and locked before, whatever comes for an order. */
function saleOf(books: Books, orderId: string): Sale {
  const sale = books.sales.get(orderId);
  if (!sale) throw new Error(`order ${orderId} was not loaded`);
  return sale;
}

function customerOf(books: Books, id: string) {
  const row = books.customers.get(id);
  if (!row) throw new Error(`customer ${id} was not loaded`);
  return row;
}
