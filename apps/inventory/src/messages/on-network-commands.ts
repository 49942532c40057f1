import {
  channelChanged, httpChannel, httpLocation, locationChanged, message, movePopup, patchChannel, patchLocation, putChannel, putLocation, readHttp,
  type Channel, type Inbound, type Location, type Outbound, type Settlement,
} from '@onefront/contracts';
import { mergePatch, type DocumentDecision } from '@onefront/kernel';
import { z } from 'zod';
import { changeChannel, changeLocation } from '../commands/change-network.js';
import * as commands from '../commands/popups.js';
import { withPopup } from '../commands/popups.js';
import type { Unit } from '../commands/unit.js';
import { channelRules, locationRules } from './network-rules.js';
import { answer } from './published.js';
import { reaction } from './reaction.js';

export const onPutLocation = reaction({
  definition: putLocation,
  need: (needs, { id, location }) => needs.location(id, location.kind),
  react: (unit, inbound) => {
    const { id, location, conditions } = inbound.data;
    return tellLocation(id, changeLocation(unit, { id, change: { put: withPopup(unit, id, location) }, conditions, rulesOf: (document) => locationRules(id, document) }), inbound);
  },
});

/** A patch is merged into the HTTP form and read like a PUT, so that a wrong member is named the same way. */
export const onPatchLocation = reaction({
  definition: patchLocation,
  need: (needs, { id, patch }) => needs.location(id, patch['kind']),
  react: (unit, inbound) => {
    const { id, patch, conditions } = inbound.data;
    const change = { patch: (current: Location): Location => withPopup(unit, id, readHttp(httpLocation, mergePatch(z.encode(httpLocation, current), patch))) };
    return tellLocation(id, changeLocation(unit, { id, change, conditions, rulesOf: (document) => locationRules(id, document) }), inbound);
  },
});

export const onMovePopup = reaction({
  definition: movePopup,
  need: (needs, { id }) => {
    needs.locations.add(id);
    needs.popups.add(id);
  },
  react: (unit, inbound) => {
    const { id, state } = inbound.data;
    return tellLocation(id, commands.movePopup<Location>(unit, { id, to: state, rulesOf: (document) => locationRules(id, document) }), inbound);
  },
});

/** What the sweeper of pop-ups tells. */
export function tellEnded(unit: Unit, id: string): Outbound[] {
  const decision = commands.endPopup<Location>(unit, { id, rulesOf: (document) => locationRules(id, document) });
  if (!decision) return [];
  const { version, document: location } = decision.next;
  return [message(locationChanged, { key: id, version, data: { id, version, location, at: unit.book.now.toISOString() } }) as Outbound];
}

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
    const change = { patch: (current: Channel): Channel => readHttp(httpChannel, mergePatch(z.encode(httpChannel, current), patch)) };
    return tellChannel(id, changeChannel(unit, { id, change, conditions, rulesOf: (document) => channelRules(id, document) }), inbound);
  },
});

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
