import type { Database } from '@onefront/outbox';

/** The views, each with the columns that its owner's facts decide; when and how often facts came does not count. */
const views: Readonly<Record<string, string>> = {
  document_view: 'view, key, version, document',
  product_view: 'sku, version, status, categories, document, body',
  listing_view: 'sku, channel, version, document',
  stock_view: 'sku, version, levels',
  order_view: 'id, version, channel, external_id, status, customer_id, placed_at, currency, grand, cancelled, returned, skus, body',
  fulfillment_view: 'id, order_id, channel, location, status, placed_at, due_at, body',
  return_view: 'id, order_id, channel, external_id, customer_id, returned_at, currency, total, body',
  customer_view: 'id, version, erased, merged_into, document',
  customer_key: 'kind, value, customer_id',
  stock_work_view: 'view, id, version, client, status, locations, document',
  hold_view: 'id, version, client, channel, expires_at, document',
  till_view: 'view, key, channel, version, document',
  gift_card_view: 'id, code_index, version, document',
  promise_view: 'view, key, channel, sku, version, document, body',
  coupon_view: 'code, version, promotion, customer_id, document',
};

export interface Checksum {
  readonly rows: number;
  /** Sum of a 64-bit hash per row: independent of the order of rows. */
  readonly hash: string;
}

export async function checksums(database: Database): Promise<Map<string, Checksum>> {
  const sums = new Map<string, Checksum>();
  for (const [table, columns] of Object.entries(views)) {
    const { rows } = await database.read<{ rows: number; hash: string }>({
      text: `select count(*)::int as rows, coalesce(sum(hashtextextended(row(${columns})::text, 0)::numeric), 0)::text as hash from ${table}`,
    });
    sums.set(table, rows[0]!);
  }
  return sums;
}

export function differences(live: ReadonlyMap<string, Checksum>, rebuilt: ReadonlyMap<string, Checksum>) {
  const words = (sum: Checksum | undefined) => (sum ? `${sum.rows} rows ${sum.hash.slice(-8)}` : 'nothing');
  return [...live.keys()].map((table) => {
    const [a, b] = [live.get(table), rebuilt.get(table)];
    return { table, live: words(a), rebuilt: words(b), ok: a?.rows === b?.rows && a?.hash === b?.hash };
  });
}
