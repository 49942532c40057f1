import type { PricingRequest, Promotion, ShippingRate, TaxRate } from '@onefront/contracts';
import type { Priced, Rule, Rules } from '../src/domain/pricing/index.js';

type Line = PricingRequest['lines'][number];
type Product = Line['product'];
export type Effect = Promotion['effects'][number];

export const gbp = (amount: number | bigint) => ({ amount: String(amount), currency: 'GBP' });
/** A line at a price in pence; product members and sent values as wanted. */
export function line(lineId: string, pence: number, more: Partial<Omit<Line, 'product'>> & { product?: Partial<Product> } = {}): Line {
  const { product, ...rest } = more;
  return { lineId, sku: `SKU-${lineId}`, quantity: 1, method: 'ship', jurisdiction: { country: 'GB' }, ...rest, product: { version: 1, name: `Product ${lineId}`, kind: 'stocked', price: gbp(pence), taxCategory: 'standard', ...product } };
}
export const webshop = { id: 'web', version: 1, kind: 'webshop', currency: 'GBP', pricing: 'ours', taxIncluded: true, taxCountry: 'GB' } as const;
export function request(lines: Line[], more: Partial<PricingRequest> = {}): PricingRequest {
  return { channel: webshop, at: '2026-11-10T12:00:00.000Z', recorded: false, lines, coupons: [], paymentMethods: ['card'], destination: { country: 'GB' }, ...more };
}
export const asSold = { ...webshop, id: 'market', kind: 'marketplace', pricing: 'as-sold' } as const;

export function promotion(id: string, effect: Effect | Effect[], more: Partial<Promotion> = {}): Rule<Promotion> {
  return { id, rule: { name: `Name of ${id}`, channels: ['web'], conditions: [], effects: Array.isArray(effect) ? effect : [effect], ...more } };
}
export const percentage = (percent: string, on: 'lines' | 'order' | 'shipping', more: Partial<Extract<Effect, { type: 'percentage' }>> = {}): Effect => ({ type: 'percentage', percent, on, ...more });
export const amountOff = (pence: number, on: 'order' | 'line' | 'unit' | 'shipping', more: Partial<Extract<Effect, { type: 'fixed-amount' }>> = {}): Effect => ({ type: 'fixed-amount', amount: gbp(pence), on, ...more });

export const vat = (rate = '20', more: Partial<TaxRate> = {}, id = 'gb'): Rule<TaxRate> => ({ id, rule: { category: 'standard', country: 'GB', rate, ...more } });
export const shipping = (pence: number, more: Partial<ShippingRate> = {}, id = 'uk'): Rule<ShippingRate> => ({ id, rule: { channels: ['web'], method: 'ship', price: gbp(pence), ...more } });
export const rules = (...promotions: Rule<Promotion>[]): Rules => ({ promotions, taxRates: [], shippingRates: [] });

/** Totals as numbers, easy to read in a test. */
export function totalsOf({ result: { totals } }: Priced) {
  return { items: Number(totals.items.amount), discount: Number(totals.discount.amount), shipping: Number(totals.shipping.amount), tax: Number(totals.tax.amount), grand: Number(totals.grand.amount) };
}
export const lineTotals = ({ result }: Priced) => result.lines.map((one) => Number(one.total.amount));
export const reason = ({ result }: Priced, id: string) => result.explanation.find((step) => step.promotion === id && !step.line)?.reason;
