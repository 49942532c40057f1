import type { DataOf, Inbound, leaseCoupons as leaseCouponsCommand, orderPlaced, tillChanged } from '@onefront/contracts';
import { NotYetHere } from '@onefront/outbox';
import { leaseCoupons, tellUsed } from '../domain/coupon-lease.js';
import type { PromotionsBatch } from './promotions-batch.js';
import { leaseFact, tellLease } from './published.js';

/**
 * A till without a network speaks about its coupons (S22). Sales that the gateway knew to be accepted may still be on their way to us, and could have taken from
 * the lease: they are not yet here. Those of before the first lease could not.
 */
export function onLeaseCoupons(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof leaseCouponsCommand>>): void {
  const { till, sequence } = inbound.data;
  const { acknowledged } = batch.books.tills.get(till)!;
  if (batch.books.leases.has(till) && acknowledged < sequence) throw new NotYetHere(`sale ${acknowledged + 1} of ${till}`);
  const told = leaseCoupons(batch.books, batch.rules, inbound.data);
  batch.told.push(...tellLease(batch.books.leases.get(till)!, told, inbound));
}

/** A sale of a till is here, whatever became of its order; what it took from the lease is told behind it. */
export function saleIsHere(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof orderPlaced>>): void {
  const { orderId, placement: { till } } = inbound.data;
  if (!till) return;
  batch.books.tills.get(till.id)!.take(till.sequence, orderId);
  batch.told.push(...tellUsed(batch.books).map((told) => ({ ...leaseFact(told), cause: inbound })));
}

/** Sales that orders has accepted are on their way to us: until they are here, nobody but the device gives back what it has on lease. */
export function onTillChanged({ books }: PromotionsBatch, { data: { till: { id, accepted } } }: Inbound<DataOf<typeof tillChanged>>): void {
  if (accepted > 0) books.tills.get(id)!.note(accepted);
}
