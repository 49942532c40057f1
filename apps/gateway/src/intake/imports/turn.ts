import type { Outbound, SealingKey } from '@onefront/contracts';
import { DomainError, type FieldError } from '@onefront/kernel';
import type { Gateway } from '../../gateway.js';
import type { ImportJob, ImportKind } from './import-job.js';
import { couponTurn } from './turn-coupon.js';
import { customerTurn } from './turn-customer.js';
import { channelTurn, locationTurn, promotionTurn, shippingRateTurn, supplierTurn, taxRateTurn } from './turn-document.js';
import { listingTurn } from './turn-listing.js';
import { orderTurn } from './turn-order.js';
import { productTurn } from './turn-product.js';
import { stockTurn } from './turn-stock.js';

export type Fields = Readonly<Record<string, unknown>>;

/**
 * What a row comes to: the command of the interactive route, nothing because it holds already, or what is wrong with it.
 * `mark` names a row that its owner could not tell from one it has had; `repeats`: a 200 says that it was there before.
 */
export type Turned =
  | { readonly send: Outbound; readonly mark?: string; readonly repeats?: boolean }
  | { readonly unchanged: true }
  | { readonly errors: readonly FieldError[] };

export interface TurnContext {
  readonly gateway: Gateway;
  readonly job: Pick<ImportJob, 'client' | 'scopes' | 'channels'>;
  readonly now: Date;
  /** The import's own key, in a dry run: what is sealed goes nowhere, so it needs no key of its own. */
  readonly check?: SealingKey;
}

/** How the rows of a kind become commands. `subject`: rows about the same thing are done one after the other. */
export interface Turn {
  readonly subject: (record: Fields) => string | undefined;
  readonly turn: (record: Fields, context: TurnContext) => Promise<Turned>;
}

const turns: Readonly<Record<ImportKind, Turn>> = {
  products: productTurn, listings: listingTurn, locations: locationTurn, suppliers: supplierTurn, channels: channelTurn, stock: stockTurn, customers: customerTurn, orders: orderTurn,
  promotions: promotionTurn, coupons: couponTurn, 'tax-rates': taxRateTurn, 'shipping-rates': shippingRateTurn,
};

export function subjectOf(kind: ImportKind, record: Fields): string | null {
  return turns[kind].subject(record)?.slice(0, 300) ?? null;
}

/** One bad row is refused alone. Throws only what is no fault of the row. */
export async function turnRow(kind: ImportKind, record: Fields, context: TurnContext): Promise<Turned> {
  try {
    return await turns[kind].turn(record, context);
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
    return { errors: error.errors.length > 0 ? error.errors : [{ path: '', message: error.message }] };
  }
}
