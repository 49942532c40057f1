import { free, type Level } from './level.js';
import { placesOf, type Channel, type Location, type Network } from './network.js';

/** ATP of one location in units (S1): what may still be promised there. */
export function promisable(level: Level | undefined, location: Location | undefined): number {
  if (!level || !location?.sellable) return 0;
  return Math.max(0, free(level) - location.safetyStock);
}

/** ATP of each location in the channel's network, added up; no backorders and no buffer taken off yet. */
export function networkPromisable(levels: ReadonlyMap<string, Level>, channel: Channel, network: Network): number {
  const places = placesOf(channel);
  let sum = 0;
  for (const [location, level] of levels) if (places.has(location)) sum += promisable(level, network.locations.get(location));
  return sum;
}

/** Units of a SKU kept back from a channel, once for its whole network: its buffer, or what was computed for the SKU where the channel asks for that and it is more (S3 a). */
export function bufferOf(channel: Channel, computed: number | undefined): number {
  return channel.autoBuffer && computed !== undefined ? Math.max(channel.buffer, computed) : channel.buffer;
}

/** What a channel can sell of a SKU now (S1): what `waiting` orders take and the buffer are taken off once, for the whole network. */
export function channelAvailability(levels: ReadonlyMap<string, Level>, channel: Channel, network: Network, { waiting, computed }: { readonly waiting: number; readonly computed?: number | undefined }): number {
  return Math.max(0, networkPromisable(levels, channel, network) - waiting - bufferOf(channel, computed));
}
