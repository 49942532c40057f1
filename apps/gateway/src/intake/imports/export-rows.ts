import type { CustomerDocument, Product } from '@onefront/contracts';
import type { Gateway } from '../../gateway.js';
import { toHttpForm } from '../../views/http-form.js';
import type { Viewer } from '../../views/viewer.js';
import { openCustomers } from '../personal.js';

export const exportKinds = ['products', 'stock', 'customers'] as const;
export type ExportKind = (typeof exportKinds)[number];

const PAGE = 500;

const columns: Readonly<Record<ExportKind, readonly string[]>> = {
  products: ['sku', 'name', 'description', 'brand', 'categories', 'gtin', 'price.amount', 'price.currency', 'taxCategory', 'attributes', 'media', 'kind', 'components', 'compatibleWith', 'tags', 'status'],
  stock: ['sku', 'location', 'quantity'],
  customers: ['id', 'name', 'emails', 'phones', 'loyaltyId', 'identities', 'addresses', 'consents', 'groups'],
};

interface Page { readonly records: readonly object[]; readonly next: string | undefined }

const pages: Readonly<Record<ExportKind, (gateway: Gateway, after: string, viewer: Viewer) => Promise<Page>>> = { products, stock, customers };

/** A master as CSV, page by page in the order of its keys; imported again it changes nothing. */
export async function* exportRows(gateway: Gateway, kind: ExportKind, viewer: Viewer): AsyncGenerator<string> {
  yield `${columns[kind].join(',')}\r\n`;
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: Page = await pages[kind](gateway, after, viewer);
    if (page.records.length > 0) yield page.records.map((record) => lineOf(record, columns[kind])).join('');
    after = page.next;
  }
}

async function products({ database }: Gateway, after: string): Promise<Page> {
  const { rows } = await database.read<{ sku: string; document: Product }>({ name: 'export-products', text: 'select sku, document from product_view where sku > $1 order by sku limit $2', values: [after, PAGE] });
  return { records: rows.map((row) => ({ sku: row.sku, ...(toHttpForm(row.document) as object) })), next: nextOf(rows.map((row) => row.sku)) };
}

async function stock({ database }: Gateway, after: string): Promise<Page> {
  const { rows } = await database.read<{ sku: string; levels: { location: string; onHand: number }[] }>({ name: 'export-stock', text: 'select sku, levels from stock_view where sku > $1 order by sku limit $2', values: [after, PAGE] });
  return { records: rows.flatMap((row) => row.levels.map(({ location, onHand }) => ({ sku: row.sku, location, quantity: onHand }))), next: nextOf(rows.map((row) => row.sku)) };
}

/** People as they stand, those merged away and those erased left out; a partner gets those it may see. */
async function customers({ database, keyring, customers: people }: Gateway, after: string, viewer: Viewer): Promise<Page> {
  const { rows } = await database.read<{ id: string; document: CustomerDocument; shown: boolean }>({
    name: 'export-customers', text: 'select id, document, merged_into is null and not erased as shown from customer_view where id > $1 order by id limit $2', values: [after, PAGE],
  });
  const found = await Promise.all(rows.filter((row) => row.shown).map(async (row) => ((await people.find(row.id, viewer)) ? row : undefined)));
  const seen = found.filter((row) => row !== undefined);
  const clear = await openCustomers(keyring, seen.map((row) => row.document));
  return { records: seen.map((row, index) => ({ id: row.id, ...clear[index] })), next: nextOf(rows.map((row) => row.id)) };
}

function nextOf(keys: readonly string[]): string | undefined {
  return keys.length < PAGE ? undefined : keys.at(-1);
}

function lineOf(record: object, names: readonly string[]): string {
  return `${names.map((name) => cellOf(name.split('.').reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], record))).join(',')}\r\n`;
}

/** Text word for word, also where a spreadsheet would compute it: who opens the file must take its cells as text. Lists and objects as JSON. */
function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value as string);
  return /[",\r\n;\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
