import { placeOf } from '../domain/reservations.js';
import { leaseOf } from '../domain/stock-lease.js';

/** What the messages of a batch need to see; collected before anything is locked. */
export class Needs {
  /** Orders, with the attempt that a new one asks for (0: it must not be new). */
  readonly orders = new Map<string, number>();
  /** Where and when new orders were placed. */
  readonly placed = new Map<string, { channel: string; placedAt: string }>();
  readonly skus = new Set<string>();
  /** Documents that may change: the network is locked when there are any. */
  readonly locations = new Set<string>();
  readonly channels = new Set<string>();
  /** By location, the kinds that it is to have. */
  readonly kinds = new Map<string, Set<string>>();
  /** Policies of single SKUs that may change, as `channel/sku`. */
  readonly policies = new Set<string>();
  /** What channels confirm, as `channel/sku`. */
  readonly confirmations = new Set<string>();
  /** Expected receipts that may change. */
  readonly expected = new Set<string>();
  /** Holds that may change; each is locked like an order. Clients whose open holds are counted. */
  readonly holds = new Set<string>();
  readonly holdClients = new Set<string>();
  /** Units that may leave, break or be given back at a place: so many promises there may have to be broken. */
  readonly leaving = new Map<string, { sku: string; location: string; units: number; counted?: number }>();

  /** Pop-up locations that may be moved on: all SKUs that ever lay there are locked. */
  readonly popups = new Set<string>();
  /** Transfers and counts that may change. Of a count: the SKUs that are counted, each with its earliest time, and whether it is closed. */
  readonly transfers = new Set<string>();
  readonly stockCounts = new Map<string, { readonly counted: Map<string, Date>; closes: boolean }>();

  /** Tills that sell without a network, with their location; the lease of each is locked like an order. Places that they have sold from, each with the earliest time. */
  readonly tills = new Map<string, string>();
  readonly tillSales = new Map<string, { sku: string; location: string; since: Date }>();

  /** Tills whose whole lease may change. */
  readonly wholeLeases = new Set<string>();

  /** A location may change, perhaps to another kind. */
  location(id: string, kind: unknown): void {
    this.locations.add(id);
    if (typeof kind !== 'string') return;
    const kinds = this.kinds.get(id) ?? new Set();
    this.kinds.set(id, kinds.add(kind));
  }

  till(id: string, location: string, { whole = false } = {}): void {
    this.tills.set(id, location);
    if (whole) this.wholeLeases.add(id);
    this.order(leaseOf(id), 0);
  }

  soldByTill({ sku, location }: { sku: string; location: string }, soldAt: Date): void {
    const known = this.tillSales.get(placeOf(sku, location));
    if (!known || soldAt < known.since) this.tillSales.set(placeOf(sku, location), { sku, location, since: soldAt });
  }

  order(orderId: string, attempt: number): void {
    this.orders.set(orderId, Math.max(attempt, this.orders.get(orderId) ?? 0));
  }

  hold(holdId: string): void {
    this.holds.add(holdId);
    this.order(holdId, 0);
  }

  stockCount(countId: string, { counted = [], closes = false }: { counted?: ReadonlyArray<{ sku: string; at: Date }>; closes?: boolean } = {}): void {
    let count = this.stockCounts.get(countId);
    if (!count) this.stockCounts.set(countId, (count = { counted: new Map(), closes: false }));
    count.closes ||= closes;
    for (const { sku, at } of counted) {
      const known = count.counted.get(sku);
      if (!known || at < known) count.counted.set(sku, at);
    }
  }

  /** Units of a SKU may leave a location without having been promised to whoever takes them. */
  leaves(sku: string, location: string, units: number): void {
    this.skus.add(sku);
    this.place(sku, location).units += units;
  }

  counts(sku: string, location: string, units: number): void {
    this.skus.add(sku);
    const place = this.place(sku, location);
    place.counted = Math.min(units, place.counted ?? units);
  }

  private place(sku: string, location: string): { sku: string; location: string; units: number; counted?: number } {
    const key = placeOf(sku, location);
    let place = this.leaving.get(key);
    if (!place) this.leaving.set(key, (place = { sku, location, units: 0 }));
    return place;
  }

  get changesNetwork(): boolean {
    return this.locations.size > 0 || this.channels.size > 0;
  }
}

export function sorted(values: Iterable<string>): string[] {
  return [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
