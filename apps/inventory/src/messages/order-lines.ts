import type { DataOf, orderPlaced } from '@onefront/contracts';
import type { PromisedLine } from '../domain/facts.js';
import type { Demand } from '../domain/plan.js';

type Placement = DataOf<typeof orderPlaced>['placement'];
type PlacedLine = Placement['lines'][number];

export interface OrderLines {
  readonly asked: Demand[];
  /** Already gone from their location. */
  readonly gone: PromisedLine[];
}

/** What an order wants of stock: bundles in their parts, and nothing for what has no stock. */
export function orderLines(placement: Placement): OrderLines {
  const lines: OrderLines = { asked: [], gone: [] };
  for (const line of placement.lines) for (const part of partsOf(line)) place(lines, { ...line, ...part }, placement);
  return lines;
}

function place({ asked, gone }: OrderLines, line: PlacedLine, placement: Placement): void {
  const { lineId, sku, quantity, method } = line;
  const location = line.location ?? placement.location;
  const destination = line.destination ?? placement.destination;
  switch (method) {
    case 'ship':
      asked.push({ lineId, sku, quantity, destination: destination && { country: destination.country, geo: destination.geo } });
      return;
    case 'pickup':
      asked.push({ lineId, sku, quantity, pickupAt: needed(location, line) });
      return;
    case 'carry-out':
      gone.push({ lineId, sku, quantity, location: needed(location, line) });
      return;
    case 'channel':
      // Fulfilled by the channel from its own stock, unless it says that it took ours.
      if (location !== undefined) gone.push({ lineId, sku, quantity, location });
      return;
    default: method satisfies never;
  }
}

function needed(location: string | undefined, { lineId, method }: PlacedLine): string {
  if (location === undefined) throw new Error(`line ${lineId} is ${method} and names no location`);
  return location;
}

function partsOf({ sku, quantity, product }: PlacedLine): Array<{ sku: string; quantity: number }> {
  switch (product.kind) {
    case 'stocked': return [{ sku, quantity }];
    case 'bundle': return (product.components ?? []).map((part) => ({ sku: part.sku, quantity: part.quantity * quantity }));
    case 'digital': case 'service': case 'made-to-order': return [];
    default: return product.kind satisfies never;
  }
}
