import type { DataOf, availabilityChanged, Inbound } from '@onefront/contracts';
import { desireQuantity, type DesiredBatch } from '../commands/desire-quantities.js';
import type { StockPolicy } from '../domain/listing.js';

/** What this channel can sell of a SKU has changed. Other channels' changes are none of ours. */
export function onAvailabilityChanged(batch: DesiredBatch, { data }: Inbound<DataOf<typeof availabilityChanged>>, when: { policy: StockPolicy; now: Date }): void {
  if (data.channel !== batch.connection) return;
  desireQuantity(batch, data.sku, { available: data.available, version: data.version, at: new Date(data.at), escrow: data.escrow }, when);
}
