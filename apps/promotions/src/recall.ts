import { couponRejected, orderPriced, type DataOf, type Inbound } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';
import type { Sale } from './domain/books.js';

/** The facts that `recallPromotions` wants to see, of our own topic. */
export const recalledTypes: readonly string[] = [couponRejected.type, orderPriced.type];

/**
 * After a restore: takes in whose coupons we had accepted and refused, so that the same orders, heard again, are refused again or wait until their
 * coupons are there. Orders that are priced already stay as they are. Returns how many answers were taken in.
 */
export async function recallPromotions(database: Database, told: readonly Inbound[]): Promise<number> {
  const answers = new Map<string, Sale['recalled']>();
  for (const { type, data } of told) {
    const { orderId } = data as { orderId: string };
    if (answers.has(orderId)) continue;
    if (type === couponRejected.type) answers.set(orderId, { refused: (data as DataOf<typeof couponRejected>).problem });
    else if (type === orderPriced.type && (data as DataOf<typeof orderPriced>).result.coupons.length > 0) answers.set(orderId, { priced: true });
  }
  const orders = [...answers.keys()].sort();
  await database.transact((tx) => tx.query(
    `insert into promotions.sale as s (order_id, stage, recalled) select id, 'waiting', answer from unnest($1::text[], $2::jsonb[]) as r(id, answer) order by id
     on conflict (order_id) do update set recalled = excluded.recalled where s.stage = 'waiting'`,
    [orders, orders.map((id) => JSON.stringify(answers.get(id)))]));
  return orders.length;
}
