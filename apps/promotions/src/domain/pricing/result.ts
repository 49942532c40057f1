import type { PricingRequest, PricingResult, WireMoney } from '@onefront/contracts';
import { PROBLEM_BASE, titleOf, type FieldError } from '@onefront/kernel';
import { sum, type Basket, type Discount } from './basket.js';

type Explanation = PricingResult['explanation'];
export type PricingProblem = { type: string; title: string; status: number; detail: string; errors: FieldError[]; current?: PricingResult };

/** A price; with `problem`, what the order would cost and why it cannot stand. */
export interface Priced {
  readonly result: PricingResult;
  readonly problem?: PricingProblem;
  /** What each promotion took off in all (minor units): the uses that the order takes. Empty when prices are as sold. */
  readonly taken: ReadonlyMap<string, bigint>;
  /** Promotions that would have applied, had their budgets been larger. */
  readonly overBudget: readonly string[];
}

export interface Bill {
  readonly basket: Basket;
  readonly unitPrices: readonly bigint[];
  readonly lineTaxes: readonly { rate: string; tax: bigint }[];
  readonly taxes: PricingResult['taxes'];
  readonly shipping: bigint;
  readonly explanation: Explanation;
  readonly coupons: PricingResult['coupons'];
}

/** Puts a bill into the shape that travels. `grand = items - discount + shipping`, plus tax where it is not included (api.md, "Orders"). */
export function resultOf(request: PricingRequest, bill: Bill): PricingResult {
  const { currency } = request.channel;
  const money = (amount: bigint): WireMoney => ({ amount: amount.toString(), currency });
  const discounts = (all: readonly Discount[]) => all.map(({ promotion, label, amount }) => ({ promotion, label, amount: money(amount) }));
  const { lines, shippingDiscounts } = bill.basket;
  const items = sum(lines.map((line) => line.gross));
  const left = sum(lines.map((line) => line.left));
  const tax = sum(bill.taxes.map((one) => BigInt(one.amount.amount)));
  const grand = left + bill.shipping + (request.channel.taxIncluded ? 0n : tax);
  return {
    currency,
    lines: lines.map((line, index) => ({
      lineId: line.request.lineId, sku: line.sku, quantity: line.request.quantity, unitPrice: money(bill.unitPrices[index]!), discounts: discounts(line.discounts),
      total: money(line.left), taxRate: bill.lineTaxes[index]!.rate, tax: money(bill.lineTaxes[index]!.tax),
    })),
    shippingDiscounts: discounts(shippingDiscounts),
    totals: { items: money(items), discount: money(items - left), shipping: money(bill.shipping), tax: money(tax), grand: money(grand) },
    taxes: bill.taxes,
    explanation: bill.explanation,
    coupons: bill.coupons,
  };
}

/** 409: what the shopper saw is not what it costs; `current` is the quote that holds now. */
export function priceChanged(errors: FieldError[], current: PricingResult): PricingProblem {
  return { ...problem('price-changed', 409, errors), current };
}

/** 422: the request cannot be priced as it stands. */
export function invalid(errors: FieldError[]): PricingProblem {
  return problem('invalid-request', 422, errors);
}

function problem(code: string, status: number, errors: FieldError[]): PricingProblem {
  return { type: PROBLEM_BASE + code, title: titleOf(code), status, detail: errors.map(({ path, message }) => `${path}: ${message}`).join('; ').slice(0, 1000), errors: errors.slice(0, 100) };
}
