import type { Money } from '@onefront/kernel';

/** Who pays for a discount: we, or the marketplace. */
export type FundedBy = 'us' | 'channel';

export interface ChannelOrderLine {
  /** The marketplace's own id of the line; unique within the order. */
  readonly lineId: string;
  /** What the listing names as the seller's article: our SKU. */
  readonly sku: string;
  readonly quantity: number;
  /** As sold, before discounts. */
  readonly unitPrice: Money;
  /** Amounts of the whole line, not per unit. */
  readonly discounts: readonly { readonly label: string; readonly amount: Money; readonly fundedBy: FundedBy }[];
}

export interface ChannelAddress {
  readonly name?: string;
  readonly line1: string;
  readonly line2?: string;
  readonly city: string;
  readonly region?: string;
  readonly postalCode?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly phone?: string;
}

/**
 * - `open`: the seller is to serve it
 * - `cancel-requested`: the buyer asks; the seller may still say no
 * - `cancelled`: it is off, whatever the seller thinks
 */
export type ChannelOrderStatus = 'open' | 'cancel-requested' | 'cancelled';

/** The order as the marketplace describes it, in our words and not yet ours (glossary: channel order). */
export interface ChannelOrder {
  /** The marketplace's id of the order; unique within the connection. */
  readonly externalId: string;
  readonly status: ChannelOrderStatus;
  /** By the marketplace's clock; grows with every change of the order. */
  readonly updatedAt: Date;
  readonly placedAt: Date;
  /** `channel`: the marketplace ships it from its own stock (S16: it never touches ours). */
  readonly fulfilledBy: FundedBy;
  readonly buyer: { readonly externalId: string; readonly email?: string; readonly name?: string };
  readonly address?: ChannelAddress;
  readonly lines: readonly ChannelOrderLine[];
  readonly shipping?: Money;
  readonly tax: readonly { readonly label: string; readonly amount: Money; readonly remittedBy: string }[];
  /** What the buyer pays in all. */
  readonly grand: Money;
}
