import type { SealedCustomer } from '@onefront/contracts';
import { checkPreconditions, DomainError, type Preconditions } from '@onefront/kernel';
import { isDeepStrictEqual } from 'node:util';
import { keysOf, newRecord, type MatchKey, type People, type PersonRecord } from './person.js';

const words: Record<MatchKey['kind'], string> = { loyalty: 'loyalty id', email: 'e-mail address', phone: 'phone number', identity: 'channel identity' };

/** POST of a customer: finds the person who has an equal verified key, or makes a new one. */
export function register(people: People, id: string, customer: SealedCustomer, at: string): { person: PersonRecord; created: boolean } {
  for (const key of keysOf(customer)) {
    const holder = key.verified ? people.holder(key) : undefined;
    if (holder?.verified) return { person: holder.person, created: false };
  }
  const record = newRecord(id, customer, at);
  people.records.set(id, record);
  people.touch(record, { at, type: 'registered', detail: 'by a client' });
  people.rekey(record);
  noteKids(people, record);
  return { person: record, created: true };
}

export interface Change {
  readonly customer: SealedCustomer;
  /** The version that the change was made on. */
  readonly baseVersion: number;
  readonly conditions: Preconditions;
}

/**
 * Replaces what is known of a person. Values that a merged record brought stay with that record while they are kept,
 * so that taking the merge back still gives both their own. Throws `not-found`, `precondition-failed`, `changed-meanwhile`, `key-taken`.
 */
export function change(people: People, id: string, { customer, baseVersion, conditions }: Change): { person: PersonRecord; changed: boolean } {
  const person = people.survivor(id);
  if (!person || person.erased) throw new DomainError('not-found', 'not-found', 'there is no such customer');
  checkPreconditions({ version: person.version, document: person }, conditions);
  if (baseVersion !== person.version) throw new DomainError('changed-meanwhile', 'conflict', 'the customer was changed by somebody else at the same moment; read it and try again');
  refuseTakenKeys(people, person, customer);
  const members = people.members(person);
  let changed = false;
  for (const member of members) changed = replaceOwn(people, member, keepOnly(member.own, customer)) || changed;
  const own = without(customer, members.map((member) => member.own));
  changed = replaceOwn(people, person, own) || changed;
  if (changed) people.touch(person);
  noteKids(people, person);
  return { person, changed };
}

function replaceOwn(people: People, record: PersonRecord, next: SealedCustomer): boolean {
  if (isDeepStrictEqual(record.own, next)) return false;
  record.own = next;
  people.rekey(record);
  return true;
}

function refuseTakenKeys(people: People, person: PersonRecord, customer: SealedCustomer): void {
  for (const key of keysOf(customer)) {
    if (!key.verified) continue;
    const holder = people.holder(key);
    if (holder?.verified && holder.person.id !== person.id) {
      const path = key.kind === 'loyalty' ? '/loyaltyId' : key.kind === 'identity' ? '/identities' : `/${key.kind}s`;
      throw new DomainError('key-taken', 'conflict', `the ${words[key.kind]} belongs to another customer; merge them if they are one person`, [{ path, message: 'belongs to another customer' }]);
    }
  }
}

const lists = {
  emails: (one: SealedCustomer['emails'][number]) => one.index,
  phones: (one: SealedCustomer['phones'][number]) => one.index,
  identities: (one: SealedCustomer['identities'][number]) => `${one.channel}/${one.externalId}`,
  addresses: (one: SealedCustomer['addresses'][number]) => one.box,
} as const;

/** What a merged record keeps of its own after the person was changed: what the new picture still shows. */
function keepOnly(own: SealedCustomer, shown: SealedCustomer): SealedCustomer {
  return { ...own, ...filterLists(own, (list, key) => namesIn(shown, list).has(key)) };
}

/** What the surviving record takes as its own: all that no merged record brings. */
function without(customer: SealedCustomer, members: readonly SealedCustomer[]): SealedCustomer {
  return { ...customer, ...filterLists(customer, (list, key) => !members.some((member) => namesIn(member, list).has(key))) };
}

function namesIn(customer: SealedCustomer, list: keyof typeof lists): Set<string> {
  return new Set((customer[list] as never[]).map(lists[list] as (one: never) => string));
}

function filterLists(customer: SealedCustomer, keep: (list: keyof typeof lists, key: string) => boolean): Pick<SealedCustomer, keyof typeof lists> {
  return {
    emails: customer.emails.filter((one) => keep('emails', lists.emails(one))),
    phones: customer.phones.filter((one) => keep('phones', lists.phones(one))),
    identities: customer.identities.filter((one) => keep('identities', lists.identities(one))),
    addresses: customer.addresses.filter((one) => keep('addresses', lists.addresses(one))),
  };
}

/** The keys that seal a person's values, to be destroyed with the person. */
function noteKids(people: People, { id, own }: PersonRecord): void {
  const kids = [own.name?.kid, ...own.emails.map((one) => one.value.kid), ...own.phones.map((one) => one.value.kid), ...own.addresses.map((one) => one.kid)];
  for (const kid of new Set(kids)) if (kid) people.newKids.push({ kid, customerId: id });
}
