import type { Match, PricingRequest, Promotion } from '@onefront/contracts';
import { matches } from './match.js';
import type { Rule, Standing } from './rules.js';

type Condition = Promotion['conditions'][number];

/** Why a promotion is out of the question for this request whatever the books say, or undefined. */
export function outOfQuestion({ rule }: Rule<Promotion>, request: PricingRequest): string | undefined {
  const at = Date.parse(request.at);
  if (rule.channels !== 'all' && !rule.channels.includes(request.channel.id)) return `not on the channel ${request.channel.id}`;
  if (rule.startsAt !== undefined && at < Date.parse(rule.startsAt)) return `starts at ${rule.startsAt}`;
  if (rule.endsAt !== undefined && at >= Date.parse(rule.endsAt)) return `ended at ${rule.endsAt}`;
  const other = currenciesOf(rule).find((currency) => currency !== request.channel.currency);
  return other && `is in ${other}, the channel sells in ${request.channel.currency}`;
}

/** Why a condition that the request alone decides does not hold, or undefined. */
export function unmet(promotion: Rule<Promotion>, request: PricingRequest): string | undefined {
  for (const condition of promotion.rule.conditions) {
    const reason = unmetByRequest(condition, request);
    if (reason) return reason;
  }
  return undefined;
}

/** Why a condition or a limit that the books decide does not hold, or undefined. */
export function unmetByBooks({ id, rule }: Rule<Promotion>, standing: Standing): string | undefined {
  const barred = standing.barred.get(id);
  if (barred) return barred;
  for (const { type } of rule.conditions) {
    if (type === 'coupon' && !standing.coupons.some((coupon) => coupon.promotion === id)) return 'no coupon of this promotion was given';
    if (type === 'first-order' && standing.firstOrder === undefined) return 'the customer is not known, so a first order cannot be';
    if (type === 'first-order' && !standing.firstOrder) return 'not the first order of the customer';
  }
  return undefined;
}

function unmetByRequest(condition: Condition, request: PricingRequest): string | undefined {
  switch (condition.type) {
    case 'coupon':
    case 'first-order':
      return undefined;
    case 'min-basket': {
      // Goods before discounts: a discount never makes another one impossible.
      const goods = request.lines.reduce((sum, line) => sum + BigInt(line.product.price.amount) * BigInt(line.quantity), 0n);
      return goods < BigInt(condition.amount.amount) ? 'the goods do not reach the minimum basket' : undefined;
    }
    case 'min-quantity':
      return unitsOf(request, condition.match) < condition.quantity ? `fewer than ${condition.quantity} matching units` : undefined;
    case 'has-items':
      return unitsOf(request, condition.match) < (condition.quantity ?? 1) ? `fewer than ${condition.quantity ?? 1} of the required items` : undefined;
    case 'customer-group':
      return request.customer?.groups.some((group) => condition.in.includes(group)) ? undefined : `the customer is in none of ${condition.in.join(', ')}`;
    case 'method':
      return request.lines.every((line) => condition.in.includes(line.method)) ? undefined : `not every line goes by ${condition.in.join(' or ')}`;
    case 'payment-method':
      return request.paymentMethods.length > 0 && request.paymentMethods.every((method) => condition.in.includes(method)) ? undefined : `not paid by ${condition.in.join(' or ')}`;
    case 'region':
      return regionsOf(request).some((region) => condition.in.some((wanted) => wanted.toLowerCase() === region)) ? undefined : `does not go to ${condition.in.join(' or ')}`;
    default:
      return condition satisfies never;
  }
}

function unitsOf(request: PricingRequest, match: Match | undefined): number {
  return request.lines.reduce((sum, line) => (matches(line, match) ? sum + line.quantity : sum), 0);
}

/** The names by which a destination is known: country, region, and `GB-SCT` or `GB-Scotland` for both. In lower case. */
function regionsOf(request: PricingRequest): string[] {
  const place = request.destination ?? request.lines.find((line) => line.jurisdiction)?.jurisdiction;
  if (!place) return request.channel.taxCountry ? [request.channel.taxCountry.toLowerCase()] : [];
  const region = place.region?.toLowerCase();
  const country = place.country.toLowerCase();
  return region === undefined ? [country] : [country, region, `${country}-${region}`];
}

function currenciesOf(rule: Promotion): string[] {
  const conditions = rule.conditions.flatMap((condition) => (condition.type === 'min-basket' ? [condition.amount.currency] : []));
  const effects = rule.effects.flatMap((effect) => {
    if (effect.type === 'fixed-amount') return [effect.amount.currency];
    if (effect.type === 'fixed-price') return [effect.price.currency];
    return effect.type === 'percentage' && effect.maxAmount ? [effect.maxAmount.currency] : [];
  });
  return [...conditions, ...effects, ...(rule.limits?.budget ? [rule.limits.budget.currency] : [])];
}
