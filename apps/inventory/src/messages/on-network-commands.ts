import {
  channelChanged, httpChannel, httpLocation, locationChanged, locationPolicy, message, patchChannel, patchLocation, putChannel, putLocation, readHttp,
  type Channel, type Inbound, type Location, type Outbound, type Settlement,
} from '@onefront/contracts';
import type { DocumentDecision } from '@onefront/kernel';
import { changeChannel, changeLocation } from '../commands/change-network.js';
import type { Channel as ChannelRules, Location as LocationRules } from '../domain/network.js';
import { answer } from './published.js';
import { reaction } from './reaction.js';

export const onPutLocation = reaction({
  definition: putLocation,
  need: (needs, { id }) => void needs.locations.add(id),
  react: (unit, inbound) => {
    const { id, location, conditions } = inbound.data;
    return tellLocation(id, changeLocation(unit, { id, change: { put: location }, conditions, rulesOf: (document) => locationRules(id, document) }), inbound);
  },
});

export const onPatchLocation = reaction({
  definition: patchLocation,
  need: (needs, { id }) => void needs.locations.add(id),
  react: (unit, inbound) => {
    const { id, patch, conditions } = inbound.data;
    const change = { patch, validate: (merged: unknown): Location => readHttp(httpLocation, merged) };
    return tellLocation(id, changeLocation(unit, { id, change, conditions, rulesOf: (document) => locationRules(id, document) }), inbound);
  },
});

export const onPutChannel = reaction({
  definition: putChannel,
  need: (needs, { id }) => void needs.channels.add(id),
  react: (unit, inbound) => {
    const { id, channel, conditions } = inbound.data;
    return tellChannel(id, changeChannel(unit, { id, change: { put: channel }, conditions, rulesOf: (document) => channelRules(id, document) }), inbound);
  },
});

export const onPatchChannel = reaction({
  definition: patchChannel,
  need: (needs, { id }) => void needs.channels.add(id),
  react: (unit, inbound) => {
    const { id, patch, conditions } = inbound.data;
    const change = { patch, validate: (merged: unknown): Channel => readHttp(httpChannel, merged) };
    return tellChannel(id, changeChannel(unit, { id, change, conditions, rulesOf: (document) => channelRules(id, document) }), inbound);
  },
});

/** The rules of a stored document, defaults filled in. */
export function locationRules(id: string, document: Location): LocationRules {
  const { sellable, shipsOrders, pickup, safetyStock } = locationPolicy(document);
  return { id, sellable, shipsOrders, pickup, safetyStock, country: document.address?.country, geo: document.geo };
}

export function channelRules(id: string, { locations, buffer, oversell, connector }: Channel): ChannelRules {
  return { id, locations, buffer, connector, oversell: oversell && { policy: oversell.policy, limit: oversell.limit, until: oversell.until === undefined ? undefined : new Date(oversell.until) } };
}

function tellLocation(id: string, decision: DocumentDecision<Location>, inbound: Inbound): Outbound[] {
  const { version, document: location } = decision.next;
  const settles = settle('location', id, decision, inbound);
  if (!decision.changed) return settles.map((one) => answer(one, inbound));
  return [message(locationChanged, { key: id, version, cause: inbound, settles, data: { id, version, location, at: inbound.time } }) as Outbound];
}

function tellChannel(id: string, decision: DocumentDecision<Channel>, inbound: Inbound): Outbound[] {
  const { version, document: channel } = decision.next;
  const settles = settle('channel', id, decision, inbound);
  if (!decision.changed) return settles.map((one) => answer(one, inbound));
  return [message(channelChanged, { key: id, version, cause: inbound, settles, data: { id, version, channel, at: inbound.time } }) as Outbound];
}

function settle(view: 'location' | 'channel', key: string, { status, next }: DocumentDecision<unknown>, { operationId }: Inbound): Settlement[] {
  return operationId ? [{ operationId, outcome: 'done', status, resource: { view, key }, effects: [{ view, key, version: next.version }] }] : [];
}
