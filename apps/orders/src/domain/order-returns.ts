import type { ReturnDocument } from '@onefront/contracts';

/** Goods of an order that came back, or are to come back. Part of its state; amounts are minor units as integer strings. */

export type Disposition = NonNullable<ReturnDocument['lines'][number]['disposition']>;

export interface ReturnRecord {
  document: ReturnDocument;
  readonly goods: readonly { sku: string; quantity: number; disposition: Disposition }[];
  booked: boolean;
  /** Calls that pay it back. */
  refunds: string[];
  /** Of one that was announced: kept from its refund, and of shipping refunded with it. Minor units. */
  readonly fee?: string;
  readonly shipping?: string;
  /** Of its value the new order of an exchange has taken so much. Minor units. */
  readonly exchange?: { readonly id: string; readonly order: string; taken: string };
  /** The card that it is credited to. `wanted` until the goods are booked. */
  credit?: { readonly id: string; readonly cardId: string; readonly index: string; readonly ending: string; amount: string; state: 'wanted' | 'asked' | 'done' | 'failed' };
}

export interface AnnouncedReturn {
  readonly id: string;
  /** `exchanging` = set aside until the new order of an exchange stands or falls. */
  stage: 'requested' | 'authorised' | 'in-transit' | 'received' | 'declined' | 'exchanging';
  location: string;
  lines: { lineId: string; sku: string; quantity: number; disposition?: Disposition }[];
  readonly exchange?: { readonly id: string; readonly order: string; readonly advance?: AwaitedGoods };
  readonly refund: 'original' | 'store-credit' | 'none';
  /** The card that is made for store credit when it is inspected. */
  readonly credit?: { readonly cardId: string; readonly index: string; readonly ending: string };
  readonly refundWhen: 'received' | 'inspected';
  /** Minor units, both. */
  readonly fee: string;
  readonly shipping: string;
  reason: string | null;
  /** When it was requested, later when it came. */
  at: string;
  tracking?: { carrier: string; number: string };
  /** Calls that paid it back before it was inspected. */
  readonly refunds: string[];
}

/** Goods for which others have left already. `decided` when they came, or did not; `taken` = what of their value the new order took, once it knows. Minor units. */
export interface AwaitedGoods {
  readonly value: string;
  decided?: 'came' | 'due';
  taken?: string;
}
