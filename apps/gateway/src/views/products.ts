import type { Listing, Product } from '@onefront/contracts';
import { rowsByKey, type Database } from '@onefront/outbox';
import { readAs, rowsBehindWall, type Wall } from '../persistence/behind-wall.js';
import { toHttpForm } from './http-form.js';
import { availableIn, type Stock } from './stock.js';
import { seesChannel, type Viewer } from './viewer.js';

export interface ProductRow { readonly sku: string; readonly version: number; readonly product: Product; readonly body: string }
export interface ListingRow { readonly version: number; readonly listing: Listing; readonly body: string }

export interface ProductQuestion {
  readonly q?: string;
  readonly category?: string;
  readonly channel?: string;
  /** Only what the channel can sell now; without a channel, what some channel of the viewer can sell. */
  readonly inStock: boolean;
  readonly after?: string;
  readonly limit: number;
}

export class Products {
  /** One product; equal questions of one turn of the event loop are one query. */
  readonly get: (sku: string) => Promise<ProductRow | undefined>;
  private readonly listingRow: (key: string, wall: Wall | null) => Promise<ListingRow | undefined>;

  constructor(private readonly database: Database, private readonly stock: Stock) {
    this.get = rowsByKey(async (skus) => {
      const { rows } = await database.read<{ sku: string; version: string; document: Product; body: string }>({ name: 'product-read', text: 'select sku, version, document, body from product_view where sku = any($1::text[])', values: [skus] });
      return new Map(rows.map((row) => [row.sku, { sku: row.sku, version: Number(row.version), product: row.document, body: row.body }]));
    });
    this.listingRow = rowsBehindWall(async (keys, wall) => {
      const pairs = keys.map((key) => key.split('/') as [string, string]);
      const { rows } = await readAs<{ sku: string; channel: string; version: string; document: Listing; body: string }>(database, wall, {
        name: 'listing-read',
        text: 'select l.sku, l.channel, l.version, l.document, l.body from unnest($1::text[], $2::text[]) as k(sku, channel) join listing_view l using (sku, channel) where l.document is not null',
        values: [pairs.map(([sku]) => sku), pairs.map(([, channel]) => channel)],
      });
      return new Map(rows.map((row) => [`${row.sku}/${row.channel}`, { version: Number(row.version), listing: row.document, body: row.body }]));
    });
  }

  /** What differs on a channel; of a channel that is not the viewer's, nothing is there. */
  async listing(sku: string, channel: string, viewer: Viewer): Promise<ListingRow | undefined> {
    return seesChannel(viewer, channel) ? this.listingRow(`${sku}/${channel}`, viewer.wall) : undefined;
  }

  /** Products in the order of their SKUs, which keeps cursors stable while others write. */
  async search(question: ProductQuestion, viewer: Viewer): Promise<{ items: unknown[]; next: string | undefined }> {
    const items: { sku: string; item: unknown }[] = [];
    // One more than asked tells whether there is a next page.
    for (let after = question.after ?? ''; items.length <= question.limit;) {
      const rows = await this.page(question, after, Math.max(question.limit + 1, 100));
      for (const item of await this.decorate(rows, question, viewer)) items.push(item);
      if (rows.length < Math.max(question.limit + 1, 100)) break;
      after = rows.at(-1)!.sku;
    }
    const shown = items.slice(0, question.limit);
    return { items: shown.map(({ item }) => item), next: items.length > question.limit ? shown.at(-1)!.sku : undefined };
  }

  private async page({ q, category }: ProductQuestion, after: string, limit: number): Promise<ProductRow[]> {
    const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean).slice(0, 10).map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
    const { rows } = await this.database.read<{ sku: string; version: string; document: Product; body: string }>({
      name: 'product-search',
      text: `select sku, version, document, body from product_view
        where status = 'active' and sku > $1 and ($2::text[] = '{}' or search like all($2::text[])) and ($3::text is null or categories @> array[$3::text])
        order by sku limit $4`,
      values: [after, words, category ?? null, limit],
    });
    return rows.map((row) => ({ sku: row.sku, version: Number(row.version), product: row.document, body: row.body }));
  }

  private async decorate(rows: readonly ProductRow[], { channel, inStock }: ProductQuestion, viewer: Viewer): Promise<{ sku: string; item: unknown }[]> {
    if (!channel && !inStock) return rows.map((row) => ({ sku: row.sku, item: JSON.parse(row.body) as unknown }));
    const { levels, network } = await this.stock.levels(rows.map((row) => row.sku));
    const listings = channel ? await Promise.all(rows.map((row) => this.listing(row.sku, channel, viewer))) : [];
    const now = new Date().toISOString();
    return rows.flatMap((row, index) => {
      const sku = levels.get(row.sku)!;
      const channels = channel ? [channel] : [...network.channels.keys()].filter((id) => seesChannel(viewer, id));
      const available = Math.max(0, ...channels.map((id) => availableIn(sku, network, id)));
      if (inStock && available === 0) return [];
      const item = JSON.parse(row.body) as Record<string, unknown>;
      if (!channel) return [{ sku: row.sku, item }];
      const listing = inForce(listings[index]?.listing, now);
      const { price, title, description, media } = (listing ? toHttpForm(listing) : {}) as Record<string, unknown>;
      const differs = { ...(price ? { price } : {}), ...(title ? { name: title } : {}), ...(description ? { description } : {}), ...(media ? { media } : {}) };
      return [{ sku: row.sku, item: { ...item, ...differs, available } }];
    });
  }
}

/** A listing until it expires. */
export function inForce(listing: Listing | undefined, now: string): Listing | undefined {
  return listing && (listing.expiresAt === undefined || Date.parse(listing.expiresAt) > Date.parse(now)) ? listing : undefined;
}
