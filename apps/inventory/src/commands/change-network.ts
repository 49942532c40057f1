import { checkPreconditions, DomainError, putDocument, type DocumentDecision, type Preconditions, type Versioned } from '@onefront/kernel';
import type { Channel, Location } from '../domain/network.js';
import { checkHeldFor, checkHolder, checkOwnership } from '../domain/ownership.js';
import type { Unit } from '../persistence/unit.js';

/** A change to a location or a channel: replaces it, or makes another of what it is. */
export interface ChangeDocument<D, R> {
  readonly id: string;
  readonly change: { readonly put: D } | { readonly patch: (current: D) => D };
  readonly conditions: Preconditions;
  /** What stock rules need of the document, defaults filled in. */
  readonly rulesOf: (document: D) => R;
}

/**
 * Creates or changes a location. Throws what preconditions and validation throw, `kind-settled` (409) when goods that were booked there would be somebody
 * else's, and 422 at `/channel` when other channels sell from what is to be kept for one.
 */
export function changeLocation<D>(unit: Unit, request: ChangeDocument<D, Location>): DocumentDecision<D> {
  const decision = decide(unit.documents.locations.get(request.id) as Versioned<D> | undefined, request);
  if (!decision.changed) return decision;
  const { network, pages } = unit.book;
  const next = request.rulesOf(decision.next.document);
  checkOwnership(network.locations.get(request.id), next, { lain: unit.lain.has(request.id) || [...pages.values()].some((page) => page.levels.has(request.id)) });
  checkHolder(network, next);
  unit.documents.locations.set(request.id, decision.next);
  unit.changedLocations.add(request.id);
  network.locations.set(request.id, next);
  return decision;
}

/** Creates or changes a sales channel. A location that does not exist, or that a marketplace keeps for another channel, is 422 by its place in the list. */
export function changeChannel<D>(unit: Unit, request: ChangeDocument<D, Channel>): DocumentDecision<D> {
  const decision = decide(unit.documents.channels.get(request.id) as Versioned<D> | undefined, request);
  const channel = request.rulesOf(decision.next.document);
  const errors = channel.locations.flatMap((id, i) => (unit.book.network.locations.has(id) ? [] : [{ path: `/locations/${i}`, message: `there is no location ${id}` }]));
  if (errors.length > 0) throw new DomainError('invalid-request', 'invalid', errors[0]!.message, errors.slice(0, 100));
  if (!decision.changed) return decision;
  checkHeldFor(unit.book.network, channel);
  unit.documents.channels.set(request.id, decision.next);
  if (channel.autoBuffer || unit.book.network.channels.get(request.id)?.autoBuffer) unit.changedBuffers.add(request.id);
  unit.changedChannels.add(request.id);
  unit.book.network.channels.set(request.id, channel);
  return decision;
}

function decide<D, R>(current: Versioned<D> | undefined, { change, conditions }: ChangeDocument<D, R>): DocumentDecision<D> {
  if ('put' in change) return putDocument(current, change.put, conditions);
  if (!current) throw new DomainError('not-found', 'not-found', 'there is nothing here to change');
  checkPreconditions(current, conditions);
  return putDocument(current, change.patch(current.document), conditions);
}
