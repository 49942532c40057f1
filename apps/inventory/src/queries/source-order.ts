import type { Sourcing } from '../domain/facts.js';
import type { Level } from '../domain/level.js';
import type { Channel, Location } from '../domain/network.js';
import { Parcels } from '../domain/parcels.js';
import { plan, type Demand } from '../domain/plan.js';
import { StockBook, type SkuPage } from '../domain/stock-book.js';
import { Supply } from '../domain/supply.js';

export interface SourceQuestion {
  readonly now: Date;
  readonly locations: readonly Location[];
  readonly channel: Channel;
  readonly stock: ReadonlyArray<Level & { readonly sku: string; readonly location: string }>;
  readonly planned: ReadonlyArray<{ readonly location: string; readonly day: string; readonly count: number }>;
  readonly asked: readonly Demand[];
  readonly excluded: readonly string[];
}

export interface SourceAnswer {
  readonly lines: ReadonlyArray<{ readonly lineId: string; readonly sku: string; readonly quantity: number; readonly location: string }>;
  readonly short: ReadonlyArray<{ readonly lineId: string; readonly sku: string; readonly requested: number; readonly available: number }>;
  readonly parcels: ReadonlyArray<{ readonly location: string; readonly day: string }>;
  readonly sourcing: Sourcing;
}

/** What sourcing (S4) would decide about an order on this stock; takes nothing. */
export function sourceOrder({ now, locations, channel, stock, planned, asked, excluded }: SourceQuestion): SourceAnswer {
  const pages = new Map<string, SkuPage>();
  for (const { sku } of asked) pages.set(sku, { sku, version: 0, lastReservedAt: null, levels: new Map() });
  for (const { sku, location, onHand, unavailable, reserved } of stock) pages.get(sku)?.levels.set(location, { onHand, unavailable, reserved });
  const network = { locations: new Map(locations.map((one) => [one.id, one])), channels: new Map([[channel.id, channel]]) };
  const book = new StockBook({ now, newId: () => 'none', network, pages: [...pages.values()], parcels: new Parcels(planned) });
  const { lines, short, parcels, sourcing } = plan(new Supply(book, channel, { excluded: new Set(excluded), orderId: 'case' }), asked);
  return { lines, parcels, sourcing, short: short.map(({ demand: { lineId, sku, quantity }, available }) => ({ lineId, sku, requested: quantity, available })) };
}
