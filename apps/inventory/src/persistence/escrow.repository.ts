import type { Tx } from '@onefront/outbox';
import type { StockBook } from '../domain/stock-book.js';

/** Writes changed escrows; they are read with what waits for their SKUs (`readBackorders`). After the figures, for these have their versions then. */
export function storeEscrows(tx: Tx, { escrows }: StockBook): void {
  const { kept, gone } = escrows.toStore();
  if (kept.length > 0) {
    tx.write({
      name: 'escrows-store',
      text: `insert into inventory.channel_escrow (sku, channel, units_limit, exposed, settled, open)
        select sku, channel, units_limit, exposed, settled, open::jsonb from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[]) as e(sku, channel, units_limit, exposed, settled, open)
        on conflict (sku, channel) do update set units_limit = excluded.units_limit, exposed = excluded.exposed, settled = excluded.settled, open = excluded.open`,
      values: [kept.map((one) => one.sku), kept.map((one) => one.channel), kept.map((one) => one.limit), kept.map((one) => one.exposed), kept.map((one) => one.settled), kept.map((one) => JSON.stringify(one.open))],
    });
  }
  if (gone.length === 0) return;
  tx.write({
    name: 'escrows-end',
    text: 'delete from inventory.channel_escrow where (sku, channel) in (select * from unnest($1::text[], $2::text[]))',
    values: [gone.map((one) => one.sku), gone.map((one) => one.channel)],
  });
}
