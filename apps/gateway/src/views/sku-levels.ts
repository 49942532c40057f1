import type { ExpectedReceiptDocument, Ownership, Product, SkuStock } from '@onefront/contracts';
import { availableAt, type Network } from './network.js';
import type { OwnedUnits, Units } from './ownership.js';

/** Goods that are never counted can always be ordered, up to the greatest quantity of a line. */
export const UNCOUNTED = 1_000_000;

export type Level = SkuStock['levels'][number];
/** What has to be known of a product to tell its stock. */
export type StockedProduct = Pick<Product, 'kind' | 'components'>;
/** What is announced for a location and not here yet. */
export type OpenReceipt = Pick<ExpectedReceiptDocument, 'location' | 'eta' | 'promisable' | 'promised'>;
export interface StockRow {
  readonly sku: string; readonly product: StockedProduct | null; readonly version: number; readonly asOf: Date; readonly levels: readonly Level[]; readonly network: number;
  /** The earliest first. */
  readonly expected: readonly OpenReceipt[];
  /** Units that are computed to be kept back, by channel. */
  readonly buffers?: Readonly<Record<string, number>> | undefined;
}

/** One SKU with its levels and, for a bundle, those of its parts. */
export interface SkuLevels extends StockRow {
  readonly parts: readonly { readonly row: StockRow; readonly quantity: number }[];
}

/** Why units that lie there cannot be sold. */
export interface UnavailableBecause { damaged: number; quality: number; display: number; inTransit: number }

/** `GET /v1/stock/{sku}` as api.md has it. */
export interface StockAnswer {
  sku: string; onHand?: number; unavailable?: number; reserved?: number; available?: number;
  /** What is ours and with us, and what is not: said where there is such. */
  own?: Units; others?: OwnedUnits[];
  byLocation?: { location: string; ownership?: Ownership; onHand: number; unavailable: number; unavailableBecause?: UnavailableBecause; reserved: number; safetyStock: number; available: number }[];
  byChannel: { channel: string; available: number; /** Kept back, where more than the buffer of the channel. */ buffer?: number; availableBy?: AvailableBy[] }[];
  /** What is announced for its locations: units that may be promised, and those that are. */
  expected?: { location: string; eta: string; promisable: number; promised: number }[];
  version: number; asOf: string;
}

/** From a day on, so many more units can be promised than today: together with what is available today (ATO of S1). */
export interface AvailableBy { readonly by: string; readonly available: number }

/** Available units per location: of the SKU itself, of the scarcest part of a bundle. */
export function availableByLocation(sku: SkuLevels, network: Network): Map<string, number> {
  if (sku.parts.length === 0) return new Map(sku.levels.map((level) => [level.location, availableAt(network, level)]));
  const parts = sku.parts.map(({ row, quantity }) => new Map(row.levels.map((level) => [level.location, Math.floor(availableAt(network, level) / quantity)])));
  return new Map([...parts[0]!.keys()].map((location) => [location, Math.min(...parts.map((part) => part.get(location) ?? 0))]));
}

export function isUncounted(product: StockedProduct | null): boolean {
  return product !== null && ['digital', 'service', 'made-to-order'].includes(product.kind);
}
