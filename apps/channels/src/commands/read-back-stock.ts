import { Throttled } from '@onefront/channel-kit';
import type { ClaimedItem, WorkOutcome } from '@onefront/outbox';
import { readBack, stateOf } from '../domain/listing.js';
import { lockConnection } from '../persistence/connection.repository.js';
import { listingsToRead, loadListings, schedulePush, storeListings } from '../persistence/listing.repository.js';
import { outside } from '../persistence/outside.js';
import type { Connection } from './connection.js';

/** Bulks per turn, so that a long catalogue does not keep the lease; the next turn goes on. */
const BULKS = 20;

/** Reads back what the marketplace offers and sends again what differs (pains 18). */
export async function readBackStock(connection: Connection, { signal }: ClaimedItem): Promise<WorkOutcome> {
  const { clock, policy, observe } = connection;
  try {
    let differing = 0;
    for (let bulk = 0; bulk < BULKS; bulk += 1) {
      const seen = await readBulk(connection, signal);
      differing += seen.differing;
      if (!seen.more) break;
    }
    observe.differences(differing);
    return { retryAt: new Date(clock.now().getTime() + policy.readBackMs) };
  } catch (error) {
    if (!(error instanceof Throttled)) throw error;
    observe.throttled(error.operation);
    return { retryAt: new Date(clock.now().getTime() + error.retryAfterMs) };
  }
}

async function readBulk(connection: Connection, signal: AbortSignal): Promise<{ more: boolean; differing: number }> {
  const { connector, database, id, clock, policy } = connection;
  const { listingsPerRead } = connector.capabilities;
  const startedAt = clock.now();
  const skus = await listingsToRead(outside(database), id, { settledBefore: startedAt, seenBefore: new Date(startedAt.getTime() - policy.readBackAllMs) }, listingsPerRead);
  if (skus.length === 0) return { more: false, differing: 0 };
  const offered = new Map((await connector.readQuantities(skus, signal)).map((one) => [one.sku, one.quantity]));
  return database.transact(async (tx) => {
    await lockConnection(tx, id);
    const now = clock.now();
    const current = await loadListings(tx, id, skus);
    const next = [...current.values()].map((listing) => readBack(listing, offered.get(listing.sku), { policy: policy.stock, now, startedAt }));
    await storeListings(tx, id, next);
    await schedulePush(tx, id);
    const differing = next.filter((one) => stateOf(one) === 'differs').length;
    // Those that differ stay at the front: asking for them again in the same turn would go round in circles.
    return { more: skus.length === listingsPerRead && differing === 0, differing };
  });
}
