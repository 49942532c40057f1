import type { PricingRequest, ShippingRate } from '@onefront/contracts';
import type { Charge, Jurisdiction } from './basket.js';
import type { Rule } from './rules.js';

/**
 * What the order's ways of delivery cost: one charge per method that its lines name, by the most specific rate (one that names the channel before
 * "all", one that names the country before none, then the lower price, then the id). No rate = no charge.
 * `freeFrom` looks at goods before discounts, as min-basket does, so that a discount never makes an order dearer.
 */
export function shippingCharges(request: PricingRequest, rates: readonly Rule<ShippingRate>[], goods: bigint): Charge[] {
  const methods = [...new Set(request.lines.map((line) => line.method))];
  return methods.flatMap((method): Charge[] => {
    const place = placeOf(request, method);
    const rate = rates.filter(({ rule }) => fits(rule, request, { method, country: place?.country })).sort(bySpecificity)[0];
    if (!rate) return [];
    const free = rate.rule.freeFrom !== undefined && goods >= BigInt(rate.rule.freeFrom.amount);
    return [{ rate: rate.id, taxCategory: rate.rule.taxCategory, jurisdiction: place, left: free ? 0n : BigInt(rate.rule.price.amount) }];
  });
}

/** Where goods that go this way are handed over. */
function placeOf(request: PricingRequest, method: string): Jurisdiction | undefined {
  const line = request.lines.find((one) => one.method === method && one.jurisdiction);
  return line?.jurisdiction ?? request.destination ?? (request.channel.taxCountry ? { country: request.channel.taxCountry } : undefined);
}

function fits(rate: ShippingRate, request: PricingRequest, way: { method: string; country: string | undefined }): boolean {
  return rate.method === way.method
    && rate.price.currency === request.channel.currency
    && (rate.freeFrom === undefined || rate.freeFrom.currency === request.channel.currency)
    && (rate.channels === 'all' || rate.channels.includes(request.channel.id))
    && (rate.countries === undefined || (way.country !== undefined && rate.countries.includes(way.country)));
}

const rank = ({ rule }: Rule<ShippingRate>): number => (rule.channels === 'all' ? 2 : 0) + (rule.countries === undefined ? 1 : 0);

function bySpecificity(a: Rule<ShippingRate>, b: Rule<ShippingRate>): number {
  const cheaper = BigInt(a.rule.price.amount) - BigInt(b.rule.price.amount);
  return rank(a) - rank(b) || (cheaper < 0n ? -1 : cheaper > 0n ? 1 : 0) || (a.id < b.id ? -1 : 1);
}
