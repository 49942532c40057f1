import type { Tx } from '@onefront/outbox';
import { lockSkus } from './stock.load.js';
import type { AvailabilityChange } from './unit.js';

const SKUS_PER_PAGE = 200;
const EPOCH = 1_000_000_000_000;

export interface RestatedDocument { readonly id: string; readonly version: number; readonly document: unknown; readonly at: string }

export interface RestatedPage {
  readonly now: Date;
  readonly stock: ReadonlyArray<{ sku: string; version: number; levels: Array<{ location: string; onHand: number; unavailable: number; reserved: number }> }>;
  readonly availability: readonly AvailabilityChange[];
  readonly next: string | undefined;
}

/** Raises versions to the given epoch, keeping their sequence: of everything, or of one key. Versions of that epoch or a later one stay. */
export async function raiseEpoch(tx: Tx, epoch: number, key: string | undefined): Promise<void> {
  for (const [table, id] of [['location', 'id'], ['channel', 'id'], ['stock', 'sku'], ['channel_availability', 'sku'], ['hold', 'id'], ['transfer', 'id'], ['stock_count', 'id'], ['channel_policy', 'sku'], ['expected_receipt', 'sku'], ['computed_buffer', 'sku']]) {
    await tx.query(
      `update inventory.${table} set version = $1::bigint * ${EPOCH} + version % ${EPOCH} where version > 0 and version < $1::bigint * ${EPOCH} and ($2::text is null or ${id} = $2)`, [epoch, key ?? null]);
  }
  // What a restored database remembers of a channel is of before: it is asked anew, from an empty listing.
  await tx.query(`update inventory.channel_escrow set exposed = null, open = '[]', settled = 0 where $1::text is null or sku = $1`, [key ?? null]);
}

export async function restateNetwork(tx: Tx, key: string | undefined): Promise<{ locations: RestatedDocument[]; channels: RestatedDocument[] }> {
  // Held until the end of the transaction, so that no newer document is told before this one.
  await tx.query('select version from inventory.network for update');
  const read = async (table: 'location' | 'channel'): Promise<RestatedDocument[]> => {
    const { rows } = await tx.query<{ id: string; version: number; document: unknown; at: Date }>(
      `select id, version::float8 as version, document, now() as at from inventory.${table} where $1::text is null or id = $1 order by id`, [key ?? null]);
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  };
  return { locations: await read('location'), channels: await read('channel') };
}

export async function restatePage(tx: Tx, { after, key }: { after: string; key?: string }): Promise<RestatedPage> {
  const { rows } = await tx.query<{ sku: string; now: Date }>(
    `select sku, now() as now from inventory.stock where version > 0 and sku > $1 and ($2::text is null or sku = $2) order by sku limit ${SKUS_PER_PAGE}`, [after, key ?? null]);
  const skus = rows.map((row) => row.sku);
  const now = rows[0]?.now ?? new Date(0);
  const pages = await lockSkus(tx, skus);
  const stock = [...pages.values()].map(({ sku, version, levels }) => ({ sku, version, levels: [...levels].map(([location, level]) => ({ location, ...level })) }));
  const told = await tx.query<Omit<AvailabilityChange, 'at' | 'stock' | 'escrow'> & { own: boolean }>(
    `select sku, channel, available::float8 as available, version::float8 as version,
      exists (select from inventory.channel_escrow e where e.sku = a.sku and e.channel = a.channel) as own from inventory.channel_availability a where sku = any($1) order by sku, channel`, [skus]);
  return { now, stock, availability: told.rows.map(({ own, ...row }) => ({ ...row, ...(own ? { escrow: true as const } : {}), stock: pages.get(row.sku)!.version, at: now })), next: skus.length === SKUS_PER_PAGE ? skus.at(-1) : undefined };
}
