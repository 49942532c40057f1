import type { Tx } from '@onefront/outbox';
import { bufferOf, channelAvailability } from '../domain/availability.js';
import type { Channel } from '../domain/network.js';
import type { StockBook } from '../domain/stock-book.js';
import type { AvailabilityChange } from './unit.js';

interface Told { sku: string; channel: string; available: number; version: number }

/**
 * What channels with a connector can sell of these SKUs now, as far as it differs from what they were last told (once per batch, however
 * many sales it holds). The rows are protected by the locks of the SKUs.
 */
export async function refreshAvailability(tx: Tx, book: StockBook, skus: readonly string[], only?: Channel): Promise<AvailabilityChange[]> {
  const channels = only ? [only] : [...book.network.channels.values()].filter((channel) => channel.connector);
  if (channels.length === 0 || skus.length === 0) return [];
  const { rows } = await tx.query<Told>({
    name: 'availability-told',
    text: 'select sku, channel, available::float8 as available, version::float8 as version from inventory.channel_availability where sku = any($1) and channel = any($2)',
    values: [skus, channels.map((channel) => channel.id)],
  });
  const told = new Map(rows.map((row) => [`${row.sku}\t${row.channel}`, row]));
  const changes = skus.flatMap((sku) => channels.flatMap((channel) => changeOf(book, sku, channel, told.get(`${sku}\t${channel.id}`))));
  store(tx, changes, book.now);
  return changes;
}

function changeOf(book: StockBook, sku: string, channel: Channel, told: Told | undefined): AvailabilityChange[] {
  const { levels, version: stock } = book.page(sku);
  const version = (told?.version ?? 0) + 1;
  const escrow = book.escrows.get(channel.id, sku);
  if (escrow) {
    // What it sells lowers its figure by itself: it is told only what is decided, and that even if the number is the same (S3 b).
    if (escrow.tell === undefined) return [];
    book.escrows.told(escrow, version);
    return [{ sku, channel: channel.id, available: escrow.tell, version, stock, escrow: true, at: book.now }];
  }
  // A SKU that never was in the channel's network is none of its business.
  if (!told && !channel.locations.some((id) => levels.has(id))) return [];
  const computed = book.computed.of(channel.id, sku);
  const available = channelAvailability(levels, channel, book.network, { waiting: book.backorders.waiting(channel.id, sku), computed });
  const buffer = bufferOf(channel, computed);
  return told?.available === available ? [] : [{ sku, channel: channel.id, available, version, stock, ...(buffer > channel.buffer ? { buffer } : {}), at: book.now }];
}

function store(tx: Tx, changes: readonly AvailabilityChange[], now: Date): void {
  if (changes.length === 0) return;
  tx.write({
    name: 'availability-store',
    text: `insert into inventory.channel_availability (sku, channel, available, version, told_at)
      select sku, channel, available, version, $5::timestamptz from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as a(sku, channel, available, version)
      on conflict (sku, channel) do update set available = excluded.available, version = excluded.version, told_at = excluded.told_at`,
    values: [changes.map((one) => one.sku), changes.map((one) => one.channel), changes.map((one) => one.available), changes.map((one) => one.version), now],
  });
}
