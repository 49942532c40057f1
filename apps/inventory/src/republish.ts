import { channelChanged, countChanged, expectedReceiptChanged, holdChanged, policyChanged, locationChanged, message, stockAdjusted, stockLeaseChanged, transferChanged, type Channel, type Location, type Outbound, type SkuPolicy, type SkuStock } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import type { Database } from '@onefront/outbox';
import { spill } from './messages/message-size.js';
import { publishAvailability, publishBuffer, wireHold } from './messages/published.js';
import { wireCount, wireLease, wireTransfer } from './messages/wire-stock-work.js';
import { bufferPage } from './persistence/computed-buffer.repository.js';
import { holdPage } from './persistence/hold.repository.js';
import { leasePage } from './persistence/lease.repository.js';
import { policyPage } from './persistence/policy.repository.js';
import { workPage } from './persistence/stock-work.repository.js';
import { wireExpected } from './messages/wire-expected.js';
import { expectedPage } from './persistence/expected.repository.js';
import { raiseEpoch, restatePage, restateNetwork, type RestatedPage } from './persistence/restate.js';

export interface RepublishOptions {
  /** One SKU, location or channel. */
  readonly key?: string;
  /** After a restore: versions become at least epoch * 1e12 + sequence, so that they overtake what views have seen. */
  readonly epoch?: number;
}

/** Tells the current state of every location, channel, hold, lease and SKU again, or of one, page by page through the outbox. Returns how many were told. */
export async function republishInventory(database: Database, { key, epoch }: RepublishOptions = {}): Promise<number> {
  if (epoch !== undefined) await database.transact((tx) => raiseEpoch(tx, epoch, key));
  let told = await database.transact(async (tx, emit) => {
    const network = await restateNetwork(tx, key);
    emit(...network.locations.map(({ id, version, document, at }) => message(locationChanged, { key: id, version, data: { id, version, location: document as Location, at } }) as Outbound));
    emit(...network.channels.map(({ id, version, document, at }) => message(channelChanged, { key: id, version, data: { id, version, channel: document as Channel, at } }) as Outbound));
    return network.locations.length + network.channels.length;
  });
  told += await tellHolds(database, key) + await tellPolicies(database, key) + await tellBuffers(database, key) + await tellExpected(database, key) + await tellWork(database, key) + await tellLeases(database, key);
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const page: RestatedPage = await database.transact(async (tx, emit) => {
      const restated = await restatePage(tx, { after: from, ...(key === undefined ? {} : { key }) });
      emit(...stockAgain(restated), ...restated.availability.map(publishAvailability));
      return restated;
    });
    told += page.stock.length + page.availability.length;
    after = page.next;
  }
  return told;
}

async function tellWork(database: Database, key: string | undefined): Promise<number> {
  let told = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const page = await database.transact(async (tx, emit) => {
      const { transfers, counts, next } = await workPage(tx, { after: from, key });
      emit(...transfers.map((one) => message(transferChanged, { key: one.id, version: one.version, data: { ...wireTransfer(one), stock: [] } }) as Outbound));
      emit(...counts.map((one) => message(countChanged, { key: one.id, version: one.version, data: { ...wireCount(one), stock: [] } }) as Outbound));
      return { count: transfers.length + counts.length, next };
    });
    told += page.count;
    after = page.next;
  }
  return told;
}

async function tellHolds(database: Database, key: string | undefined): Promise<number> {
  let told = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const page = await database.transact(async (tx, emit) => {
      const { holds, next } = await holdPage(tx, { after: from, key });
      emit(...holds.map((hold) => message(holdChanged, { key: hold.id, version: hold.version, data: { ...wireHold(hold), stock: [] } }) as Outbound));
      return { count: holds.length, next };
    });
    told += page.count;
    after = page.next;
  }
  return told;
}

async function tellLeases(database: Database, key: string | undefined): Promise<number> {
  let told = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const page = await database.transact(async (tx, emit) => {
      const { leases, next } = await leasePage(tx, { after: from, key });
      emit(...leases.map((lease) => message(stockLeaseChanged, { key: lease.id, version: lease.version, data: { version: lease.version, lease: wireLease(lease), stock: [] } }) as Outbound));
      return { count: leases.length, next };
    });
    told += page.count;
    after = page.next;
  }
  return told;
}

async function tellPolicies(database: Database, key: string | undefined): Promise<number> {
  let told = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const page = await database.transact(async (tx, emit) => {
      const { policies, next } = await policyPage(tx, { after: from, key });
      emit(...policies.map(({ channel, sku, version, document, at }) => message(policyChanged, { key: sku, version, data: { channel, sku, version, policy: document as SkuPolicy | null, at: at.toISOString() } }) as Outbound));
      return { count: policies.length, next };
    });
    told += page.count;
    after = page.next;
  }
  return told;
}

async function tellBuffers(database: Database, key: string | undefined): Promise<number> {
  let told = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const page = await database.transact(async (tx, emit) => {
      const { buffers, next } = await bufferPage(tx, { after: from, key });
      emit(...buffers.map(publishBuffer));
      return { count: buffers.length, next };
    });
    told += page.count;
    after = page.next;
  }
  return told;
}

async function tellExpected(database: Database, key: string | undefined): Promise<number> {
  let told = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const page = await database.transact(async (tx, emit) => {
      const { receipts, next } = await expectedPage(tx, { after: from, key });
      emit(...receipts.map((one) => message(expectedReceiptChanged, { key: one.sku, version: one.version, data: wireExpected(one) }) as Outbound));
      return { count: receipts.length, next };
    });
    told += page.count;
    after = page.next;
  }
  return told;
}

/** Current levels without entries: nothing was booked, it is only said again. */
function stockAgain({ stock, now }: RestatedPage): Outbound[] {
  const wire = stock.map(({ sku, version, levels }): SkuStock => ({ sku, version, asOf: now.toISOString(), levels, entries: [] }));
  const { ahead, rest } = spill(wire);
  return [...ahead, rest].filter((part) => part.length > 0).map((part) => {
    const movementId = newId();
    return message(stockAdjusted, { key: movementId, data: { movementId, stock: part } }) as Outbound;
  });
}
