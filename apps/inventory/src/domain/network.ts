import type { Geo } from '@onefront/kernel';

/** Ours with us, ours with a partner, ours with a marketplace, or a supplier's (`kindRules` of the contracts). */
export type Ownership = 'own' | 'consigned' | 'marketplace' | 'supplier';

/** What stock rules need to know of a location; defaults are filled in when it is stored. */
export interface Location {
  readonly id: string;
  /** Whose the goods there are, and who keeps them; absent: ours, with us. */
  readonly ownership?: Ownership | undefined;
  /** The sales channel for which a marketplace keeps them, where the location says it. */
  readonly heldFor?: string | undefined;
  /** May we promise what lies there? Never where a marketplace keeps it: it sells that by itself. */
  readonly sellable: boolean;
  readonly shipsOrders: boolean;
  readonly pickup: boolean;
  /** Units of each SKU kept back from promises. */
  readonly safetyStock: number;
  readonly country?: string | undefined;
  readonly geo?: Geo | undefined;
  /** When parcels leave; absent where that is no concern of sourcing. */
  readonly dispatch?: Dispatch | undefined;
}

/** The calendar of what leaves a location (S4). */
export interface Dispatch {
  readonly timezone: string;
  /** Time of day after which nothing leaves any more that day, as HH:MM; none: until midnight. */
  readonly until?: string | undefined;
  /** Weekdays (0 = Sunday) and days (YYYY-MM-DD) on which nothing leaves. */
  readonly closedWeekdays: readonly number[];
  readonly closedDays: readonly string[];
  /** Orders that can leave in a day; none: any number. */
  readonly perDay?: number | undefined;
}

/** How a channel weighs locations against each other (S4). Amounts in minor units of `currency`. */
export interface SourcingPolicy {
  readonly rule: 'fewest-parcels' | 'nearest' | 'cheapest';
  readonly currency: string;
  readonly splitPenalty?: number | undefined;
  readonly per100Km?: number | undefined;
  readonly perDayLate?: number | undefined;
  readonly maxParcels?: number | undefined;
  readonly costs?: ReadonlyArray<{ readonly location: string; readonly perParcel: number; readonly perUnit: number }> | undefined;
}

/** May a channel accept more than there is (S3)? */
export interface OversellPolicy {
  readonly policy: 'deny' | 'backorder' | 'preorder' | 'capped';
  /** Units per SKU that may wait for stock at one time. */
  readonly limit?: number | undefined;
  readonly until?: Date | undefined;
  /** The day that is promised at the latest; once it has passed nothing more is accepted. */
  readonly eta?: Date | undefined;
}

/** How a buffer that follows from what is measured is to be computed (S3 a); units, seconds. */
export interface AutoBuffer {
  readonly target: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly assumedLagSeconds: number;
  readonly windowSeconds: number;
}

export interface Channel {
  readonly id: string;
  /** In the order of preference that the channel gave. */
  readonly locations: readonly string[];
  /** Units of each SKU kept back from this channel, once for its whole network. */
  readonly buffer: number;
  /** Computed per SKU beside `buffer`, which stays the least; of a channel with a connector. */
  readonly autoBuffer?: AutoBuffer | undefined;
  readonly oversell?: OversellPolicy | undefined;
  readonly connector?: string | undefined;
  readonly sourcing?: SourcingPolicy | undefined;
}

/** Who may sell what lies where. */
export interface Network {
  readonly locations: Map<string, Location>;
  readonly channels: Map<string, Channel>;
}

const places = new WeakMap<Channel, ReadonlyMap<string, number>>();

/** The place of each location in the channel's own order; remembered per channel object, which is never changed. */
export function placesOf(channel: Channel): ReadonlyMap<string, number> {
  let known = places.get(channel);
  if (!known) places.set(channel, (known = new Map(channel.locations.map((id, place) => [id, place]))));
  return known;
}
