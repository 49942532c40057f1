import { DomainError } from './errors.js';

/** An amount in minor units of its currency (cents, pence, whole yen). Never a float. */
export interface Money {
  readonly amount: bigint;
  /** ISO 4217 code. */
  readonly currency: string;
}

const decimalsByCurrency = new Map<string, number>();
const currencies = new Set(Intl.supportedValuesOf('currency'));

/** True for a currency code of ISO 4217 that this runtime knows. */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/** Number of decimals of a currency by ISO 4217 (GBP 2, JPY 0, BHD 3). */
export function currencyDecimals(currency: string): number {
  let decimals = decimalsByCurrency.get(currency);
  if (decimals === undefined) {
    if (!isCurrency(currency)) throw new DomainError('unknown-currency', 'invalid', `${currency} is not an ISO 4217 currency`);
    decimals = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    decimalsByCurrency.set(currency, decimals);
  }
  return decimals;
}

export function money(amount: bigint, currency: string): Money {
  return { amount, currency };
}

/** Reads `"12.50"` with exactly the currency's decimals; anything else throws `invalid-amount`. */
export function parseDecimal(text: string, currency: string): bigint {
  const decimals = currencyDecimals(currency);
  const pattern = decimals === 0 ? /^-?\d{1,15}$/ : new RegExp(`^-?\\d{1,15}\\.\\d{${decimals}}$`);
  if (!pattern.test(text)) {
    throw new DomainError('invalid-amount', 'invalid', `an amount in ${currency} has exactly ${decimals} decimals, like ${formatDecimal(1250n, currency)}`);
  }
  return BigInt(text.replace('.', ''));
}

/** Writes minor units as the decimal string of the HTTP contract. */
export function formatDecimal(amount: bigint, currency: string): string {
  const decimals = currencyDecimals(currency);
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0');
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Integer division rounded half away from zero (half-up for the positive amounts of S12). `divisor` > 0. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n;
  const magnitude = negative ? -dividend : dividend;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return negative ? -rounded : rounded;
}

/** A share of an amount, half-up. `percent` is a decimal string such as `"10"` or `"7.5"`. */
export function percentOf(amount: bigint, percent: string): bigint {
  const { numerator, denominator } = parsePercent(percent);
  return divideHalfUp(amount * numerator, denominator);
}

/** The tax contained in a gross amount at `rate` percent, half-up: gross * rate / (100 + rate). */
export function taxWithin(gross: bigint, rate: string): bigint {
  const { numerator, denominator } = parsePercent(rate);
  return divideHalfUp(gross * numerator, denominator + numerator);
}

function parsePercent(percent: string): { numerator: bigint; denominator: bigint } {
  if (!/^\d{1,3}(\.\d{1,6})?$/.test(percent)) throw new DomainError('invalid-percent', 'invalid', `${percent} is not a percentage such as "10" or "7.5"`);
  const [whole = '0', fraction = ''] = percent.split('.');
  return { numerator: BigInt(whole + fraction), denominator: 100n * 10n ** BigInt(fraction.length) };
}

/**
 * Splits an amount over weights so that the parts add up exactly (largest remainder; ties to the earlier part, S12).
 * With no positive weight everything falls on the first part. Weights must not be negative.
 */
export function allocate(amount: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) return weights.map((_, index) => (index === 0 ? amount : 0n));
  const negative = amount < 0n;
  const magnitude = negative ? -amount : amount;
  const parts = weights.map((weight) => (magnitude * weight) / total);
  const order = weights
    .map((weight, index) => ({ index, remainder: (magnitude * weight) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  let left = magnitude - parts.reduce((sum, part) => sum + part, 0n);
  for (const { index } of order) {
    if (left === 0n) break;
    parts[index] = parts[index]! + 1n;
    left -= 1n;
  }
  return negative ? parts.map((part) => -part) : parts;
}
