import { kindRules, locationPolicy, weekdays, type Channel, type Location } from '@onefront/contracts';
import type { AutoBuffer, Channel as ChannelRules, Dispatch, Location as LocationRules, SourcingPolicy } from '../domain/network.js';

/** What stock rules need of the documents of the network, defaults filled in. */

export function locationRules(id: string, document: Location): LocationRules {
  const { sellable, shipsOrders, pickup, safetyStock } = locationPolicy(document);
  const { ownership, promisedByUs } = kindRules[document.kind];
  return { id, ownership, heldFor: document.channel, sellable: sellable && promisedByUs, shipsOrders, pickup, safetyStock, country: document.address?.country, geo: document.geo, dispatch: dispatchOf(document) };
}

/** Only a location that says when parcels leave has a calendar that sourcing counts. */
function dispatchOf({ dispatch, timezone = 'UTC', closesAt, closedOn = [] }: Location): Dispatch | undefined {
  if (!dispatch) return undefined;
  const numbers = closedOn.map((day) => (weekdays as readonly string[]).indexOf(day));
  return {
    timezone, until: dispatch.collectedAt ?? closesAt, perDay: dispatch.perDay,
    closedWeekdays: numbers.filter((day) => day >= 0), closedDays: closedOn.filter((_, i) => numbers[i]! < 0),
  };
}

export function channelRules(id: string, { locations, buffer, autoBuffer, oversell, connector, sourcing, currency }: Channel): ChannelRules {
  const until = oversell?.until === undefined ? undefined : new Date(oversell.until);
  return { id, locations, buffer, autoBuffer: autoBuffer && autoBufferRules(autoBuffer), connector, oversell: oversell && { policy: oversell.policy, limit: oversell.limit, until }, sourcing: sourcing && sourcingRules(sourcing, currency) };
}

function autoBufferRules({ windowHours, ...asked }: NonNullable<Channel['autoBuffer']>): AutoBuffer {
  return { ...asked, windowSeconds: windowHours * 3_600 };
}

/** Amounts in minor units, which the contract keeps far below what a number holds exactly. */
function sourcingRules({ rule, splitPenalty, per100Km, perDayLate, maxParcels, costs }: NonNullable<Channel['sourcing']>, currency: string): SourcingPolicy {
  const units = (money: { amount: string } | undefined): number | undefined => (money === undefined ? undefined : Number(money.amount));
  return {
    rule, currency, splitPenalty: units(splitPenalty), per100Km: units(per100Km), perDayLate: units(perDayLate), maxParcels,
    costs: costs?.map(({ location, perParcel, perUnit }) => ({ location, perParcel: units(perParcel) ?? 0, perUnit: units(perUnit) ?? 0 })),
  };
}
