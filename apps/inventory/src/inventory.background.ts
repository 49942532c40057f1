import { startExecutor, type Database, type Emit, type Tx } from '@onefront/outbox';
import { expireHold } from './commands/holds.js';
import { reclaimLease } from './commands/tills.js';
import { computeBuffers } from './buffers.background.js';
import { tellEnded } from './messages/on-network-commands.js';
import { publish, publishAvailability, publishServed } from './messages/published.js';
import { waitingSkus } from './persistence/backorder.repository.js';
import { EXPIRE_HOLD } from './persistence/hold.repository.js';
import { countedSinceExpiry, locationOfLease, RECLAIM_LEASE } from './persistence/lease.repository.js';
import { END_POPUP } from './persistence/popup.repository.js';
import { keepMonths } from './persistence/ledger-months.js';
import { COMPUTE_BUFFERS, NetworkMemory, REFRESH_CHANNEL, SERVE_CHANNEL } from './persistence/network.repository.js';
import { Needs } from './persistence/needs.js';
import { refreshPage } from './persistence/refresh-channel.js';
import { loadUnit } from './persistence/stock.load.js';
import { storeUnit } from './persistence/stock.store.js';

/** What runs beside the consumer: months of the ledger are made ahead, and a changed network is told to connectors page by page. */
export function inventoryBackground(database: Database): Array<{ close(): Promise<void> | void }> {
  const memory = new NetworkMemory();
  const refreshing = startExecutor(database, { kind: REFRESH_CHANNEL, concurrency: 1, handle: async ({ id, signal }) => refreshChannel(database, memory, id, signal) });
  const serving = startExecutor(database, { kind: SERVE_CHANNEL, concurrency: 1, handle: async ({ id, signal }) => serveChannel(database, memory, id, signal) });
  const sweeping = startExecutor(database, { kind: EXPIRE_HOLD, concurrency: 2, handle: async ({ id }) => ({ store: (tx, emit) => sweepHold(tx, emit, { id, memory }) }) });
  const ending = startExecutor(database, { kind: END_POPUP, concurrency: 1, handle: async ({ id }) => ({ store: (tx, emit) => endPopup(tx, emit, { id, memory }) }) });
  const reclaiming = startExecutor(database, { kind: RECLAIM_LEASE, concurrency: 1, handle: async ({ id }) => ({ store: (tx, emit) => reclaim(tx, emit, { till: id, memory }) }) });
  const computing = startExecutor(database, { kind: COMPUTE_BUFFERS, concurrency: 1, handle: async ({ id, signal }) => computeBuffers(database, memory, id, signal) });
  return [{ close: () => computing.stop() }, { close: () => reclaiming.stop() }, { close: () => refreshing.stop() }, { close: () => serving.stop() }, { close: () => sweeping.stop() }, { close: () => ending.stop() }, keepMonths(database)];
}

/** Ends a hold whose lifetime is over, under the same locks as everybody else and by the clock of the database; one that lives longer by now stays (S2). */
export async function sweepHold(tx: Tx, emit: Emit, { id, memory }: { id: string; memory: NetworkMemory }): Promise<void> {
  const needs = new Needs();
  needs.hold(id);
  const unit = await loadUnit(tx, needs, memory);
  const facts = expireHold(unit, id);
  const served = publishServed(unit, undefined);
  const changes = await storeUnit(tx, unit);
  emit(...publish(facts, undefined), ...served, ...changes.map(publishAvailability));
}

/** Takes back what a till that did not come back had on lease, as far as somebody has counted; the rest stays until somebody does (S22). */
export async function reclaim(tx: Tx, emit: Emit, { till, memory }: { till: string; memory: NetworkMemory }): Promise<void> {
  const location = await locationOfLease(tx, till);
  if (location === undefined) return;
  const needs = new Needs();
  needs.till(till, location, { whole: true });
  const unit = await loadUnit(tx, needs, memory);
  const facts = reclaimLease(unit, till, await countedSinceExpiry(tx, till));
  const served = publishServed(unit, undefined);
  const changes = await storeUnit(tx, unit);
  emit(...publish(facts, undefined), ...served, ...changes.map(publishAvailability));
}

/** A pop-up that is open beyond its end begins to close, by the clock of the database; one that was given more time is looked at again then (S23). */
export async function endPopup(tx: Tx, emit: Emit, { id, memory }: { id: string; memory: NetworkMemory }): Promise<void> {
  const needs = new Needs();
  needs.locations.add(id);
  needs.popups.add(id);
  const unit = await loadUnit(tx, needs, memory);
  const told = tellEnded(unit, id);
  const changes = await storeUnit(tx, unit);
  emit(...told, ...changes.map(publishAvailability));
}

/** So many SKUs are locked at a time by who serves a channel. */
const SKUS_PER_PAGE = 50;

/** Serves who waits on a channel whose network has changed, SKU after SKU, under the same locks and in the same order as a message would. A repeat changes nothing. */
export async function serveChannel(database: Database, memory: NetworkMemory, channel: string, signal?: AbortSignal): Promise<'done'> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    signal?.throwIfAborted();
    const from: string = after;
    after = await database.transact(async (tx, emit) => {
      const skus = await waitingSkus(tx, { channel, after: from, limit: SKUS_PER_PAGE });
      const needs = new Needs();
      for (const sku of skus) needs.skus.add(sku);
      const unit = await loadUnit(tx, needs, memory);
      const served = publishServed(unit, undefined);
      const changes = await storeUnit(tx, unit);
      emit(...served, ...changes.map(publishAvailability));
      return skus.length === SKUS_PER_PAGE ? skus.at(-1) : undefined;
    });
  }
  return 'done';
}

/** Compares what a channel may sell with what it was told, for every SKU in its network. Each page is a transaction; a repeat changes nothing. */
export async function refreshChannel(database: Database, memory: NetworkMemory, channel: string, signal?: AbortSignal): Promise<'done'> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    signal?.throwIfAborted();
    const from: string = after;
    after = await database.transact(async (tx, emit) => {
      const page = await refreshPage(tx, memory, { channel, after: from });
      emit(...page.changes.map(publishAvailability));
      return page.next;
    });
  }
  return 'done';
}
