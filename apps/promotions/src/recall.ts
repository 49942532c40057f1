import { couponRejected, type DataOf, type Inbound } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';

/** The facts that `recallPromotions` wants to see, of our own topic. */
export const recalledTypes: readonly string[] = [couponRejected.type];

/**
 * After a restore: takes in whose coupons we had refused, so that the same orders, heard again, are refused again and leave the uses to those who had
 * them. Orders that are priced already stay as they are. Returns how many refusals were taken in.
 */
export async function recallPromotions(database: Database, told: readonly Inbound[]): Promise<number> {
  const refused = new Map<string, DataOf<typeof couponRejected>['problem']>();
  for (const { type, data } of told as readonly Inbound<DataOf<typeof couponRejected>>[]) {
    if (type === couponRejected.type && !refused.has(data.orderId)) refused.set(data.orderId, data.problem);
  }
  const orders = [...refused.keys()].sort();
  await database.transact((tx) => tx.query(
    `insert into promotions.sale as s (order_id, stage, recalled) select id, 'waiting', problem from unnest($1::text[], $2::jsonb[]) as r(id, problem) order by id
     on conflict (order_id) do update set recalled = excluded.recalled where s.stage = 'waiting'`,
    [orders, orders.map((id) => JSON.stringify(refused.get(id)))]));
  return orders.length;
}
