import type { Buyer, SealedCustomer } from '@onefront/contracts';
import { emptyCustomer, newRecord, type MatchKey, type People, type PersonRecord } from './person.js';

/** Who asks, where, when, and the id a new person would get. */
export interface Intake {
  /** The order or return that names the buyer. */
  readonly subject: string;
  readonly channel: string;
  readonly at: string;
  readonly proposedId: string;
}

export interface Identified {
  readonly person: PersonRecord;
  readonly created: boolean;
  readonly changed: boolean;
}

/**
 * Finds the buyer by the strongest key that somebody holds - the id, loyalty, e-mail, phone, the channel's own id (S8) - or makes a new person.
 * Keys that nobody holds are added to the person, unverified. A key of somebody else never joins two persons here: it becomes a suggestion.
 * A masked marketplace address is no key at all.
 */
export function identify(people: People, buyer: Buyer, intake: Intake): Identified {
  const keys = keysOfBuyer(buyer, intake.channel);
  const named = buyer.id ? people.survivor(buyer.id) : undefined;
  const holders = keys.map((key) => ({ key, holder: people.holder(key)?.person }));
  const found = (named && !named.erased ? named : undefined) ?? holders.find(({ holder }) => holder)?.holder;
  const person = found ?? create(people, intake);
  const changed = attach(people, person, buyer, intake, holders);
  for (const { key, holder } of holders) {
    if (holder && holder.id !== person.id) suggest(people, person, holder, key, intake);
  }
  if (buyer.kid) people.newKids.push({ kid: buyer.kid, customerId: person.id });
  return { person, created: found === undefined, changed: changed || found === undefined };
}

/** Strongest first. */
export function keysOfBuyer(buyer: Buyer, channel: string): MatchKey[] {
  return [
    ...(buyer.loyaltyId ? [{ kind: 'loyalty' as const, scope: '', value: buyer.loyaltyId }] : []),
    ...(buyer.email && !buyer.email.masked ? [{ kind: 'email' as const, scope: '', value: buyer.email.index }] : []),
    ...(buyer.phone ? [{ kind: 'phone' as const, scope: '', value: buyer.phone.index }] : []),
    ...(buyer.externalId ? [{ kind: 'identity' as const, scope: channel, value: buyer.externalId }] : []),
  ];
}

function create(people: People, intake: Intake): PersonRecord {
  const record = newRecord(intake.proposedId, emptyCustomer(), intake.at);
  people.records.set(record.id, record);
  people.touch(record, { at: intake.at, type: 'registered', detail: `with ${intake.subject} on ${intake.channel}` });
  return record;
}

/** Adds what is new and nobody else's. One version step for all of it; none for a person made just now. */
function attach(people: People, person: PersonRecord, buyer: Buyer, intake: Intake, holders: ReadonlyArray<{ key: MatchKey; holder: PersonRecord | undefined }>): boolean {
  const free = new Set(holders.filter(({ holder }) => !holder).map(({ key }) => key.kind));
  const own = person.own;
  const next: SealedCustomer = {
    ...own,
    ...(buyer.loyaltyId && free.has('loyalty') && !own.loyaltyId ? { loyaltyId: buyer.loyaltyId } : {}),
    ...(buyer.name && !own.name ? { name: buyer.name, ...(buyer.nameIndexes ? { nameIndexes: buyer.nameIndexes } : {}) } : {}),
    emails: buyer.email && free.has('email') ? [...own.emails, { value: buyer.email.value, index: buyer.email.index, verified: false }] : own.emails,
    phones: buyer.phone && free.has('phone') ? [...own.phones, { value: buyer.phone.value, index: buyer.phone.index, verified: false }] : own.phones,
    identities: buyer.externalId && free.has('identity') ? [...own.identities, { channel: intake.channel, externalId: buyer.externalId }] : own.identities,
  };
  const changed = next.loyaltyId !== own.loyaltyId || next.name !== own.name || next.emails !== own.emails || next.phones !== own.phones || next.identities !== own.identities;
  if (!changed) return false;
  person.own = next;
  people.rekey(person);
  if (person.version !== 1 || person.storedVersion !== 0) people.touch(person);
  return true;
}

function suggest(people: People, person: PersonRecord, other: PersonRecord, key: MatchKey, intake: Intake): void {
  people.suggestions.push({ customerId: person.id, other: other.id, because: `the ${key.kind === 'identity' ? `${key.scope} id` : key.kind} given with ${intake.subject} belongs to ${other.id}`, subject: intake.subject });
}
