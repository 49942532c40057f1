import { listingPublished, listingWithdrawn, message, variantChanged, type Listing, type Outbound, type Product } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';
import { raiseEpoch } from './persistence/restate.js';

const PAGE = 500;

interface Row { sku: string; channel: string; version: string; document: unknown; changed_at: Date }

export interface RepublishOptions {
  /** One SKU. */
  readonly key?: string;
  /** After a restore: versions become epoch * 1e12 + sequence, so that they overtake what views have seen. */
  readonly epoch?: number;
}

/** Tells the current state of every product and listing again (or of one SKU), page by page through the outbox. Returns how many were told. */
export async function republishCatalog(database: Database, options: RepublishOptions = {}): Promise<number> {
  const { key, epoch } = options;
  if (epoch !== undefined) await database.transact((tx) => raiseEpoch(tx, epoch, key));
  let told = 0;
  let after = { sku: '', channel: '' };
  for (;;) {
    const page = await database.transact(async (tx, emit) => {
      const { rows } = await tx.query<Row>({
        text: `select * from (select sku, '' as channel, version, document, changed_at from catalog.product union all select sku, channel, version, document, changed_at from catalog.listing) every
               where (sku, channel) > ($1, $2) and version > 0 and ($3::text is null or sku = $3) order by sku, channel limit ${PAGE}`,
        values: [after.sku, after.channel, options.key ?? null],
      });
      emit(...rows.map(restate));
      return rows;
    });
    told += page.length;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return told;
    after = last;
  }
}

function restate(row: Row): Outbound {
  const base = { sku: row.sku, version: Number(row.version), at: row.changed_at.toISOString() };
  if (row.channel === '') return message(variantChanged, { key: row.sku, version: base.version, data: { ...base, product: row.document as Product } });
  if (row.document === null) return message(listingWithdrawn, { key: row.sku, version: base.version, data: { ...base, channel: row.channel } });
  return message(listingPublished, { key: row.sku, version: base.version, data: { ...base, channel: row.channel, listing: row.document as Listing } });
}
