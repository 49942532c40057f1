import { byState, type SkuStock } from '@onefront/contracts';
import { rowsByKey, type Database } from '@onefront/outbox';
import { Gone } from '../gone.js';
import { withExpected } from './expected.js';
import { availableOn, keptFrom, type Network, type NetworkChannel, type Networks } from './network.js';
import { keptApart, ownershipAt } from './ownership.js';
import { availableByLocation, isUncounted, UNCOUNTED, type Level, type OpenReceipt, type SkuLevels, type StockAnswer, type StockedProduct, type StockRow, type UnavailableBecause } from './sku-levels.js';
import { seesChannel, type Viewer } from './viewer.js';

export { availableByLocation, isUncounted, UNCOUNTED, type SkuLevels } from './sku-levels.js';

/** All that an answer needs in one statement; of the product no more than that, because the rest of it is most of what would be sent. */
const SELECT = {
  name: 'stock-read',
  text: `select k.sku, case when p.sku is not null then jsonb_build_object('kind', p.document -> 'kind', 'components', p.document -> 'components') end as product,
      (select json_agg(e.document order by e.document ->> 'eta', e.key) from promise_view e where e.sku = k.sku and e.view = 'expected-receipt' and e.document ->> 'status' = 'expected') as expected,
      (select jsonb_object_agg(b.document ->> 'channel', b.document -> 'units') from promise_view b where b.sku = k.sku and b.view = 'computed-buffer' and b.document is not null) as buffers, coalesce(s.version, 0) as version, coalesce(s.as_of, now()) as as_of, coalesce(s.levels, '[]') as levels, n.version as network
    from unnest($1::text[]) as k(sku) cross join network_version n left join stock_view s on s.sku = k.sku left join product_view p on p.sku = k.sku
    where s.sku is not null or p.sku is not null`,
};

export class Stock {
  private readonly row: (sku: string) => Promise<StockRow | undefined>;

  constructor(private readonly database: Database, private readonly networks: Networks) {
    this.row = rowsByKey(async (skus) => {
      const { rows } = await database.read<{ sku: string; product: StockedProduct | null; expected: OpenReceipt[] | null; buffers: Record<string, number> | null; version: string; as_of: Date; levels: Level[]; network: string }>({ ...SELECT, values: [skus] });
      return new Map(rows.map((row) => [row.sku, { sku: row.sku, product: row.product, version: Number(row.version), asOf: row.as_of, levels: row.levels, network: Number(row.network), expected: row.expected ?? [], ...(row.buffers ? { buffers: row.buffers } : {}) }]));
    });
  }

  /** The levels of these SKUs, and the network in which they are sold. SKUs that are neither product nor stock are missing. */
  async levels(skus: readonly string[]): Promise<{ levels: Map<string, SkuLevels>; network: Network }> {
    const rows = (await Promise.all(skus.map((sku) => this.row(sku)))).filter((row) => row !== undefined);
    const parts = new Map<string, StockRow>();
    for (const sku of new Set(rows.flatMap((row) => (row.product?.components ?? []).map((part) => part.sku)))) parts.set(sku, undefined as never);
    await Promise.all([...parts.keys()].map(async (sku) => {
      const row = await this.row(sku);
      if (row) parts.set(sku, row);
    }));
    const network = rows.length === 0 ? await this.networks.now() : await this.networks.at(Math.max(...rows.map((row) => row.network)));
    const levels = rows.map((row): [string, SkuLevels] => [row.sku, {
      ...row,
      parts: (row.product?.components ?? []).map(({ sku, quantity }) => ({ quantity, row: parts.get(sku) ?? { ...row, sku, product: null, version: 0, levels: [], expected: [] } })),
    }]);
    return { levels: new Map(levels), network };
  }

  async answer(sku: string, viewer: Viewer, at?: Date): Promise<StockAnswer | undefined> {
    const { levels, network } = await this.levels([sku]);
    const now = levels.get(sku);
    if (!now) return undefined;
    if (at) return answerOf(await this.past(now, at), network, viewer);
    return withExpected(answerOf(now, network, viewer), now, { network, viewer });
  }

  async answers(skus: readonly string[], viewer: Viewer): Promise<StockAnswer[]> {
    const { levels, network } = await this.levels(skus);
    return skus.flatMap((sku) => levels.get(sku) ?? []).map((one) => withExpected(answerOf(one, network, viewer), one, { network, viewer }));
  }

  /** What a connector is to be told of a SKU, now or at a time: a marketplace knows what it keeps itself. */
  async offered(sku: string, channel: string, at?: Date): Promise<number> {
    const { levels, network } = await this.levels([sku]);
    const now = levels.get(sku);
    return now ? availableIn(at ? await this.past(now, at) : now, withoutKept(network), channel) : 0;
  }

  /** Stock as it was: the newest version of that moment, of the SKU and of its parts. */
  private async past(now: SkuLevels, at: Date): Promise<SkuLevels> {
    const skus = [now.sku, ...now.parts.map((part) => part.row.sku)];
    const { rows } = await this.database.read<{ sku: string; version: string; at: Date; levels: Level[] }>({
      name: 'stock-at',
      text: `select h.sku, h.version, h.at, h.levels from unnest($1::text[]) as k(sku), lateral (select * from stock_history where sku = k.sku and at <= $2 order by version desc limit 1) h`,
      values: [[...new Set(skus)], at],
    });
    const then = new Map(rows.map((row) => [row.sku, row]));
    await this.stillKept(skus.filter((sku) => !then.has(sku)));
    const back = <R extends StockRow>(row: R): R => ({ ...row, version: Number(then.get(row.sku)?.version ?? 0), asOf: at, levels: then.get(row.sku)?.levels ?? [] });
    return { ...back(now), parts: now.parts.map((part) => ({ ...part, row: back(part.row) })) };
  }

  /** Nothing before its first version was nothing; before the first version that is kept it is not known. Throws 410. */
  private async stillKept(skus: readonly string[]): Promise<void> {
    if (skus.length === 0) return;
    const { rowCount } = await this.database.read({ name: 'stock-cleared', text: 'select 1 from unnest($1::text[]) as k(sku) where (select min(version) from stock_history where sku = k.sku) > 1 limit 1', values: [skus] });
    if (rowCount) throw new Gone('Stock as it was then is no longer kept.');
  }

  /** Ledger rows, newest first, from (inclusive) and to (exclusive) a time, before a position `version/index`. */
  async ledger(sku: string, range: { from?: Date; to?: Date; before?: number; limit: number }) {
    const { rows } = await this.database.read<{ version: string; at: Date; entries: SkuStock['entries']; actor: string | null }>({
      name: 'stock-ledger',
      text: `select version, at, entries, actor from stock_history where sku = $1 and ($2::timestamptz is null or at >= $2) and ($3::timestamptz is null or at < $3) and ($4::bigint is null or version < $4)
        order by version desc limit $5`,
      values: [sku, range.from ?? null, range.to ?? null, range.before ?? null, range.limit],
    });
    return rows.map((row) => ({ version: Number(row.version), at: row.at.toISOString(), entries: row.entries, actor: row.actor }));
  }
}

/** What a channel can sell now (S1). The parts of a bundle may come from different locations of the channel. */
export function availableIn(sku: SkuLevels, network: Network, channelId: string): number {
  return sellers(sku, network)(channelId);
}

/** The same for many channels: what lies where is worked out once, not once for each. */
function sellers(sku: SkuLevels, network: Network): (channelId: string) => number {
  const parts = (sku.parts.length === 0 ? [{ row: sku, quantity: 1 }] : sku.parts).flatMap(({ row, quantity }) => (isUncounted(row.product) ? [] : [{ quantity, buffers: row.buffers, there: availableByLocation({ ...row, parts: [] }, network) }]));
  const uncounted = isUncounted(sku.product) || parts.length === 0;
  return (id) => {
    const seller = network.channels.get(id);
    if (!seller) return 0;
    if (uncounted) return UNCOUNTED;
    const locations = seller.places ?? seller.channel.locations;
    return Math.min(...parts.map(({ quantity, buffers, there }) => Math.floor(availableOn({ locations, buffer: keptFrom(id, seller.channel, buffers) }, there) / quantity)));
  };
}

function withoutKept({ version, locations, channels }: Network): Network {
  const ours = [...channels].map(([id, one]): [string, NetworkChannel] => [id, { ...one, places: (one.places ?? one.channel.locations).filter((place) => locations.get(place)?.location.kind !== 'marketplace') }]);
  return { version, locations, channels: new Map(ours) };
}

/** Said only where something cannot be sold. */
function because(level: Level | undefined): { unavailableBecause?: UnavailableBecause } {
  if (!level || level.unavailable === 0) return {};
  const { damaged, quality, display, 'in-transit': inTransit } = byState(level);
  return { unavailableBecause: { damaged, quality, display, inTransit } };
}

/** Said only where what is computed is more than the buffer that was typed in; a bundle has what its parts have. */
function keptBeyond({ id, channel }: NetworkChannel, { parts, buffers }: SkuLevels): { buffer?: number } {
  const kept = keptFrom(id, channel, buffers);
  return parts.length === 0 && kept > channel.buffer ? { buffer: kept } : {};
}

function answerOf(sku: SkuLevels, network: Network, viewer: Viewer): StockAnswer {
  const available = availableByLocation(sku, network);
  const own = new Map(sku.levels.map((level) => [level.location, level]));
  const byLocation = [...new Set([...own.keys(), ...available.keys()])].sort().map((location) => ({
    location, ...ownershipAt(network.locations.get(location)?.location), onHand: own.get(location)?.onHand ?? 0, unavailable: own.get(location)?.unavailable ?? 0, ...because(own.get(location)), reserved: own.get(location)?.reserved ?? 0,
    safetyStock: network.locations.get(location)?.policy.safetyStock ?? 0, available: available.get(location) ?? 0,
  }));
  const sum = (member: 'onHand' | 'unavailable' | 'reserved' | 'available') => byLocation.reduce((total, row) => total + row[member], 0);
  const sells = sellers(sku, network);
  const byChannel = [...network.channels.keys()].filter((id) => seesChannel(viewer, id)).sort().map((channel) => ({ channel, available: sells(channel), ...keptBeyond(network.channels.get(channel)!, sku) }));
  const seen = { sku: sku.sku, byChannel, version: sku.version, asOf: sku.asOf.toISOString() };
  if (!viewer.locations) return seen;
  return { ...seen, onHand: sum('onHand'), unavailable: sum('unavailable'), reserved: sum('reserved'), available: sum('available'), ...keptApart(byLocation), byLocation };
}
