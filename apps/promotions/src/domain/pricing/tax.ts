import type { PricingRequest, TaxRate } from '@onefront/contracts';
import { allocate, percentOf, taxWithin } from '@onefront/kernel';
import { isKept, sum, type Basket, type Jurisdiction } from './basket.js';
import type { Rule } from './rules.js';

export interface TaxShare {
  readonly label: string;
  /** Absent where the tax is that of another day. */
  readonly rate?: string;
  readonly amount: bigint;
}

export interface Taxed {
  readonly lines: readonly { readonly rate: string; readonly tax: bigint }[];
  readonly taxes: readonly TaxShare[];
  readonly total: bigint;
}

interface Base {
  readonly label: string;
  readonly rate: string;
  readonly rounding?: 'line';
  readonly amount: bigint;
  /** Index of the order line; absent for shipping. */
  readonly line?: number;
}

/** The category of products that name none. */
export const STANDARD = 'standard';
const NO_TAX = { label: 'no tax rate', rate: '0' };

/**
 * Tax on what is left to pay, per category, jurisdiction and date (S13). Rounded half-up, as the rate's country has it: once per rate over the whole document and
 * spread over its lines by largest remainder, or line by line. Either way the lines of a rate add up to its tax. Shipping is taxed at the goods' rates in proportion to what is paid
 * for them, unless its rate names a category of its own.
 */
export function taxOf(request: PricingRequest, rates: readonly Rule<TaxRate>[], basket: Basket): Taxed {
  const goods = basket.lines.map((line, index): Base => {
    const found = rateFor(rates, line.product.taxCategory ?? STANDARD, line.request.jurisdiction ?? ownJurisdiction(request), request.at);
    return { ...found, amount: line.left, line: index };
  });
  const { taxIncluded } = request.channel;
  const today = goods.filter((_base, index) => !isKept(basket.lines[index]!.request));
  const shipping = shippingBases(request, rates, basket, today);
  if (taxIncluded || today.length === goods.length) return taxed([...goods, ...shipping], taxIncluded, goods.length);
  return withKept(taxed([...today, ...shipping], false, goods.length), goods, basket);
}

/** Where tax comes on top, that of a price which is kept is kept with it: refunds and exchanges are at the rate of then (S13). */
function withKept({ lines, taxes, total }: Taxed, goods: readonly Base[], basket: Basket): Taxed {
  const kept = basket.lines.map(({ request }) => (isKept(request) ? BigInt(request.kept!.tax?.amount ?? '0') : undefined));
  const amount = sum(kept.map((tax) => tax ?? 0n));
  return {
    lines: lines.map((line, index) => (kept[index] === undefined ? line : { rate: goods[index]!.rate, tax: kept[index] })),
    taxes: amount > 0n ? [...taxes, { label: 'tax as it was paid', amount }] : taxes, total: total + amount,
  };
}

function shippingBases(request: PricingRequest, rates: readonly Rule<TaxRate>[], basket: Basket, goods: readonly Base[]): Base[] {
  return basket.charges.flatMap((charge): Base[] => {
    if (charge.left === 0n) return [];
    if (charge.taxCategory) return [{ ...rateFor(rates, charge.taxCategory, charge.jurisdiction ?? ownJurisdiction(request), request.at), amount: charge.left }];
    const groups = [...byRate(goods).values()];
    const parts = allocate(charge.left, groups.map((group) => sum(group.map((base) => base.amount))));
    return groups.map((group, index) => ({ ...rateOf(group[0]!), amount: parts[index]! }));
  });
}

function taxed(bases: readonly Base[], included: boolean, lineCount: number): Taxed {
  const lines = Array.from({ length: lineCount }, () => ({ rate: '0', tax: 0n }));
  const taxes: TaxShare[] = [];
  for (const group of byRate(bases).values()) {
    const { label, rate, rounding } = group[0]!;
    const bases = group.map((one) => one.amount);
    const taxOn = (base: bigint) => (included ? taxWithin(base, rate) : percentOf(base, rate));
    const parts = rounding === 'line' ? bases.map(taxOn) : allocate(taxOn(sum(bases)), bases);
    const amount = sum(parts);
    group.forEach((one, index) => { if (one.line !== undefined) lines[one.line] = { rate, tax: parts[index]! }; });
    if (label !== NO_TAX.label) taxes.push({ label, rate, amount });
  }
  taxes.sort((a, b) => (a.label < b.label ? -1 : 1));
  return { lines, taxes, total: sum(taxes.map((one) => one.amount)) };
}

const rateOf = ({ label, rate, rounding }: Base) => ({ label, rate, ...(rounding ? { rounding } : {}) });

function byRate(bases: readonly Base[]): Map<string, Base[]> {
  const groups = new Map<string, Base[]>();
  for (const base of bases) {
    const group = groups.get(base.label);
    if (group) group.push(base);
    else groups.set(base.label, [base]);
  }
  return groups;
}

function ownJurisdiction({ channel }: PricingRequest): Jurisdiction | undefined {
  return channel.taxCountry ? { country: channel.taxCountry } : undefined;
}

/** The most specific rate that holds: of the region before of the country, then the one that came into force last, then the lower id. */
export function rateFor(rates: readonly Rule<TaxRate>[], category: string, place: Jurisdiction | undefined, at: string): Pick<Base, 'label' | 'rate' | 'rounding'> {
  if (!place) return NO_TAX;
  const moment = Date.parse(at);
  let found: Rule<TaxRate> | undefined;
  for (const one of rates) {
    const { rule } = one;
    if (rule.category !== category || rule.country !== place.country) continue;
    if (rule.region !== undefined && rule.region.toLowerCase() !== place.region?.toLowerCase()) continue;
    if (rule.from !== undefined && Date.parse(rule.from) > moment) continue;
    if (!found || isBetter(one, found)) found = one;
  }
  if (!found) return NO_TAX;
  const where = found.rule.region === undefined ? found.rule.country : `${found.rule.country}-${found.rule.region}`;
  return { label: `${category} ${where} ${found.rule.rate} %`, rate: found.rule.rate, ...(found.rule.rounding === 'line' ? { rounding: 'line' } : {}) };
}

function isBetter(a: Rule<TaxRate>, b: Rule<TaxRate>): boolean {
  const regional = Number(a.rule.region !== undefined) - Number(b.rule.region !== undefined);
  if (regional !== 0) return regional > 0;
  const from = ({ rule }: Rule<TaxRate>) => (rule.from === undefined ? -Infinity : Date.parse(rule.from));
  return from(a) === from(b) ? a.id < b.id : from(a) > from(b);
}
