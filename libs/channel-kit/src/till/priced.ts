import { allocate, formatDecimal, percentOf } from '@onefront/kernel';
import type { PriceBook, SaleLine } from './state.js';

/** Lines with what is paid for each: the book's price, less what coupons take off the whole, spread by largest remainder. */
export function priced(book: PriceBook, { lines, coupons = [] }: { readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>; readonly coupons?: readonly string[] }): SaleLine[] {
  const gross = lines.map(({ sku, quantity }) => {
    const price = book.prices[sku];
    if (price === undefined) throw new Error(`the price book ${book.version} has no ${sku}`);
    return BigInt(price) * BigInt(quantity);
  });
  const left = coupons.reduce((amounts, code) => lessPercent(amounts, percentFor(book, code)), gross);
  return lines.map(({ sku, quantity }, index) => ({ sku, quantity, total: { amount: formatDecimal(left[index]!, book.currency), currency: book.currency } }));
}

function percentFor(book: PriceBook, code: string): string {
  const percent = book.coupons?.[code];
  if (percent === undefined) throw new Error(`the price book ${book.version} does not know the coupon ${code}`);
  return percent;
}

function lessPercent(amounts: readonly bigint[], percent: string): bigint[] {
  const off = allocate(percentOf(amounts.reduce((sum, one) => sum + one, 0n), percent), amounts);
  return amounts.map((amount, index) => amount - off[index]!);
}
