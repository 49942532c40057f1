import type { PricingRequest } from '@onefront/contracts';
import { allocate } from '@onefront/kernel';

export type RequestLine = PricingRequest['lines'][number];

/** A discount in minor units; `promotion` is null for what a channel gave on its own. */
export interface Discount {
  readonly promotion: string | null;
  readonly label: string;
  readonly amount: bigint;
}

/** An order line while it is priced. `left` = what is still to be paid for it, never below zero. */
export interface BasketLine {
  readonly request: RequestLine;
  readonly sku: string;
  readonly product: RequestLine['product'];
  readonly quantity: bigint;
  readonly gross: bigint;
  left: bigint;
  readonly discounts: Discount[];
}

/** Its price was agreed before: nothing of today lowers it, and it counts for nothing that is asked of a basket (S7). */
export const isKept = ({ kept }: RequestLine): boolean => kept !== undefined;

/** What one shipping rate charges. */
export interface Charge {
  readonly rate: string;
  readonly taxCategory: string | undefined;
  readonly jurisdiction: Jurisdiction | undefined;
  left: bigint;
}

export type Jurisdiction = NonNullable<RequestLine['jurisdiction']>;

export interface Basket {
  readonly currency: string;
  readonly lines: BasketLine[];
  readonly charges: Charge[];
  readonly shippingDiscounts: Discount[];
}

/** Copies what promotions change, so that competitors can be tried on the same start. */
export function copyOf(basket: Basket): Basket {
  return {
    currency: basket.currency,
    lines: basket.lines.map((line) => ({ ...line, discounts: [...line.discounts] })),
    charges: basket.charges.map((charge) => ({ ...charge })),
    shippingDiscounts: [...basket.shippingDiscounts],
  };
}

export function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

export const goodsLeft = (basket: Basket): bigint => sum(basket.lines.map((line) => line.left));
export const shippingLeft = (basket: Basket): bigint => sum(basket.charges.map((charge) => charge.left));
export const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Takes an amount off a line, at most what is left of it. Returns what was taken. */
export function discountLine(line: BasketLine, amount: bigint, by: { id: string; name: string }): bigint {
  const taken = smaller(amount, line.left);
  if (taken <= 0n) return 0n;
  line.left -= taken;
  line.discounts.push({ promotion: by.id, label: by.name, amount: taken });
  return taken;
}

/** Takes an amount off the shipping charges in proportion, at most what is left of them. Returns what was taken. */
export function discountShipping(basket: Basket, amount: bigint, by: { id: string; name: string }): bigint {
  const taken = smaller(amount, shippingLeft(basket));
  if (taken <= 0n) return 0n;
  allocate(taken, basket.charges.map((charge) => charge.left)).forEach((part, index) => { basket.charges[index]!.left -= part; });
  basket.shippingDiscounts.push({ promotion: by.id, label: by.name, amount: taken });
  return taken;
}
