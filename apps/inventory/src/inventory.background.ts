import { startExecutor, type Database } from '@onefront/outbox';
import { publishAvailability } from './messages/published.js';
import { keepMonths } from './persistence/ledger-months.js';
import { NetworkMemory, REFRESH_CHANNEL } from './persistence/network.repository.js';
import { refreshPage } from './persistence/refresh-channel.js';

/** What runs beside the consumer: months of the ledger are made ahead, and a changed network is told to connectors page by page. */
export function inventoryBackground(database: Database): Array<{ close(): Promise<void> | void }> {
  const memory = new NetworkMemory();
  const refreshing = startExecutor(database, { kind: REFRESH_CHANNEL, concurrency: 1, handle: async ({ id, signal }) => refreshChannel(database, memory, id, signal) });
  return [{ close: () => refreshing.stop() }, keepMonths(database)];
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
