import type { PricingRequest, PricingResult, WireMoney } from '@onefront/contracts';
import { allocate, divideHalfUp, formatDecimal, type FieldError } from '@onefront/kernel';
import { sum, type Basket, type BasketLine, type RequestLine } from './basket.js';
import { invalid, resultOf, type Priced } from './result.js';
import type { Rules, Standing } from './rules.js';
import { taxOf, type Taxed } from './tax.js';

/**
 * The price of what has been sold already (channels with `pricing: "as-sold"`, recorded orders): it is what was sent, and only has to add up.
 * A line carries `unitPrice` or `total`; `total` (after discounts) wins, and where it is no multiple of the quantity, `unitPrice` is shown rounded half-up.
 * Tax is as sent; when none was sent it is reckoned where prices contain it, and none where they do not. What does not add up is a 422 naming its path.
 */
export function priceAsSold(request: PricingRequest, rules: Rules, standing: Standing): Priced {
  const errors: FieldError[] = [];
  const sold = request.lines.map((line, index) => soldLine(line, index, errors));
  const shipping = amountOf(request.shipping, '/shipping', errors) ?? 0n;
  const basket: Basket = {
    currency: request.channel.currency,
    lines: sold.map((one) => one.line),
    charges: shipping > 0n ? [{ rate: 'as-sold', taxCategory: undefined, jurisdiction: request.destination, left: shipping }] : [],
    shippingDiscounts: [],
  };
  checkCurrencies(request, errors);
  const { lineTaxes, taxes } = taxesOf(request, rules, basket, errors);
  const result = resultOf(request, { basket, unitPrices: sold.map((one) => one.unitPrice), lineTaxes, taxes, shipping, explanation: explain(standing), coupons: [...standing.coupons] });
  errors.push(...sumsThatDiffer(request, result));
  return { result, taken: new Map(), overBudget: [], ...(errors.length > 0 ? { problem: invalid(errors) } : {}) };
}

function soldLine(request: RequestLine, index: number, errors: FieldError[]): { line: BasketLine; unitPrice: bigint } {
  const path = `/lines/${index}`;
  const quantity = BigInt(request.quantity);
  const discounts = (request.discounts ?? []).map((one, place) => ({ promotion: null, label: one.label, amount: amountOf(one.amount, `${path}/discounts/${place}/amount`, errors) ?? 0n }));
  const discount = sum(discounts.map((one) => one.amount));
  const unitSent = amountOf(request.unitPrice, `${path}/unitPrice`, errors);
  const totalSent = amountOf(request.total, `${path}/total`, errors);
  if (unitSent === undefined && totalSent === undefined && !request.unitPrice && !request.total) errors.push({ path: `${path}/unitPrice`, message: 'a line that has been sold carries unitPrice or total' });
  const left = totalSent ?? (unitSent ?? 0n) * quantity - discount;
  if (left < 0n) errors.push({ path: `${path}/discounts`, message: 'the discounts are more than the line' });
  const gross = left + discount;
  const unitPrice = unitSent ?? divideHalfUp(gross, quantity);
  if (unitSent !== undefined && totalSent !== undefined && unitSent * quantity !== gross && unitSent !== divideHalfUp(gross, quantity)) {
    errors.push({ path: `${path}/total`, message: 'quantity times unitPrice less discounts is something else' });
  }
  return { line: { request, sku: request.sku, product: request.product, quantity, gross, left, discounts }, unitPrice };
}

function amountOf(money: WireMoney | undefined, path: string, errors: FieldError[]): bigint | undefined {
  if (!money) return undefined;
  const amount = BigInt(money.amount);
  if (amount >= 0n) return amount;
  errors.push({ path: path.endsWith('/amount') ? path : `${path}/amount`, message: 'must not be negative' });
  return undefined;
}

function taxesOf(request: PricingRequest, rules: Rules, basket: Basket, errors: FieldError[]): { lineTaxes: Taxed['lines']; taxes: PricingResult['taxes'] } {
  const { currency, taxIncluded } = request.channel;
  const reckoned = taxOf(request, rules.taxRates, basket);
  if (request.tax) {
    const sent = request.tax.map((one, index) => ({ label: one.label, amount: { amount: (amountOf(one.amount, `/tax/${index}/amount`, errors) ?? 0n).toString(), currency }, remittedBy: one.remittedBy }));
    const weights = [...basket.lines.map((line) => line.left), ...basket.charges.map((charge) => charge.left)];
    const parts = allocate(sum(sent.map((one) => BigInt(one.amount.amount))), weights);
    return { taxes: sent, lineTaxes: basket.lines.map((_line, index) => ({ rate: reckoned.lines[index]!.rate, tax: parts[index]! })) };
  }
  if (!taxIncluded) return { taxes: [], lineTaxes: basket.lines.map(() => ({ rate: '0', tax: 0n })) };
  return { lineTaxes: reckoned.lines, taxes: reckoned.taxes.map((one) => ({ ...one, amount: { amount: one.amount.toString(), currency } })) };
}

/** All that was sent must be in the channel's currency. */
function checkCurrencies(request: PricingRequest, errors: FieldError[]): void {
  for (const [path, money] of sentMoney(request)) {
    if (money && money.currency !== request.channel.currency) errors.push({ path: `${path}/currency`, message: `the channel sells in ${request.channel.currency}` });
  }
}

/** Everything in a request that is money, with its path. */
export function sentMoney(request: PricingRequest): [string, WireMoney | undefined][] {
  const ofLines = request.lines.flatMap((line, index): [string, WireMoney | undefined][] => [
    [`/lines/${index}/unitPrice`, line.unitPrice], [`/lines/${index}/total`, line.total],
    ...(line.discounts ?? []).map((one, place): [string, WireMoney] => [`/lines/${index}/discounts/${place}/amount`, one.amount]),
  ]);
  const ofTax = (request.tax ?? []).map((one, index): [string, WireMoney] => [`/tax/${index}/amount`, one.amount]);
  return [...ofLines, ['/shipping', request.shipping], ...ofTax, ['/grand', request.grand], ['/expectedTotal', request.expectedTotal]];
}

function sumsThatDiffer(request: PricingRequest, result: PricingResult): FieldError[] {
  const grand = result.totals.grand;
  return (['grand', 'expectedTotal'] as const).flatMap((member) => {
    const sent = request[member];
    if (!sent || sent.amount === grand.amount) return [];
    return [{ path: `/${member}`, message: `lines, discounts, shipping and tax add up to ${formatDecimal(BigInt(grand.amount), grand.currency)}` }];
  });
}

function explain(standing: Standing): PricingResult['explanation'] {
  return standing.coupons.map(({ code, promotion }) => ({ promotion, name: promotion, applied: false, reason: `coupon ${code} is counted; the price is as sold` }));
}
