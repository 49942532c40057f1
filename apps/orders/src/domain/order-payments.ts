import type { Order } from '@onefront/contracts';

/** Who pays for an order and what was asked of them. Part of its state; amounts are minor units as integer strings. */

export type PaymentMethod = Order['payments'][number]['method'];

export interface Tender {
  readonly id: string;
  readonly method: PaymentMethod;
  readonly token?: string | undefined;
  /** Of a gift card: the index of its code. */
  readonly card?: string | undefined;
  /** An authorisation that lapses and is taken over by this one: what of it is not captured is let go when this one stands (S14). */
  readonly replaces?: string;
  /** Of a replacement: why the provider refused it. */
  refused?: string;
  /** Recorded as paid by a gift card that could not be charged: nobody has the money. */
  unbacked?: true;
  /** What it is to pay. Minor units, as are the others. */
  amount: string;
  authorised: string;
  captured: string;
  refunded: string;
  status: 'initiated' | 'authorised' | 'voided' | 'failed';
}

export interface PaymentCall {
  /** Also the idempotency key at the provider. */
  readonly id: string;
  readonly tender: string;
  readonly kind: 'authorise' | 'capture' | 'void' | 'refund';
  readonly amount: string;
  /** Who is asked by a message; else the provider, by the executor. */
  readonly by?: 'promotions' | 'exchange';
  state: 'asked' | 'unknown' | 'done' | 'failed';
}

/** Of an order that leaves before the goods come that it is given for (S7). Minor units. */
export interface Advance {
  /** What the goods are worth if all of them come. */
  readonly value: string;
  /** `open` = they may come, and nobody is asked for their value; `came` = they have paid it; `due` = the card pays it. */
  state: 'open' | 'came' | 'due';
  /** Of what came back of this order meanwhile: so much was never paid, and is not asked for. */
  forgiven: string;
}
