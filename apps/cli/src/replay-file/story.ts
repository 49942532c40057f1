/** A transaction file, read and understood: what to create first, what happened in which order, and what must come out. */

/** Amounts are minor units (pence, cents). */
export interface SaleLine {
  readonly sku: string;
  readonly quantity: number;
  readonly total: bigint;
  readonly discounts: ReadonlyArray<{ label: string; amount: bigint }>;
}

interface Happening {
  /** The document's number in the file: the external id. */
  readonly document: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** Documents of one chain are sent one after the other; others go side by side. */
  readonly chain: string;
}

export interface Sale extends Happening {
  readonly kind: 'sale';
  readonly channel: string;
  readonly customer: string | undefined;
  readonly location: string;
  readonly method: 'carry-out' | 'channel';
  readonly lines: readonly SaleLine[];
}

/** Goods that came back: shares of earlier lines where they can be found, the rest without an order. */
export interface Cancellation extends Happening {
  readonly kind: 'cancellation';
  readonly channel: string;
  readonly customer: string | undefined;
  readonly location: string;
  readonly matched: ReadonlyArray<{ sale: string; lines: ReadonlyArray<{ index: number; quantity: number; total: bigint }> }>;
  readonly rest: ReadonlyArray<{ sku: string; quantity: number; total: bigint }>;
}

export interface WriteOff extends Happening {
  readonly kind: 'write-off';
  readonly movements: ReadonlyArray<{ sku: string; location: string; quantity: number }>;
}

export type StoryEvent = Sale | Cancellation | WriteOff;

export interface Story {
  /** Stands before external ids and idempotency keys, so that two files never meet. */
  readonly name: string;
  readonly currency: string;
  readonly locations: ReadonlyArray<{ id: string; name: string; kind: 'store' | 'warehouse' }>;
  readonly channels: ReadonlyArray<{ id: string; name: string; kind: string; location: string }>;
  readonly products: ReadonlyArray<{ sku: string; name: string; price: bigint; kind: 'stocked' | 'service' | 'digital'; brand?: string; categories?: readonly string[] }>;
  /** Units that must lie there before the first document, so that nothing in the file is short. */
  readonly opening: ReadonlyArray<{ sku: string; location: string; quantity: number }>;
  /** In the order of time. */
  readonly events: readonly StoryEvent[];
  /** How documents were given to channels, and what was found in the file and how it was handled; for people. */
  readonly notes: readonly string[];
  /** Customer key of the file to the loyalty id under which it is found here. */
  readonly loyaltyId: (customer: string) => string;
}

/** Half-open window of time; both ends optional. */
export interface Window {
  readonly from?: Date;
  readonly to?: Date;
}

export function within(at: string, window: Window): boolean {
  const time = Date.parse(at);
  return (!window.from || time >= window.from.getTime()) && (!window.to || time < window.to.getTime());
}

/** Opening stock: all that leaves a location in the story. */
export function openingStock(events: readonly StoryEvent[], stocked: (sku: string) => boolean): Story['opening'] {
  const needed = new Map<string, { sku: string; location: string; quantity: number }>();
  const need = (sku: string, location: string, quantity: number) => {
    if (!stocked(sku)) return;
    const key = `${sku}\u0000${location}`;
    const before = needed.get(key);
    if (before) before.quantity += quantity;
    else needed.set(key, { sku, location, quantity });
  };
  for (const event of events) {
    if (event.kind === 'sale') for (const line of event.lines) need(line.sku, event.location, line.quantity);
    if (event.kind === 'write-off') for (const one of event.movements) need(one.sku, one.location, one.quantity);
  }
  return [...needed.values()];
}
