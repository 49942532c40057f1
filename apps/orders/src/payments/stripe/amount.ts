import { currencyDecimals } from '@onefront/kernel';

/**
 * Stripe's smallest units are ISO 4217's, with exceptions (https://docs.stripe.com/currencies): some currencies have no decimals there though ISO has,
 * two are written with two that are always zero, and those with three end in zero.
 */
const WITHOUT_DECIMALS = new Set(['BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']);
const AS_IF_TWO = new Set(['ISK', 'UGX']);

/** Minor units (ISO 4217) in Stripe's. Throws a RangeError for what Stripe cannot take: beyond eight digits, or a part that it has no digit for. */
export function toStripeAmount(amount: bigint, currency: string): number {
  const decimals = currencyDecimals(currency);
  const theirs = decimalsAtStripe(currency, decimals);
  const result = theirs >= decimals ? amount * 10n ** BigInt(theirs - decimals) : divided(amount, 10n ** BigInt(decimals - theirs), currency);
  if (decimals === 3 && result % 10n !== 0n) throw new RangeError(`${amount} ${currency} (minor units): the last of three decimals must be zero`);
  if (result > 99_999_999n && currency !== 'IDR') throw new RangeError(`${amount} ${currency} (minor units) is more than can be charged at once`);
  return Number(result);
}

/** The way back. */
export function fromStripeAmount(amount: number, currency: string): bigint {
  const code = currency.toUpperCase();
  const decimals = currencyDecimals(code);
  const theirs = decimalsAtStripe(code, decimals);
  return theirs >= decimals ? BigInt(amount) / 10n ** BigInt(theirs - decimals) : BigInt(amount) * 10n ** BigInt(decimals - theirs);
}

function decimalsAtStripe(currency: string, decimals: number): number {
  if (WITHOUT_DECIMALS.has(currency)) return 0;
  return AS_IF_TWO.has(currency) ? 2 : decimals;
}

function divided(amount: bigint, by: bigint, currency: string): bigint {
  if (amount % by !== 0n) throw new RangeError(`${amount} ${currency} (minor units): Stripe has no decimals for it`);
  return amount / by;
}
