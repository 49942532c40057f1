import type { Cancellation, Sale } from './story.js';

export interface CancelledLine {
  readonly sku: string;
  readonly quantity: number;
  readonly total: bigint;
  /** Of one unit: only a line sold at the same price is the one that came back. */
  readonly price: bigint;
}

export interface CancelledDocument {
  readonly document: string;
  readonly at: string;
  readonly chain: string;
  readonly channel: string;
  readonly location: string;
  readonly customer: string | undefined;
  readonly lines: readonly CancelledLine[];
}

interface SoldLine {
  readonly sale: string;
  readonly at: string;
  readonly index: number;
  readonly price: bigint;
  left: number;
}

/**
 * Finds the sale that each cancelled line takes back: same customer, SKU and unit price, sold before, with enough left; the latest such sale.
 * The file has no reference from a cancellation to its order, so this is a choice; what is found nowhere is returned without an order.
 */
export function matchCancellations(sales: readonly Sale[], cancelled: readonly CancelledDocument[]): Cancellation[] {
  const sold = indexSales(sales);
  return [...cancelled].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map((document) => {
    const matched = new Map<string, Array<{ index: number; quantity: number; total: bigint }>>();
    const rest: Array<{ sku: string; quantity: number; total: bigint }> = [];
    for (const line of document.lines) {
      const found = document.customer ? findSold(sold.get(`${document.customer}\u0000${line.sku}`) ?? [], line, document.at) : undefined;
      if (!found) {
        rest.push({ sku: line.sku, quantity: line.quantity, total: line.total });
        continue;
      }
      found.left -= line.quantity;
      matched.set(found.sale, [...(matched.get(found.sale) ?? []), { index: found.index, quantity: line.quantity, total: line.total }]);
    }
    const { document: number, at, chain, channel, location, customer } = document;
    return { kind: 'cancellation', document: number, at, chain, channel, location, customer, matched: [...matched].map(([sale, lines]) => ({ sale, lines })), rest };
  });
}

function indexSales(sales: readonly Sale[]): Map<string, SoldLine[]> {
  const sold = new Map<string, SoldLine[]>();
  for (const sale of sales) {
    if (!sale.customer) continue;
    for (const [index, line] of sale.lines.entries()) {
      const key = `${sale.customer}\u0000${line.sku}`;
      const lines = sold.get(key) ?? [];
      lines.push({ sale: sale.document, at: sale.at, index, price: line.total / BigInt(line.quantity), left: line.quantity });
      sold.set(key, lines);
    }
  }
  return sold;
}

function findSold(lines: readonly SoldLine[], { quantity, price }: CancelledLine, at: string): SoldLine | undefined {
  return lines.filter((line) => line.at <= at && line.price === price && line.left >= quantity).sort((a, b) => (a.at < b.at ? 1 : -1))[0];
}
