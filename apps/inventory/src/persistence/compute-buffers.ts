import type { Database, Tx } from '@onefront/outbox';
import { autoBuffer, type BufferRecord, type MeasuredLags } from '../domain/auto-buffer.js';
import type { AutoBuffer, Channel } from '../domain/network.js';
import { StockBook } from '../domain/stock-book.js';
import { refreshAvailability } from './availability.repository.js';
import { readBackorders } from './backorder.repository.js';
import { computedSkus, readSales, storeBuffers } from './computed-buffer.repository.js';
import type { NetworkMemory } from './network.repository.js';
import { lockSkus } from './stock.load.js';
import type { AvailabilityChange, ChangedBuffer } from './unit.js';

const SKUS_PER_PAGE = 200;

/** A channel that asks for computed buffers. */
export type Buffered = Channel & { readonly autoBuffer: AutoBuffer };

export interface ComputedPage {
  readonly buffers: readonly ChangedBuffer[];
  readonly changes: readonly AvailabilityChange[];
}

type Computed = ReadonlyArray<{ readonly sku: string; readonly record: BufferRecord }>;

/** What is to be kept back of a page of SKUs and is not yet, and the SKU after which to go on; reads without locks, since what was measured is history. */
export async function measurePage(database: Pick<Database, 'read'>, channel: Buffered, { lags, after }: { lags: MeasuredLags; after: string }): Promise<{ computed: Computed; next: string | undefined }> {
  const rows = await readSales(database, channel, { after, limit: SKUS_PER_PAGE });
  const computed = rows.flatMap(({ sku, units, sales }) => {
    const record = autoBuffer(channel.autoBuffer, lags, sales);
    return record.units === units ? [] : [{ sku, record }];
  });
  return { computed, next: rows.length === SKUS_PER_PAGE ? rows.at(-1)!.sku : undefined };
}

/** Keeps back what was computed and says what the channel is told from now on, under the locks of the SKUs. A channel that asks for it no more, or otherwise, is left to the next round. */
export async function applyBuffers(tx: Tx, memory: NetworkMemory, { channel: { id, autoBuffer: asked }, computed }: { channel: Buffered; computed: Computed }): Promise<ComputedPage> {
  const skus = computed.map((one) => one.sku);
  const pages = await lockSkus(tx, skus);
  const { backorders, escrows, computed: known } = await readBackorders(tx, [], skus);
  const network = await memory.read(tx);
  const channel = network.channels.get(id);
  if (JSON.stringify(channel?.autoBuffer) !== JSON.stringify(asked)) return { buffers: [], changes: [] };
  const buffers = await storeBuffers(tx, id, computed);
  for (const { sku, record } of buffers) known.put(id, sku, record?.units ?? 0);
  const book = new StockBook({ now: new Date(), newId: notNeeded, network, pages: [...pages.values()], backorders, escrows, computed: known });
  return { buffers, changes: await refreshAvailability(tx, book, skus, channel) };
}

/** Takes back what was computed for a channel that asks for it no more, a page at a time; its figures do not count it from the change of the channel on. */
export async function dropBuffers(tx: Tx, memory: NetworkMemory, id: string): Promise<ChangedBuffer[]> {
  const skus = await computedSkus(tx, id, SKUS_PER_PAGE);
  if (skus.length === 0) return [];
  await lockSkus(tx, skus);
  if ((await memory.read(tx)).channels.get(id)?.autoBuffer) return [];
  return storeBuffers(tx, id, skus.map((sku) => ({ sku, record: null })));
}

/** Nothing that needs an id is booked. */
function notNeeded(): never {
  throw new Error('telling a figure books nothing');
}
