import { networkPromisable, promisable } from './availability.js';
import { leavingDay, type Leaving } from './calendar.js';
import { free, type Level } from './level.js';
import { placesOf, type Channel, type Location } from './network.js';
import { bestFirst, wayTo, type Destination, type SourcingNode } from './sourcing.js';
import type { StockBook } from './stock-book.js';
import { weightsOf, type Weights } from './weights.js';

/** What a channel may still promise while one order is planned: a scratch copy, so that a refusal takes nothing. */
export class Supply {
  private readonly taken = new Map<string, number>();
  private readonly channelTaken = new Map<string, number>();
  readonly weights: Weights;

  constructor(
    private readonly book: StockBook,
    private readonly channel: Channel,
    private readonly options: { readonly excluded: ReadonlySet<string>; readonly orderId: string; /** Units by SKU and location, promised to a hold that this order takes over. */ readonly own?: ReadonlyMap<string, number>; /** Sold on the channel's own copy already: the buffer is there for this. */ readonly soldThere?: boolean },
  ) {
    this.weights = weightsOf(channel);
  }

  /** Units of a SKU that one location may still promise to this channel. */
  at(sku: string, location: string): number {
    if (this.options.excluded.has(location) || !placesOf(this.channel).has(location)) return 0;
    const there = promisable(this.levels(sku).get(location), this.book.network.locations.get(location));
    return Math.max(0, there - (this.taken.get(`${sku}\t${location}`) ?? 0));
  }

  /**
   * Units that the channel may still promise anywhere: less its backorders (other than this order's own) and its buffer, once (S1). Only what a channel
   * has sold from its own copy may take the buffer, which was kept out of that copy for sales elsewhere meanwhile (S3 a).
   */
  ofChannel(sku: string): number {
    const own = this.book.backorders.ofOrder(this.options.orderId).reduce((sum, one) => (one.sku === sku ? sum + one.quantity : sum), 0);
    const waiting = this.book.backorders.waiting(this.channel.id, sku) - own;
    const all = networkPromisable(this.levels(sku), this.channel, this.book.network);
    const kept = this.options.soldThere ? 0 : this.book.computed.keptFrom(this.channel, sku);
    return Math.max(0, all - waiting - kept - (this.channelTaken.get(sku) ?? 0));
  }

  /** Levels as this order may count on them. */
  private levels(sku: string): ReadonlyMap<string, Level> {
    const { levels } = this.book.page(sku);
    const { own } = this.options;
    if (!own || own.size === 0) return levels;
    return new Map([...levels].map(([location, level]) => [location, { ...level, reserved: level.reserved - (own.get(`${sku}\t${location}`) ?? 0) }]));
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

  /** The channel's locations that ship and have any of these SKUs, the best parcel first; and those that have them and do not come into question. */
  shippers(skus: Iterable<string>, destination: Destination): { nodes: SourcingNode[]; unfit: Map<string, string> } {
    const found = new Map<string, SourcingNode>();
    const unfit = new Map<string, string>();
    for (const sku of skus) {
      for (const [id, level] of this.book.page(sku).levels) {
        if (found.has(id) || unfit.has(id)) continue;
        const location = this.book.network.locations.get(id);
        if (this.at(sku, id) > 0 && location!.shipsOrders) found.set(id, this.node(location!, destination));
        else if (free(level) > 0 && placesOf(this.channel).has(id)) this.whyUnfit(location, unfit, id);
      }
    }
    return { nodes: bestFirst([...found.values()]), unfit };
  }

  /** The day on which a parcel of this order would leave a location; undefined where that is no concern. */
  leavesOn(location: string): string | undefined {
    const there = this.book.network.locations.get(location);
    return there?.dispatch && this.leaving(there).day;
  }

  private node(location: Location, destination: Destination): SourcingNode {
    const { id } = location;
    const { weights } = this;
    const km = wayTo(location, destination);
    const leaving = location.dispatch && this.leaving(location);
    const own = weights.costs.get(id);
    const parcel = Math.round(km * weights.perKm) + (leaving?.daysLate ?? 0) * weights.perDayLate + (own?.perParcel ?? 0);
    return { location: id, km, place: placesOf(this.channel).get(id)!, leaving, parcel, perUnit: own?.perUnit ?? 0, left: (sku) => this.at(sku, id) };
  }

  /** When the next parcel of a location leaves, by its calendar and what is planned there already. */
  private leaving({ id, dispatch }: Location): Leaving {
    return leavingDay(dispatch!, this.book.wallClock(dispatch!.timezone), (day) => this.book.parcels.planned(id, day));
  }

  /** Only what lasts for the whole order: a location without units of this SKU may have another one. */
  private whyUnfit(location: Location | undefined, unfit: Map<string, string>, id: string): void {
    if (this.options.excluded.has(id)) unfit.set(id, 'could not serve this order before');
    else if (location?.ownership === 'marketplace') unfit.set(id, 'a marketplace keeps it and sells it itself');
    else if (location && !location.sellable) unfit.set(id, 'does not sell');
    else if (location && !location.shipsOrders) unfit.set(id, 'does not ship');
  }
}
