import { availableByLocation, isUncounted, type AvailableBy, type OpenReceipt, type SkuLevels, type StockAnswer, type StockRow } from './sku-levels.js';
import { keptFrom, type Network } from './network.js';
import type { Viewer } from './viewer.js';

/**
 * What a channel can promise by the days on which more is expected. Of a bundle as many as the scarcest part allows by then; the parts may come from
 * different locations of the channel. Empty for what is not counted.
 */
export function channelAvailableBy(sku: SkuLevels, { network, channel: id }: { network: Network; channel: string }): AvailableBy[] {
  const seller = network.channels.get(id);
  if (!seller || isUncounted(sku.product)) return [];
  const places = new Set((seller.places ?? seller.channel.locations).filter((place) => network.locations.get(place)?.policy.sellable));
  return stepsOf(countedParts(sku).map(({ row, quantity }) => ({
    quantity, open: row.expected.filter((one) => places.has(one.location)),
    now: [...availableByLocation({ ...row, parts: [] }, network)].reduce((sum, [location, units]) => (places.has(location) ? sum + units : sum), 0) - keptFrom(id, seller.channel, row.buffers),
  })));
}

/** The same of one location. */
export function locationAvailableBy(sku: SkuLevels, { network, location }: { network: Network; location: string }): AvailableBy[] {
  if (isUncounted(sku.product) || !network.locations.get(location)?.policy.sellable) return [];
  return stepsOf(countedParts(sku).map(({ row, quantity }) => ({
    quantity, open: row.expected.filter((one) => one.location === location), now: availableByLocation({ ...row, parts: [] }, network).get(location) ?? 0,
  })));
}

/** The SKU itself, or the parts of a bundle that can be scarce. */
function countedParts(sku: SkuLevels): readonly { readonly row: StockRow; readonly quantity: number }[] {
  return sku.parts.length === 0 ? [{ row: sku, quantity: 1 }] : sku.parts.filter(({ row }) => !isUncounted(row.product));
}

function stepsOf(parts: readonly { readonly now: number; readonly quantity: number; readonly open: readonly OpenReceipt[] }[]): AvailableBy[] {
  const days = [...new Set(parts.flatMap(({ open }) => open.map(({ eta }) => eta)))].sort((a, b) => Date.parse(a) - Date.parse(b));
  return days.map((by) => {
    const until = (one: OpenReceipt): boolean => Date.parse(one.eta) <= Date.parse(by);
    const each = parts.map(({ now, quantity, open }) => Math.floor(open.filter(until).reduce((sum, { promisable, promised }) => sum + promisable - promised, now) / quantity));
    return { by, available: Math.max(0, Math.min(...each)) };
  });
}

/** The answer with what is expected; who sees no locations is told what its channels can promise and by when. */
export function withExpected(answer: StockAnswer, sku: SkuLevels, { network, viewer }: { network: Network; viewer: Viewer }): StockAnswer {
  if (countedParts(sku).every(({ row }) => row.expected.length === 0)) return answer;
  const byChannel = answer.byChannel.map((row) => {
    const availableBy = channelAvailableBy(sku, { network, channel: row.channel });
    return availableBy.length > 0 ? { ...row, availableBy } : row;
  });
  if (!viewer.locations || sku.expected.length === 0) return { ...answer, byChannel };
  return { ...answer, byChannel, expected: sku.expected.map(({ location, eta, promisable, promised }) => ({ location, eta, promisable, promised })) };
}
