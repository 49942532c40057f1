import type { CustomerDocument } from '@onefront/contracts';
import type { Gateway } from '../../gateway.js';
import { readAs } from '../../persistence/behind-wall.js';
import type { DocumentView } from '../../views/changes.js';
import { ownIdentities } from '../../views/customers.js';
import type { Viewer } from '../../views/viewer.js';
import { openCustomers } from '../personal.js';
import { getField } from './fields.js';
import type { ImportKind } from './import-job.js';
import { orderRow, type ShownOrder } from './order-row.js';
import { csvLine } from './table.js';

export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const PAGE = 500;
const address = ['name', 'company', 'line1', 'line2', 'city', 'region', 'postalCode', 'country', 'phone', 'email'].map((name) => `address.${name}`);
const location = ['id', 'name', 'kind', ...address, 'geo.lat', 'geo.lon', 'pickup', 'shipsOrders', 'sellable', 'acceptsReturns', 'safetyStock', 'opensAt', 'closesAt', 'timezone'];

/** The fields of each kind that are columns; what is deeper is JSON in its cell. */
const columns: Readonly<Record<ImportKind, readonly string[]>> = {
  products: ['sku', 'name', 'description', 'brand', 'categories', 'gtin', 'price.amount', 'price.currency', 'taxCategory', 'attributes', 'media', 'kind', 'components', 'compatibleWith', 'tags', 'status'],
  listings: ['sku', 'channel', 'price.amount', 'price.currency', 'title', 'description', 'media', 'reason', 'expiresAt'],
  locations: location,
  suppliers: location,
  channels: ['id', 'name', 'kind', 'connector', 'locations', 'buffer', 'oversell.policy', 'oversell.limit', 'oversell.until', 'currency', 'pricing', 'taxIncluded', 'taxCountry', 'timezone'],
  stock: ['sku', 'location', 'quantity'],
  customers: ['id', 'name', 'emails', 'phones', 'loyaltyId', 'identities', 'addresses', 'consents', 'groups'],
  orders: ['channel', 'externalId', 'placedAt', 'customer.id', 'lines', 'fulfillment.method', 'shipping.amount', 'shipping.currency', 'tax', 'grand.amount', 'grand.currency', 'staff', 'recorded'],
  promotions: ['id', 'name', 'startsAt', 'endsAt', 'channels', 'conditions', 'effects', 'stacking.group', 'stacking.priority', 'stacking.combinable', 'limits.total', 'limits.perCustomer', 'limits.budget.amount', 'limits.budget.currency'],
  coupons: ['code', 'promotion', 'limit', 'perCustomer', 'customer', 'startsAt', 'expiresAt'],
  'tax-rates': ['id', 'category', 'country', 'region', 'rate', 'from', 'rounding'],
  'shipping-rates': ['id', 'channels', 'countries', 'method', 'price.amount', 'price.currency', 'freeFrom.amount', 'freeFrom.currency', 'taxCategory'],
};

interface Page { readonly records: readonly object[]; readonly next: string | undefined }
type Pages = (gateway: Gateway, after: string, viewer: Viewer) => Promise<Page>;

const pages: Readonly<Record<ImportKind, Pages>> = {
  products, listings, stock, customers, orders, coupons,
  locations: documents('location', (one) => one['kind'] !== 'supplier'), suppliers: documents('location', (one) => one['kind'] === 'supplier'), channels: documents('channel'),
  promotions: documents('promotion'), 'tax-rates': documents('tax-rate'), 'shipping-rates': documents('shipping-rate'),
};

/** All of a kind, page by page in the order of its keys, in the shape in which it is taken in: imported again it changes nothing. */
export async function* exportRows(gateway: Gateway, { kind, format }: { kind: ImportKind; format: ExportFormat }, viewer: Viewer): AsyncGenerator<string> {
  const names = columns[kind];
  if (format === 'csv') yield csvLine(names);
  const write = (record: object): string => (format === 'csv' ? csvLine(names.map((name) => getField(record, name))) : `${JSON.stringify(record)}\n`);
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: Page = await pages[kind](gateway, after, viewer);
    if (page.records.length > 0) yield page.records.map(write).join('');
    after = page.next;
  }
}

async function products({ database }: Gateway, after: string): Promise<Page> {
  const { rows } = await database.read<{ sku: string; body: string }>({ name: 'export-products', text: 'select sku, body from product_view where sku > $1 order by sku limit $2', values: [after, PAGE] });
  return { records: rows.map((row) => JSON.parse(row.body) as object), next: nextOf(rows.map((row) => row.sku)) };
}

async function listings({ database }: Gateway, after: string, { channels, wall }: Viewer): Promise<Page> {
  const [sku, channel] = after === '' ? ['', ''] : (JSON.parse(after) as [string, string]);
  const { rows } = await readAs<{ sku: string; channel: string; body: string }>(database, wall, {
    name: 'export-listings', text: 'select sku, channel, body from listing_view where body is not null and (sku, channel) > ($1, $2) and ($3::text[] is null or channel = any($3)) order by sku, channel limit $4', values: [sku, channel, channels, PAGE],
  });
  return { records: rows.map((row) => ({ sku: row.sku, channel: row.channel, ...(JSON.parse(row.body) as object) })), next: nextOf(rows.map((row) => JSON.stringify([row.sku, row.channel]))) };
}

async function stock({ database }: Gateway, after: string): Promise<Page> {
  const { rows } = await database.read<{ sku: string; levels: { location: string; onHand: number }[] }>({ name: 'export-stock', text: 'select sku, levels from stock_view where sku > $1 order by sku limit $2', values: [after, PAGE] });
  return { records: rows.flatMap((row) => row.levels.map(({ location: at, onHand }) => ({ sku: row.sku, location: at, quantity: onHand }))), next: nextOf(rows.map((row) => row.sku)) };
}

/** People as they stand, those merged away and those erased left out; a partner gets those it may see. */
async function customers({ database, keyring, customers: people }: Gateway, after: string, viewer: Viewer): Promise<Page> {
  const { rows } = await readAs<{ id: string; document: CustomerDocument; shown: boolean }>(database, viewer.wall, {
    name: 'export-customers', text: 'select id, document, merged_into is null and not erased as shown from customer_view where id > $1 order by id limit $2', values: [after, PAGE],
  });
  const found = await Promise.all(rows.filter((row) => row.shown).map(async (row) => ((await people.find(row.id, viewer)) ? row : undefined)));
  const seen = found.filter((row) => row !== undefined);
  const clear = await openCustomers(keyring, seen.map((row) => row.document));
  return { records: seen.map((row, index) => ({ id: row.id, ...ownIdentities(clear[index]!, viewer) })), next: nextOf(rows.map((row) => row.id)) };
}

/** What was agreed, newest first; refused orders are none, and those that are not decided yet come with the next export. */
async function orders(gateway: Gateway, after: string, viewer: Viewer): Promise<Page> {
  const from = after === '' ? {} : { after: JSON.parse(after) as { placedAt: string; id: string } };
  const rows = await gateway.orders.list({ ...from, limit: PAGE }, viewer);
  const shown = rows.map((row) => JSON.parse(row.body) as ShownOrder).filter((order) => order.status !== 'pending' && order.status !== 'refused');
  return { records: shown.map(orderRow), next: nextOf(rows.map(({ placedAt, id }) => JSON.stringify({ placedAt, id }))) };
}

/** Coupons that can be used; how often they were is the old house's matter. */
async function coupons({ database, coupons: known }: Gateway, after: string, viewer: Viewer): Promise<Page> {
  const { rows } = await readAs<{ code: string; body: string }>(database, viewer.wall, { name: 'export-coupons', text: 'select code, body from coupon_view where code > $1 order by code limit $2', values: [after, PAGE] });
  const seen = viewer.channels === null ? rows : (await Promise.all(rows.map(async (row) => ((await known.get(row.code, viewer)) ? row : undefined)))).filter((row) => row !== undefined);
  const all = seen.map((row) => JSON.parse(row.body) as Record<string, unknown>).filter((coupon) => coupon['status'] === 'active');
  return { records: all.map(({ used: _used, held: _held, status: _status, ...coupon }) => coupon), next: nextOf(rows.map((row) => row.code)) };
}

function documents(view: DocumentView, wanted: (document: Record<string, unknown>) => boolean = () => true): Pages {
  return async ({ documents: known }, after, viewer) => {
    const rows = await known.list(view, { after, limit: PAGE }, viewer);
    return { records: rows.map((row) => JSON.parse(row.body) as Record<string, unknown>).filter(wanted), next: nextOf(rows.map((row) => row.key)) };
  };
}

function nextOf(keys: readonly string[]): string | undefined {
  return keys.length < PAGE ? undefined : keys.at(-1);
}
