import { newId } from '@onefront/kernel';
import type { Tx } from '@onefront/outbox';
import { StockBook } from '../domain/stock-book.js';
import { refreshAvailability } from './availability.repository.js';
import type { NetworkMemory } from './network.repository.js';
import { readBackorders } from './backorder.repository.js';
import { lockSkus } from './stock.load.js';
import type { AvailabilityChange } from './unit.js';

const SKUS_PER_PAGE = 500;

export interface RefreshedPage {
  readonly changes: AvailabilityChange[];
  /** The SKU after which to go on; undefined when that was the last page. */
  readonly next: string | undefined;
}

/** One page of SKUs of a channel's network, also of what it was told when its network was another. */
export async function refreshPage(tx: Tx, memory: NetworkMemory, { channel: id, after }: { channel: string; after: string }): Promise<RefreshedPage> {
  const before = (await memory.read(tx)).channels.get(id);
  if (!before) return { changes: [], next: undefined };
  const { rows } = await tx.query<{ sku: string }>({
    name: 'refresh-skus',
    text: `select sku from (select sku from inventory.stock_level where location = any($1) and sku > $2 union select sku from inventory.channel_availability where channel = $3 and sku > $2) s order by sku limit ${SKUS_PER_PAGE}`,
    values: [before.locations, after, id],
  });
  const skus = rows.map((row) => row.sku);
  const pages = await lockSkus(tx, skus);
  const { backorders, escrows, computed } = await readBackorders(tx, [], skus);
  // Read again under the locks: a batch that has told these SKUs since may have known a newer network.
  const network = await memory.read(tx);
  const channel = network.channels.get(id)!;
  const book = new StockBook({ now: new Date(), newId, network, pages: [...pages.values()], backorders, escrows, computed });
  // A channel that has lost its connector is told nothing any more.
  const changes = channel.connector ? await refreshAvailability(tx, book, skus, channel) : [];
  return { changes, next: skus.length === SKUS_PER_PAGE ? skus.at(-1) : undefined };
}
