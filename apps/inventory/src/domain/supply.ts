import { networkPromisable, promisable } from './availability.js';
import { placesOf, type Channel, type Location } from './network.js';
import { nearestFirst, wayTo, type Destination, type SourcingNode } from './sourcing.js';
import type { StockBook } from './stock-book.js';

/** What a channel may still promise while one order is planned: a scratch copy, so that a refusal takes nothing. */
export class Supply {
  private readonly taken = new Map<string, number>();
  private readonly channelTaken = new Map<string, number>();

  constructor(
    private readonly book: StockBook,
    private readonly channel: Channel,
    private readonly options: { readonly excluded: ReadonlySet<string>; readonly orderId: string },
  ) {}

  /** Units of a SKU that one location may still promise to this channel. */
  at(sku: string, location: string): number {
    if (this.options.excluded.has(location) || !placesOf(this.channel).has(location)) return 0;
    const there = promisable(this.book.page(sku).levels.get(location), this.book.network.locations.get(location));
    return Math.max(0, there - (this.taken.get(`${sku}\t${location}`) ?? 0));
  }

  /** Units that the channel may still promise anywhere: less its backorders (other than this order's own) and its buffer, once (S1). */
  ofChannel(sku: string): number {
    const own = this.book.backorders.ofOrder(this.options.orderId).reduce((sum, one) => (one.sku === sku ? sum + one.quantity : sum), 0);
    const waiting = this.book.backorders.waiting(this.channel.id, sku) - own;
    const all = networkPromisable(this.book.page(sku).levels, this.channel, this.book.network);
    return Math.max(0, all - waiting - this.channel.buffer - (this.channelTaken.get(sku) ?? 0));
  }

  take(sku: string, location: string, units: number): void {
    const key = `${sku}\t${location}`;
    this.taken.set(key, (this.taken.get(key) ?? 0) + units);
    this.channelTaken.set(sku, (this.channelTaken.get(sku) ?? 0) + units);
  }

  /** A location of the channel that customers may collect from. */
  pickup(location: string): Location | undefined {
    const there = this.book.network.locations.get(location);
    return there?.pickup && placesOf(this.channel).has(location) ? there : undefined;
  }

  /** The channel's locations that ship and have any of these SKUs, nearest first. */
  shippers(skus: Iterable<string>, destination: Destination): SourcingNode[] {
    const found = new Map<string, SourcingNode>();
    for (const sku of skus) {
      for (const id of this.book.page(sku).levels.keys()) {
        const location = this.book.network.locations.get(id);
        if (!location?.shipsOrders || found.has(id) || this.at(sku, id) === 0) continue;
        found.set(id, { location: id, km: wayTo(location, destination), left: (of) => this.at(of, id) });
      }
    }
    return nearestFirst([...found.values()], this.channel);
  }
}
