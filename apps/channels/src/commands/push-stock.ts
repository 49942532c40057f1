import { Throttled, type PushResult } from '@onefront/channel-kit';
import type { ClaimedItem, Tx, WorkOutcome } from '@onefront/outbox';
import { accepted, notAnswered, onceOnly, rejected, sending, type Listing } from '../domain/listing.js';
import { blockPush, lockConnection } from '../persistence/connection.repository.js';
import { dueListings, loadListings, schedulePush, storeListings } from '../persistence/listing.repository.js';
import type { Connection } from './connection.js';

/**
 * Sends one bulk of quantities that are due (S17): noted as sent and committed, then called, then the answer stored and the next bulk put down.
 * One process at a time, by the lease of the work item. A call without an answer is sent again: quantities are absolute.
 */
export async function pushStock(connection: Connection, { signal }: ClaimedItem): Promise<WorkOutcome> {
  const { connector, clock, observe } = connection;
  const bulk = await noteSending(connection);
  if (bulk.length === 0) return { store: async (tx) => { await lockConnection(tx, connection.id); await schedulePush(tx, connection.id); } };
  try {
    const results = await connector.pushQuantities(bulk.map(({ sku, sent }) => ({ sku, quantity: sent! })), signal);
    return { store: (tx) => storeResults(tx, connection, bulk, results) };
  } catch (error) {
    await giveBack(connection, bulk);
    if (!(error instanceof Throttled)) throw error;
    observe.throttled(error.operation);
    const until = new Date(clock.now().getTime() + error.retryAfterMs);
    return { retryAt: until, store: (tx) => blockPush(tx, connection.id, until) };
  }
}

function noteSending({ database, id, clock, connector, policy }: Connection): Promise<Listing[]> {
  return database.transact(async (tx) => {
    await lockConnection(tx, id);
    const now = clock.now();
    const due = await dueListings(tx, id, now, connector.capabilities.quantitiesPerPush);
    // Sent before, and its answer was lost with a process: it is not sent again.
    const lost = due.filter((listing) => onceOnly(listing) && listing.errorCode === null && listing.acceptedVersion !== listing.sentVersion);
    const bulk = due.filter((listing) => !lost.includes(listing)).map((listing) => sending(listing, policy.stock, now));
    await storeListings(tx, id, [...lost.map((listing) => notAnswered(listing, { quantity: listing.sent!, version: listing.sentVersion! }, now)), ...bulk]);
    return bulk;
  });
}

async function storeResults(tx: Tx, connection: Connection, bulk: readonly Listing[], results: readonly PushResult[]): Promise<void> {
  const { id, clock } = connection;
  await lockConnection(tx, id);
  const current = await loadListings(tx, id, bulk.map((one) => one.sku));
  const answers = new Map(results.map((one) => [one.sku, one]));
  const now = clock.now();
  const next = bulk.map((sent) => judged(connection, current.get(sent.sku)!, sent, { answer: answers.get(sent.sku), now }));
  await storeListings(tx, id, next);
  await schedulePush(tx, id);
}

function judged({ observe }: Connection, listing: Listing, sent: Listing, { answer, now }: { answer: PushResult | undefined; now: Date }): Listing {
  if (!answer) return notAnswered(listing, { quantity: sent.sent!, version: sent.sentVersion! }, now);
  observe.quantities(answer.accepted ? 'accepted' : 'rejected', 1);
  if (!answer.accepted) return rejected(listing, answer, now);
  if (listing.desiredVersion === sent.sentVersion) observe.pushLag((now.getTime() - listing.desiredAt.getTime()) / 1000);
  return accepted(listing, { quantity: sent.sent!, version: sent.sentVersion! }, now);
}

/** The call failed as a whole: what was in it is due again, when the pause of the work is over. */
async function giveBack({ database, id, clock }: Connection, bulk: readonly Listing[]): Promise<void> {
  await database.transact(async (tx) => {
    await lockConnection(tx, id);
    const current = await loadListings(tx, id, bulk.map((one) => one.sku));
    const now = clock.now();
    await storeListings(tx, id, bulk.map((sent) => notAnswered(current.get(sent.sku)!, { quantity: sent.sent!, version: sent.sentVersion! }, now)));
  });
}
