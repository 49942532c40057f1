import type { SkuStock } from '@onefront/contracts';
import type { Database, Tx } from '@onefront/outbox';
import { availableAt, type Level, type Network } from './network.js';
import type { Units } from './ownership.js';

export interface LyingSku extends Units { readonly sku: string; readonly version: number; readonly asOf: string }

/** What lies at a location: with a partner, at a marketplace, in a store. */
export class StockPlaces {
  constructor(private readonly database: Database) {}

  /** SKUs of which something lies there, by SKU, after one of them. */
  async at(location: string, { network, after, limit }: { network: Network; after: string; limit: number }): Promise<LyingSku[]> {
    const { rows } = await this.database.read<{ sku: string; version: string; as_of: Date; level: Level }>({
      name: 'stock-lying',
      text: `select s.sku, s.version, s.as_of, l.level from stock_place p join stock_view s on s.sku = p.sku
          cross join lateral (select level from jsonb_array_elements(s.levels) level where level ->> 'location' = $1) l
        where p.location = $1 and p.sku > $2 and (l.level ->> 'onHand')::bigint <> 0 order by p.sku limit $3`,
      values: [location, after, limit],
    });
    return rows.map(({ sku, version, as_of: asOf, level }) => {
      const { onHand, unavailable, reserved } = level;
      return { sku, onHand, unavailable, reserved, available: availableAt(network, level), version: Number(version), asOf: asOf.toISOString() };
    });
  }
}

/** Notes where units have come to. What is told again carries no entries: then all that lies somewhere is looked at. */
export function storePlaces(tx: Tx, history: readonly SkuStock[]): void {
  const places = new Map<string, readonly [location: string, sku: string]>();
  for (const { sku, levels, entries } of history) {
    const came = entries.length > 0 ? entries.filter((entry) => entry.onHand > 0) : levels;
    for (const { location } of came) places.set(`${location}\t${sku}`, [location, sku]);
  }
  if (places.size === 0) return;
  const rows = [...places.values()];
  tx.write({
    name: 'view-stock-places',
    text: 'insert into stock_place (location, sku) select location, sku from unnest($1::text[], $2::text[]) as p(location, sku) order by location, sku on conflict do nothing',
    values: [rows.map(([location]) => location), rows.map(([, sku]) => sku)],
  });
}
