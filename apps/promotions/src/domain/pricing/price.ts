import type { PricingRequest, PricingResult, Promotion } from '@onefront/contracts';
import { divideHalfUp, formatDecimal, type FieldError } from '@onefront/kernel';
import { priceAsSold, sentMoney } from './as-sold.js';
import { isKept, shippingLeft, sum, type Basket } from './basket.js';
import { outOfQuestion, unmet, unmetByBooks } from './conditions.js';
import { explain } from './explain.js';
import { invalid, priceChanged, resultOf, type Priced } from './result.js';
import { nothingKnown, type Rule, type Rules, type Standing } from './rules.js';
import { shippingCharges } from './shipping.js';
import { stack, type Stacked } from './stacking.js';
import { taxOf } from './tax.js';

export interface PriceOptions {
  /** Explain promotions of other channels and other times as well. Quotes do; orders keep their events small. */
  readonly explainAll?: boolean;
}

/**
 * What this costs, here, now, for this customer. Pure and deterministic: the same request, rules and standing give the same result in every channel,
 * whatever the order in which the rules are listed (S12). Amounts are minor units, nothing falls below zero, and the lines add up to the totals.
 * `problem` = why the order cannot stand: `price-changed` (409) when the shopper saw something else, `invalid-request` (422) when it cannot be priced.
 */
export function price(request: PricingRequest, rules: Rules, standing: Standing = nothingKnown, options: PriceOptions = {}): Priced {
  if (isAsSold(request)) return priceAsSold(request, rules, standing);
  return priceOurs(request, rules, standing, options);
}

/** Whether the price is what was sent, not what we say. */
export const isAsSold = (request: PricingRequest): boolean => request.recorded || request.channel.pricing === 'as-sold';

function priceOurs(request: PricingRequest, rules: Rules, standing: Standing, options: PriceOptions): Priced {
  const unpriced = currencyErrors(request);
  if (unpriced.length > 0) return { result: bill(request, rules, { basket: emptied(request), explanation: [], coupons: [] }), problem: invalid(unpriced), taken: new Map(), overBudget: [] };
  const start = basketOf(request, rules);
  const refused = new Map<string, string>();
  const { stacked, overBudget } = withinBudgets({ start, possible: allowed(request, rules, standing, refused) }, standing, refused);
  const coupons = standing.coupons.filter((coupon) => stacked.taken.has(coupon.promotion));
  const explanation = explain({ request: ofToday(request), rules, stacked, refused, standing, all: options.explainAll ?? false });
  const result = bill(request, rules, { basket: stacked.basket, explanation, coupons });
  const seen = differences(request, result);
  return { result, taken: stacked.taken, overBudget, ...(seen.length > 0 ? { problem: priceChanged(seen, result) } : {}) };
}

/** Candidates that the books allow; why others are not goes into `refused`. */
function allowed(request: PricingRequest, rules: Rules, standing: Standing, refused: Map<string, string>): Rule<Promotion>[] {
  return candidates(request, rules).filter((one) => {
    const reason = unmetByBooks(one, standing);
    if (reason) refused.set(one.id, reason);
    return !reason;
  });
}

/** A promotion whose discount is more than what is left of its budget does not apply at all; without it the others are looked at again. */
function withinBudgets({ start, possible }: { start: Basket; possible: Rule<Promotion>[] }, standing: Standing, refused: Map<string, string>): { stacked: Stacked; overBudget: string[] } {
  const overBudget: string[] = [];
  for (;;) {
    const stacked = stack(start, possible.filter((one) => !overBudget.includes(one.id)));
    const over = [...stacked.taken].find(([id, amount]) => amount > (standing.budgetLeft.get(id) ?? amount));
    if (!over) return { stacked, overBudget };
    overBudget.push(over[0]);
    refused.set(over[0], 'what is left of its budget is less than its discount');
  }
}

/** Promotions for which everything holds that the request alone decides; the books (coupons, limits, earlier orders) are still to be asked. */
export function candidates(request: PricingRequest, rules: Rules): Rule<Promotion>[] {
  if (isAsSold(request)) return [];
  const today = ofToday(request);
  return rules.promotions.filter((one) => !outOfQuestion(one, today) && !unmet(one, today));
}

/** The lines whose price is that of today: what promotions ask of a basket is asked of them alone. */
function ofToday(request: PricingRequest): PricingRequest {
  return request.lines.some(isKept) ? { ...request, lines: request.lines.filter((line) => !isKept(line)) } : request;
}

function basketOf(request: PricingRequest, rules: Rules): Basket {
  const lines = request.lines.map((line) => {
    const quantity = BigInt(line.quantity);
    const gross = line.kept ? BigInt(line.kept.total.amount) : BigInt(line.product.price.amount) * quantity;
    return { request: line, sku: line.sku, product: line.product, quantity, gross, left: gross, discounts: [] };
  });
  return { currency: request.channel.currency, lines, charges: shippingCharges(ofToday(request), rules.shippingRates, sum(lines.map((line) => (isKept(line.request) ? 0n : line.gross)))), shippingDiscounts: [] };
}

/** Stands for an order that has no price at all. */
function emptied(request: PricingRequest): Basket {
  return { currency: request.channel.currency, lines: request.lines.map((line) => ({ request: line, sku: line.sku, product: line.product, quantity: BigInt(line.quantity), gross: 0n, left: 0n, discounts: [] })), charges: [], shippingDiscounts: [] };
}

function bill(request: PricingRequest, rules: Rules, parts: { basket: Basket; explanation: PricingResult['explanation']; coupons: PricingResult['coupons'] }): PricingResult {
  const taxed = taxOf(request, rules.taxRates, parts.basket);
  const taxes = taxed.taxes.map((one) => ({ ...one, amount: { amount: one.amount.toString(), currency: request.channel.currency } }));
  const unitPrices = parts.basket.lines.map((line) => divideHalfUp(line.gross, line.quantity));
  return resultOf(request, { ...parts, unitPrices, lineTaxes: taxed.lines, taxes, shipping: shippingLeft(parts.basket) });
}

function currencyErrors(request: PricingRequest): FieldError[] {
  const { currency } = request.channel;
  const products = request.lines.flatMap((line, index) => (line.product.price.currency === currency ? [] : [{ path: `/lines/${index}/sku`, message: `${line.sku} has no price in ${currency}` }]));
  const sent = sentMoney(request).flatMap(([path, money]) => (!money || money.currency === currency ? [] : [{ path: `${path}/currency`, message: `the channel sells in ${currency}` }]));
  return [...products, ...sent];
}

/** What was sent is what the shopper saw: each amount that is something else now. */
function differences(request: PricingRequest, result: PricingResult): FieldError[] {
  const errors: FieldError[] = [];
  const compare = (path: string, seen: bigint | undefined, now: string) => {
    if (seen !== undefined && seen !== BigInt(now)) errors.push({ path, message: `is ${formatDecimal(BigInt(now), result.currency)} now` });
  };
  const amount = (money: { amount: string } | undefined) => (money ? BigInt(money.amount) : undefined);
  const total = (all: readonly { amount: { amount: string } }[] | undefined) => all && sum(all.map((one) => BigInt(one.amount.amount)));
  request.lines.forEach((line, index) => {
    const now = result.lines[index]!;
    compare(`/lines/${index}/unitPrice`, amount(line.unitPrice), now.unitPrice.amount);
    compare(`/lines/${index}/total`, amount(line.total), now.total.amount);
    compare(`/lines/${index}/discounts`, total(line.discounts), String(total(now.discounts)));
  });
  compare('/shipping', amount(request.shipping), result.totals.shipping.amount);
  compare('/tax', total(request.tax), result.totals.tax.amount);
  compare('/grand', amount(request.grand), result.totals.grand.amount);
  compare('/expectedTotal', amount(request.expectedTotal), result.totals.grand.amount);
  return errors;
}
