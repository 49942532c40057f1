import { DomainError } from '@onefront/kernel';
import type { Gateway } from '../gateway.js';
import { seesChannel, type Viewer } from '../views/viewer.js';
import { Wrong } from './references.js';

/**
 * A partner acts only through its own channels (api.md, conventions): what holds on channels of others is not its to change, even where it
 * may see it. The retailer itself may change everything.
 */
export function notYours(): DomainError {
  return new DomainError('not-yours', 'forbidden', 'Other channels use this too: it is not yours to change.');
}

function notThere(): DomainError {
  return new DomainError('not-found', 'not-found', 'There is nothing here.');
}

export interface Named { readonly view: 'promotion' | 'shipping-rate'; readonly id: string }

/** What the partner does not see is not there (404), what it shares with others is not its own (403). `create`: an id that nobody has is free. */
export async function checkOwnDocument({ documents }: Gateway, { view, id }: Named, viewer: Viewer, { create = false } = {}): Promise<void> {
  if (viewer.channels === null) return;
  const standing = await documents.standing(view, id, viewer);
  if (standing === 'shared') throw notYours();
  if (standing === 'foreign' || (standing === 'free' && !create)) throw notThere();
}

/** A location is a partner's to change while no channel of others sells from it. */
export async function checkOwnLocation({ networks }: Gateway, id: string, viewer: Viewer): Promise<void> {
  if (viewer.channels === null) return;
  const { channels } = await networks.now();
  for (const channel of channels.values()) if (!seesChannel(viewer, channel.id) && channel.channel.locations.includes(id)) throw notYours();
}

/** Tax rates hold everywhere. */
export function checkOwnRates(viewer: Viewer): void {
  if (viewer.channels !== null) throw notYours();
}

/** Where a partner may move stock and hand over goods: the locations that its channels sell from; null = everywhere. */
export async function ownLocations({ networks }: Gateway, viewer: Viewer): Promise<ReadonlySet<string> | null> {
  if (viewer.channels === null) return null;
  const { channels } = await networks.now();
  return new Set(viewer.channels.flatMap((id) => channels.get(id)?.channel.locations ?? []));
}

type Identities = readonly { readonly channel: string; readonly externalId: string }[];

/** A partner names people on its own channels only; whom it registers without, it could not see itself. Throws 422. */
export function checkIdentities(identities: Identities, viewer: Viewer, { needsOne = false } = {}): void {
  if (viewer.channels === null) return;
  const wrong = new Wrong();
  identities.forEach((identity, index) => { if (!seesChannel(viewer, identity.channel)) wrong.add(`/identities/${index}/channel`, 'there is no such channel'); });
  if (needsOne && identities.length === 0) wrong.add('/identities', 'name the person as one of your channels does');
  wrong.check();
}

/** What other channels call a person stays, whatever a partner makes of its own. */
export function withForeignIdentities<C extends { identities?: Identities | undefined }>(patched: C, before: object, viewer: Viewer): C {
  if (viewer.channels === null) return patched;
  const foreign = ((before as { identities?: Identities }).identities ?? []).filter((identity) => !seesChannel(viewer, identity.channel));
  return { ...patched, identities: [...foreign, ...(patched.identities ?? [])] };
}
