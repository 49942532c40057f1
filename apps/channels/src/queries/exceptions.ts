import type { Database } from '@onefront/outbox';

/** A channel order that waits for a person, or is placed and nevertheless needs one. No personal data. */
export interface OrderException {
  readonly connection: string;
  readonly externalId: string;
  readonly placement: string;
  /** `unknown reference`, `line-twice`, `changed-after-import`, `cancelled-after-shipping`, ... */
  readonly code: string;
  readonly reason: string | null;
  readonly orderId: string | null;
  readonly firstSeenAt: Date;
  readonly attempts: number;
}

/** The oldest first. */
export async function listOrderExceptions(database: Database, limit = 100): Promise<OrderException[]> {
  const { rows } = await database.read<OrderException & Record<string, unknown>>({
    text: `select connection, external_id as "externalId", placement, coalesce(attention, reason_code) as code, reason, order_id as "orderId", first_seen_at as "firstSeenAt", attempt as attempts
      from channels.channel_order where placement = 'exception' or attention is not null order by first_seen_at limit $1`,
    values: [limit],
  });
  return rows;
}

/** A listing whose quantity is not what it should be, with what was wanted, sent, accepted and seen. */
export interface ListingException {
  readonly connection: string;
  readonly sku: string;
  readonly state: string;
  readonly desired: number;
  readonly sent: number | null;
  readonly accepted: number | null;
  readonly observed: number | null;
  readonly differsSince: Date | null;
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
}

/** Refused ones and those that differ, by cause. */
export async function listListingExceptions(database: Database, limit = 100): Promise<ListingException[]> {
  const { rows } = await database.read<ListingException & Record<string, unknown>>({
    text: `select connection, sku, state, desired, sent, accepted, observed, differs_since as "differsSince", error_code as "errorCode", error_detail as "errorDetail"
      from channels.listing where state in ('rejected', 'differs') order by error_code nulls last, differs_since, sku limit $1`,
    values: [limit],
  });
  return rows;
}
