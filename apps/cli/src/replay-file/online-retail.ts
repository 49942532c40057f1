import { DateTime } from 'luxon';
import { parseDecimal } from '@onefront/kernel';
import { csvRows } from './csv.js';
import { matchCancellations, type CancelledLine } from './match-cancellations.js';
import { openingStock, within, type Sale, type Story, type StoryEvent, type Window, type WriteOff } from './story.js';

/**
 * The shape of UCI "Online Retail" (doi:10.24432/C5BW33): one row per line, InvoiceNo with a leading C for a cancellation,
 * local time of the United Kingdom without a zone, prices in pounds with up to three decimals, no key for a line.
 */
export const onlineRetailColumns = ['InvoiceNo', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID', 'Country'];

const WAREHOUSE = 'uci-warehouse';
const SHOP = 'uci-shop';
/** Codes that are no goods: fees, postage, discounts, samples, manual entries, vouchers. */
const notGoods = /^(POST|DOT|C2|D|M|S|B|CRUK|PADS|BANK CHARGES|AMAZONFEE|gift_.*)$/i;

interface Line { sku: string; quantity: number; total: bigint; price: bigint; description: string }
interface Document { number: string; at: string; stamps: Set<string>; customer: string | undefined; country: string; lines: Line[] }

export async function readOnlineRetail(file: string, window: Window): Promise<Story> {
  const documents = (await readDocuments(file)).filter((document) => within(document.at, window));
  const products = describeProducts(documents);
  const kinds = documents.map((document) => [document, kindOf(document)] as const);
  const sales = kinds.filter(([, kind]) => kind === 'order' || kind === 'free').map(([document, kind]) => saleOf(document, kind === 'free'));
  const writeOffs = kinds.filter(([, kind]) => kind === 'write-off').map(([document]) => writeOffOf(document));
  const cancelled = kinds.filter(([, kind]) => kind === 'cancellation').map(([document]) => ({ ...place(document, false), document: document.number, at: document.at, chain: chainOf(document), customer: document.customer, lines: document.lines.map(backwards) }));
  const events: StoryEvent[] = [...sales, ...writeOffs, ...matchCancellations(sales, cancelled)].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const stocked = (sku: string) => !notGoods.test(sku);
  return {
    name: 'uci',
    currency: 'GBP',
    locations: [{ id: WAREHOUSE, name: 'Warehouse', kind: 'warehouse' }, { id: SHOP, name: 'Shop', kind: 'store' }],
    channels: [
      { id: 'uci-web', name: 'Web shop, United Kingdom', kind: 'webshop', location: WAREHOUSE },
      { id: 'uci-export', name: 'Marketplace abroad', kind: 'marketplace', location: WAREHOUSE },
      { id: 'uci-till', name: 'Till of the shop', kind: 'store', location: SHOP },
      { id: 'uci-free', name: 'Given away', kind: 'wholesale', location: WAREHOUSE },
    ],
    products,
    opening: openingStock(events, stocked),
    events,
    notes: notesOn(documents, products),
    loyaltyId: (customer) => `UCI-${customer}`,
  };
}

/** Documents in the order of the file. Equal lines are kept: they are counted in every published total. */
async function readDocuments(file: string): Promise<Document[]> {
  const documents = new Map<string, Document>();
  for await (const row of csvRows(file)) {
    const number = row['InvoiceNo']!;
    const at = utc(row['InvoiceDate']!);
    const found = documents.get(number) ?? { number, at, stamps: new Set<string>(), customer: row['CustomerID'] || undefined, country: row['Country']!, lines: [] };
    const price = pence(row['UnitPrice']!);
    const quantity = Number(row['Quantity']);
    found.stamps.add(at);
    found.lines.push({ sku: row['StockCode']!, quantity, price, total: price * BigInt(quantity), description: row['Description']!.trim() });
    documents.set(number, found);
  }
  return [...documents.values()];
}

function utc(local: string): string {
  const time = DateTime.fromSQL(local, { zone: 'Europe/London' });
  if (!time.isValid) throw new Error(`"${local}" is not a time like 2010-12-01 08:26:00`);
  return time.toUTC().toISO({ suppressMilliseconds: false })!;
}

/** Pounds to pence. The file writes up to three decimals; a third that is not 0 cannot be sold for and stops the reading. */
function pence(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  if (/[1-9]/.test(fraction.slice(2))) throw new Error(`the price ${text} has parts of a penny, which no order can carry`);
  return parseDecimal(`${whole}.${fraction.slice(0, 2).padEnd(2, '0')}`, 'GBP');
}

type Kind = 'order' | 'free' | 'write-off' | 'cancellation';

function kindOf({ number, lines }: Document): Kind {
  if (number.startsWith('C')) return 'cancellation';
  const free = lines.every((line) => line.price === 0n);
  if (free && lines.every((line) => line.quantity < 0)) return 'write-off';
  return free ? 'free' : 'order';
}

/** The stated rule: without a customer it is the till of the shop, from the United Kingdom the web shop, from anywhere else the marketplace; all for nothing, given away. */
function place(document: Document, free: boolean): { channel: string; location: string; method: Sale['method'] } {
  if (free) return { channel: 'uci-free', location: WAREHOUSE, method: 'channel' };
  if (!document.customer) return { channel: 'uci-till', location: SHOP, method: 'carry-out' };
  return { channel: document.country === 'United Kingdom' ? 'uci-web' : 'uci-export', location: WAREHOUSE, method: 'channel' };
}

const chainOf = (document: Document) => document.customer ?? document.number;

function saleOf(document: Document, free: boolean): Sale {
  const lines = document.lines.map(({ sku, quantity, total }) => ({ sku, quantity, total, discounts: [] }));
  return { kind: 'sale', document: document.number, at: document.at, chain: chainOf(document), customer: document.customer, ...place(document, free), lines };
}

function writeOffOf(document: Document): WriteOff {
  const movements = document.lines.map(({ sku, quantity }) => ({ sku, location: WAREHOUSE, quantity: -quantity }));
  return { kind: 'write-off', document: document.number, at: document.at, chain: document.number, movements };
}

function backwards({ sku, quantity, total, price }: Line): CancelledLine {
  return { sku, quantity: -quantity, total: -total, price };
}

function describeProducts(documents: readonly Document[]): Story['products'] {
  const seen = new Map<string, { names: Map<string, number>; price: bigint }>();
  for (const line of documents.flatMap((document) => document.lines)) {
    const product = seen.get(line.sku) ?? { names: new Map<string, number>(), price: 0n };
    if (line.description) product.names.set(line.description, (product.names.get(line.description) ?? 0) + 1);
    if (product.price === 0n) product.price = line.price;
    seen.set(line.sku, product);
  }
  return [...seen].map(([sku, { names, price }]) => {
    const [name = `Article ${sku}`] = [...names].sort(([, a], [, b]) => b - a).map(([text]) => text);
    return { sku, name, price, kind: notGoods.test(sku) ? (sku.startsWith('gift_') ? 'digital' : 'service') : 'stocked' };
  });
}

function notesOn(documents: readonly Document[], products: Story['products']): string[] {
  const lines = documents.flatMap((document) => document.lines.map((line) => ({ ...line, document })));
  const equal = lines.length - new Set(lines.map(({ document, sku, quantity, price, description }) => [document.number, [...document.stamps][0], sku, quantity, price, description].join('|'))).size;
  const names = new Map<string, Set<string>>();
  for (const { sku, description } of lines) if (description) names.set(sku, (names.get(sku) ?? new Set()).add(description));
  const count = (kind: Kind) => documents.filter((document) => kindOf(document) === kind).length;
  const folded = products.length - new Set(products.map(({ sku }) => sku.toUpperCase())).size;
  return [
    'rule: no customer -> till of the shop; United Kingdom -> web shop; other countries -> marketplace; all lines for nothing -> given away',
    `${count('order')} orders, ${count('cancellation')} cancellations, ${count('write-off')} write-offs (booked as adjustments), ${count('free')} documents all for nothing (kept as orders of 0.00 on their own channel)`,
    `${equal} lines are equal to an earlier line of their document: all kept`,
    `${documents.filter((document) => document.stamps.size > 1).length} documents carry two times: the first counts`,
    `${documents.filter((document) => kindOf(document) === 'order' && !document.customer).length} orders without a customer: anonymous`,
    `${[...names.values()].filter((set) => set.size > 1).length} codes have several descriptions: the most frequent names the product`,
    `${folded} codes differ from another only in capitals: they are different SKUs`,
    `${products.filter(({ kind }) => kind !== 'stocked').length} codes are no goods (fees, postage, discounts, vouchers): products without stock`,
  ];
}
