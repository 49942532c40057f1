import { buyerIdentified, customerChanged, customerMerged, mergeSuggested, message, operationSettled, type Inbound, type Outbound, type Settlement } from '@onefront/contracts';
import { compose } from '../domain/compose.js';
import type { Merge } from '../domain/merge.js';
import type { People, PersonRecord, Suggestion } from '../domain/person.js';

/** The only translation of customers' facts into contracts. */

type Answer = Omit<Settlement, 'operationId' | 'outcome' | 'effects'>;

export function tellBuyer(people: People, person: PersonRecord, subject: string, created: boolean, cause: Inbound): Outbound {
  const customer = compose(people, person);
  return message(buyerIdentified, { key: subject, cause, data: { orderId: subject, customerId: person.id, groups: customer.groups, created, customer } });
}

/** Tells a person who changed and settles the command that did it. */
export function tellChanged(people: People, person: PersonRecord, cause: Inbound, answer: Answer = customerAnswer(person.id, 200)): Outbound {
  return message(customerChanged, { key: person.id, version: person.version, cause, settles: settle(cause, answer, [person]), data: { customer: compose(people, person) } });
}

export function tellMerged(people: People, step: Merge & { undone: boolean }, records: readonly PersonRecord[], cause: Inbound): Outbound {
  const { mergeId, survivor, from, undone, at } = step;
  const settles = settle(cause, { status: 200, body: { mergeId } }, records);
  return message(customerMerged, { key: survivor, cause, settles, data: { mergeId, survivor, from, undone, customers: records.map((record) => compose(people, record)), at } });
}

export function tellSuggested(suggestion: Suggestion, cause: Inbound): Outbound {
  const { customerId, other, because, subject } = suggestion;
  return message(mergeSuggested, { key: customerId, cause, data: { customerId, other, because, orderId: subject } });
}

/** Settles a command that changed nothing. */
export function tellSettled(person: PersonRecord, cause: Inbound, answer: Answer = customerAnswer(person.id, 200)): Outbound {
  const [settlement] = settle(cause, answer, [person]);
  if (!settlement) throw new Error('a command without an operation changed nothing and has nobody to answer');
  return message(operationSettled('customers'), { key: settlement.operationId, cause, data: settlement });
}

export function customerAnswer(id: string, status: number): Answer {
  return { status, resource: { view: 'customer', key: id } };
}

function settle(cause: Inbound, answer: Answer, records: readonly PersonRecord[]): Settlement[] {
  if (!cause.operationId) return [];
  return [{ operationId: cause.operationId, outcome: 'done', ...answer, effects: records.map((record) => ({ view: 'customer' as const, key: record.id, version: record.version })) }];
}
