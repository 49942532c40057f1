import type { ExpectedReceiptDocument } from '@onefront/contracts';
import { rowsByKey, type Database } from '@onefront/outbox';
import { availableByLocation, isUncounted, type AvailableBy, type SkuLevels, type StockAnswer } from './sku-levels.js';
import type { Network } from './network.js';
import type { Viewer } from './viewer.js';

type Open = Pick<ExpectedReceiptDocument, 'location' | 'eta' | 'promisable' | 'promised'>;

/** Expected receipts of SKUs, the earliest first; asked for beside the stock, so that whoever only sells does not pay for it. */
export class Expected {
  private readonly row: (sku: string) => Promise<readonly Open[] | undefined>;

  constructor(database: Database) {
    this.row = rowsByKey(async (skus) => {
      const { rows } = await database.read<{ sku: string; receipts: Open[] }>({
        name: 'expected-of-skus',
        text: `select sku, json_agg(document order by document ->> 'eta', key) as receipts from promise_view where view = 'expected-receipt' and sku = any($1) and document ->> 'status' = 'expected' group by sku`,
        values: [skus],
      });
      return new Map(rows.map((row) => [row.sku, row.receipts]));
    });
  }

  async of(sku: string): Promise<readonly Open[]> {
    return (await this.row(sku)) ?? [];
  }
}

/** What a channel can promise by the days on which more is expected. Empty for what is not counted, and for a bundle: its parts have it. */
export function channelAvailableBy(sku: SkuLevels, open: readonly Open[], { network, channel: id }: { network: Network; channel: string }): AvailableBy[] {
  const seller = network.channels.get(id);
  if (!seller || isUncounted(sku.product) || sku.parts.length > 0) return [];
  const places = new Set((seller.places ?? seller.channel.locations).filter((place) => network.locations.get(place)?.policy.sellable));
  const now = [...availableByLocation(sku, network)].reduce((sum, [location, units]) => (places.has(location) ? sum + units : sum), 0) - (seller.channel.buffer ?? 0);
  return stepsOf(open.filter((one) => places.has(one.location)), now);
}

/** The same of one location. */
export function locationAvailableBy(sku: SkuLevels, open: readonly Open[], { network, location }: { network: Network; location: string }): AvailableBy[] {
  if (isUncounted(sku.product) || sku.parts.length > 0 || !network.locations.get(location)?.policy.sellable) return [];
  return stepsOf(open.filter((one) => one.location === location), availableByLocation(sku, network).get(location) ?? 0);
}

function stepsOf(open: readonly Open[], now: number): AvailableBy[] {
  let sum = now;
  const steps = new Map<string, number>();
  for (const { eta, promisable, promised } of open) steps.set(eta, (sum += promisable - promised));
  return [...steps].map(([by, available]) => ({ by, available: Math.max(0, available) }));
}

/** The answer with what is expected; who sees no locations is told what its channels can promise and by when. */
export function withExpected(answer: StockAnswer, sku: SkuLevels, { open, network, viewer }: { open: readonly Open[]; network: Network; viewer: Viewer }): StockAnswer {
  if (open.length === 0) return answer;
  const byChannel = answer.byChannel.map((row) => {
    const availableBy = channelAvailableBy(sku, open, { network, channel: row.channel });
    return availableBy.length > 0 ? { ...row, availableBy } : row;
  });
  if (!viewer.locations) return { ...answer, byChannel };
  return { ...answer, byChannel, expected: open.map(({ location, eta, promisable, promised }) => ({ location, eta, promisable, promised })) };
}
