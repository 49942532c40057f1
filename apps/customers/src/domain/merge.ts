import { DomainError } from '@onefront/kernel';
import { emptyCustomer, type People, type PersonRecord } from './person.js';

export interface Merge {
  readonly survivor: string;
  readonly from: string;
  readonly mergeId: string;
  readonly at: string;
}

/** Joins two records of one person. Throws `not-found`, `already-merged`. */
export function merge(people: People, { survivor, from, mergeId, at }: Merge): { survivor: PersonRecord; from: PersonRecord } {
  const kept = people.survivor(survivor);
  const joined = people.survivor(from);
  if (!kept || kept.erased) throw new DomainError('not-found', 'not-found', 'there is no such customer');
  if (!joined || joined.erased) throw new DomainError('unknown-customer', 'invalid', 'there is no such customer', [{ path: '/from', message: 'unknown customer' }]);
  if (kept.id === joined.id) throw new DomainError('already-merged', 'conflict', 'they are one customer already', [{ path: '/from', message: 'is this customer already' }]);
  joined.mergedInto = kept.id;
  joined.mergeId = mergeId;
  joined.mergedAt = at;
  people.touch(joined);
  people.touch(kept, { at, type: 'merged', detail: `with ${joined.id}` });
  people.merges.push({ mergeId, survivor: kept.id, from: joined.id, at, undone: false });
  return { survivor: kept, from: joined };
}

/** Takes a merge back: both records are again what they were, with what each gained since. Throws `not-found`. */
export function unmerge(people: People, { customerId, mergeId, at }: { customerId: string; mergeId: string; at: string }): { survivor: PersonRecord; from: PersonRecord } {
  const from = [...people.records.values()].find((record) => record.mergeId === mergeId);
  const survivor = from?.mergedInto ? people.records.get(from.mergedInto) : undefined;
  if (!from || !survivor || people.survivor(customerId)?.id !== people.survivor(survivor.id)?.id) {
    throw new DomainError('unknown-merge', 'invalid', 'this customer has no such merge', [{ path: '/mergeId', message: 'unknown, or taken back already' }]);
  }
  from.mergedInto = null;
  from.mergeId = null;
  from.mergedAt = null;
  people.touch(from);
  people.touch(survivor, { at, type: 'unmerged', detail: `from ${from.id}` });
  people.merges.push({ mergeId, survivor: survivor.id, from: from.id, at, undone: true });
  return { survivor, from };
}

/** Erases a person with all merged records: identity goes, ids and the books stay (S9). Erasing again changes nothing. Throws `not-found`. */
export function erase(people: People, customerId: string, at: string): PersonRecord[] {
  const person = people.survivor(customerId);
  if (!person) throw new DomainError('not-found', 'not-found', 'there is no such customer');
  if (person.erased) return [];
  const all = [person, ...people.members(person)];
  for (const record of all) {
    record.own = emptyCustomer();
    record.erased = true;
    record.timeline = [{ at, type: 'erased', detail: 'at the person\'s wish' }];
    people.rekey(record);
    people.touch(record);
    people.erased.push(record.id);
  }
  return all;
}
