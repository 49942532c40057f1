import type { Tx } from '@onefront/outbox';
import type { ViewChanges } from './changes.js';
import { toHttpForm } from './http-form.js';
import { storePlaces } from './stock-places.js';

export async function storeDocuments(tx: Tx, { documents }: ViewChanges): Promise<void> {
  const rows = [...documents.values()];
  if (rows.length === 0) return;
  const { rows: applied } = await tx.query<{ view: string }>({
    name: 'view-documents',
    text: `insert into document_view as v (view, key, version, document, body)
      select view, key, version, document::jsonb, body from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[]) as d(view, key, version, document, body) order by view, key
      on conflict (view, key) do update set version = excluded.version, document = excluded.document, body = excluded.body where excluded.version > v.version
      returning view`,
    values: [
      rows.map((row) => row.view), rows.map((row) => row.key), rows.map((row) => row.version),
      rows.map((row) => row.document && JSON.stringify(row.document)), rows.map((row) => row.document && JSON.stringify({ id: row.key, ...toHttpForm(row.document) as object })),
    ],
  });
  const network = applied.some((row) => row.view === 'location' || row.view === 'channel');
  if (network) await tx.query({ name: 'view-network-version', text: 'update network_version set version = version + 1' });
}

export function storeCatalog(tx: Tx, { products, listings }: ViewChanges): void {
  if (products.size > 0) {
    const rows = [...products].map(([sku, { version, document }]) => ({ sku, version, document, body: JSON.stringify({ sku, ...toHttpForm(document) as object }) }));
    tx.write({
      name: 'view-products',
      text: `insert into product_view as v (sku, version, status, categories, search, document, body)
        select sku, version, status, array(select jsonb_array_elements_text(categories::jsonb)), search, document::jsonb, body
        from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) as p(sku, version, status, categories, search, document, body) order by sku
        on conflict (sku) do update set version = excluded.version, status = excluded.status, categories = excluded.categories, search = excluded.search, document = excluded.document, body = excluded.body
        where excluded.version > v.version`,
      values: [
        rows.map((row) => row.sku), rows.map((row) => row.version), rows.map((row) => row.document.status), rows.map((row) => JSON.stringify(row.document.categories ?? [])),
        rows.map((row) => searchText([row.sku, row.document.name, row.document.brand, row.document.description, row.document.gtin])), rows.map((row) => JSON.stringify(row.document)), rows.map((row) => row.body),
      ],
    });
  }
  if (listings.size === 0) return;
  const rows = [...listings.values()];
  tx.write({
    name: 'view-listings',
    text: `insert into listing_view as v (sku, channel, version, document, body)
      select sku, channel, version, document::jsonb, body from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[]) as l(sku, channel, version, document, body) order by sku, channel
      on conflict (sku, channel) do update set version = excluded.version, document = excluded.document, body = excluded.body where excluded.version > v.version`,
    values: [
      rows.map((row) => row.sku), rows.map((row) => row.channel), rows.map((row) => row.version),
      rows.map((row) => row.document && JSON.stringify(row.document)), rows.map((row) => row.document && JSON.stringify(toHttpForm(row.document))),
    ],
  });
}

/** What is searched, in one lower-case text; a question is treated the same way. */
export function searchText(parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join('\n').toLowerCase();
}

export function storeStock(tx: Tx, { stock, history }: ViewChanges): void {
  if (history.length === 0) return;
  tx.write({
    name: 'view-stock-history',
    // State that is told again has no entries, and may come before what it is the state of: that travels under the key of its order. Its entries are filled in then.
    text: `insert into stock_history as h (sku, version, at, levels, entries, actor)
      select distinct on (sku, version) sku, version, at, levels::jsonb, entries::jsonb, actor from unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::text[]) as s(sku, version, at, levels, entries, actor)
      order by sku, version, entries = '[]'
      on conflict (sku, version) do update set at = excluded.at, entries = excluded.entries, actor = excluded.actor where h.entries = '[]' and excluded.entries <> '[]'`,
    values: [
      history.map((row) => row.sku), history.map((row) => row.version), history.map((row) => row.asOf), history.map((row) => JSON.stringify(row.levels)), history.map((row) => JSON.stringify(row.entries)),
      history.map((row) => row.actor ?? null),
    ],
  });
  storePlaces(tx, history);
  const rows = [...stock.values()];
  tx.write({
    name: 'view-stock',
    text: `insert into stock_view as v (sku, version, as_of, levels)
      select sku, version, as_of, levels::jsonb from unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::text[]) as s(sku, version, as_of, levels) order by sku
      on conflict (sku) do update set version = excluded.version, as_of = excluded.as_of, levels = excluded.levels where excluded.version > v.version`,
    values: [rows.map((row) => row.sku), rows.map((row) => row.version), rows.map((row) => row.asOf), rows.map((row) => JSON.stringify(row.levels))],
  });
}

export function storeFeed(tx: Tx, { feed }: ViewChanges): void {
  if (feed.length === 0) return;
  tx.write({
    name: 'view-feed',
    text: `insert into feed_event (event_id, type, subject, channels, at, body, traceparent)
      select event_id, type, subject, case when channels is null then null else array(select jsonb_array_elements_text(channels::jsonb)) end, at, body, traceparent
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[]) with ordinality as f(event_id, type, subject, channels, at, body, traceparent, n) order by n
      on conflict (event_id) do nothing`,
    values: [
      feed.map((one) => one.eventId), feed.map((one) => one.type), feed.map((one) => one.subject), feed.map((one) => one.channels && JSON.stringify(one.channels)),
      feed.map((one) => one.at), feed.map((one) => JSON.stringify(one.data)), feed.map((one) => one.traceparent ?? null),
    ],
  });
}

/** The first answer to an operation counts; operations of other doors are not ours to note. */
export function storeSettlements(tx: Tx, { settlements }: ViewChanges): void {
  const rows = [...settlements.values()].sort((a, b) => (a.operationId < b.operationId ? -1 : 1));
  if (rows.length === 0) return;
  tx.write({
    name: 'view-settlements',
    text: `update operation o set status = s.outcome, settled_at = clock_timestamp(), settlement = s.settlement::json
      from unnest($1::text[], $2::text[], $3::text[]) as s(id, outcome, settlement) where o.id = s.id and o.status = 'pending' and o.children = 0`,
    values: [rows.map((row) => row.operationId), rows.map((row) => row.outcome), rows.map((row) => JSON.stringify(row))],
  });
}
