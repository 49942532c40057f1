import type { Promotion, ShippingRate, TaxRate } from '@onefront/contracts';

/** A rule as it stands, with the id by which ties are broken. */
export interface Rule<T> {
  readonly id: string;
  readonly rule: T;
}

/** Everything that decides a price. The order within the lists has no meaning. */
export interface Rules {
  readonly promotions: readonly Rule<Promotion>[];
  readonly taxRates: readonly Rule<TaxRate>[];
  readonly shippingRates: readonly Rule<ShippingRate>[];
}

/** What only the books know, for one order or quote: which coupons hold, whether limits are reached, what the customer bought before. */
export interface Standing {
  /** Coupons of the request that may be used, in the order given: one per promotion. */
  readonly coupons: readonly { code: string; promotion: string }[];
  /** Undefined when the customer is not known. */
  readonly firstOrder?: boolean | undefined;
  /** Promotions that have reached a limit, and which. */
  readonly barred: ReadonlyMap<string, string>;
  /** What is left of a promotion's budget, in minor units. */
  readonly budgetLeft: ReadonlyMap<string, bigint>;
}

export const nothingKnown: Standing = { coupons: [], barred: new Map(), budgetLeft: new Map() };
