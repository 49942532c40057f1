import type { ClaimedItem, WorkOutcome } from '@onefront/outbox';
import { confirmedAs, toConfirm } from '../domain/confirmation.js';
import { lockConnection, ordersUpTo } from '../persistence/connection.repository.js';
import { listingsToConfirm, loadListings, storeListings } from '../persistence/listing.repository.js';
import { outside } from '../persistence/outside.js';
import type { Connection } from './connection.js';

/** Readings in one request, and requests in one turn. */
const BULK = 500;
const BULKS = 20;

/**
 * Tells the house what the marketplace shows, as it was read back, and how far its orders have come in. Told again after a crash: the house takes
 * a reading once. What it does not want to hear, as of a SKU that it has forgotten, is not told again.
 */
export async function confirmShown(connection: Connection, { signal }: ClaimedItem): Promise<WorkOutcome> {
  for (let bulk = 0; bulk < BULKS; bulk += 1) {
    signal.throwIfAborted();
    if (!(await confirmBulk(connection, signal))) break;
  }
  return { retryAt: new Date(connection.clock.now().getTime() + connection.policy.readBackMs) };
}

async function confirmBulk({ database, id, house }: Connection, signal: AbortSignal): Promise<boolean> {
  const reads = outside(database);
  const upTo = await ordersUpTo(reads, id);
  const skus = await listingsToConfirm(reads, id, { ordersUpTo: upTo, limit: BULK });
  const seen = [...(await loadListings(reads, id, skus)).values()].flatMap((listing) => toConfirm(listing, upTo) ?? []);
  if (seen.length === 0) return false;
  await house.confirm(seen, { channel: id, ordersUpTo: upTo, signal });
  await database.transact(async (tx) => {
    await lockConnection(tx, id);
    const current = await loadListings(tx, id, seen.map((one) => one.sku));
    await storeListings(tx, id, seen.map((one) => confirmedAs(current.get(one.sku)!, one)));
  });
  return skus.length === BULK;
}
