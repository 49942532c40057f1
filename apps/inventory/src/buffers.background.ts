import type { Database, WorkOutcome } from '@onefront/outbox';
import { publishAvailability, publishBuffer } from './messages/published.js';
import { applyBuffers, dropBuffers, measurePage, type Buffered } from './persistence/compute-buffers.js';
import { readLags } from './persistence/computed-buffer.repository.js';
import type { NetworkMemory } from './persistence/network.repository.js';

/** The pause between two rounds of a channel, in milliseconds. Between them a rush is covered by what is kept back already. */
const ROUND_MS = 60_000;

/**
 * One round of the buffers of a channel (S3 a): what was sold elsewhere and how late one hears of it is read without locks, and only SKUs whose buffer
 * changes are locked. Comes again for as long as the channel asks for it; a repeat changes nothing.
 */
export async function computeBuffers(database: Database, memory: NetworkMemory, id: string, signal?: AbortSignal): Promise<WorkOutcome> {
  const channel = (await database.transact((tx) => memory.read(tx))).channels.get(id);
  if (!channel?.autoBuffer) return takeBack(database, memory, id, signal);
  const buffered: Buffered = { ...channel, autoBuffer: channel.autoBuffer };
  const lags = await readLags(database, id, buffered.autoBuffer);
  for (let after: string | undefined = ''; after !== undefined; ) {
    signal?.throwIfAborted();
    const page: Awaited<ReturnType<typeof measurePage>> = await measurePage(database, buffered, { lags, after });
    if (page.computed.length > 0) {
      await database.transact(async (tx, emit) => {
        const { buffers, changes } = await applyBuffers(tx, memory, { channel: buffered, computed: page.computed });
        emit(...buffers.map(publishBuffer), ...changes.map(publishAvailability));
      });
    }
    after = page.next;
  }
  return { retryAt: new Date(Date.now() + ROUND_MS) };
}

async function takeBack(database: Database, memory: NetworkMemory, id: string, signal?: AbortSignal): Promise<'done'> {
  for (let more = true; more; ) {
    signal?.throwIfAborted();
    more = await database.transact(async (tx, emit) => {
      const buffers = await dropBuffers(tx, memory, id);
      emit(...buffers.map(publishBuffer));
      return buffers.length > 0;
    });
  }
  return 'done';
}
