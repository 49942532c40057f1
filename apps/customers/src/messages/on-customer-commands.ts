import type { changeCustomer, DataOf, eraseCustomer, Inbound, mergeCustomers, registerCustomer, unmergeCustomers } from '@onefront/contracts';
import { checkPreconditions } from '@onefront/kernel';
import { erase, merge, unmerge } from '../domain/merge.js';
import { change, register } from '../domain/register.js';
import type { CustomersBatch } from './customers-batch.js';
import { customerAnswer, tellChanged, tellMerged, tellSettled } from './published.js';

export function onRegisterCustomer({ people, told }: CustomersBatch, inbound: Inbound<DataOf<typeof registerCustomer>>): void {
  const { customerId, customer, at } = inbound.data;
  const { person, created } = register(people, customerId, customer, at);
  told.push(created ? tellChanged(people, person, inbound, customerAnswer(person.id, 201)) : tellSettled(person, inbound));
}

export function onChangeCustomer({ people, told }: CustomersBatch, inbound: Inbound<DataOf<typeof changeCustomer>>): void {
  const { person, changed } = change(people, inbound.data.customerId, inbound.data);
  told.push(changed ? tellChanged(people, person, inbound) : tellSettled(person, inbound));
}

export function onMergeCustomers({ people, told }: CustomersBatch, inbound: Inbound<DataOf<typeof mergeCustomers>>): void {
  const { customerId, from, mergeId, at } = inbound.data;
  const joined = merge(people, { survivor: customerId, from, mergeId, at });
  told.push(tellMerged(people, { mergeId, survivor: joined.survivor.id, from: joined.from.id, at, undone: false }, [joined.survivor, joined.from], inbound));
}

export function onUnmergeCustomers({ people, told }: CustomersBatch, inbound: Inbound<DataOf<typeof unmergeCustomers>>): void {
  const { mergeId, at } = inbound.data;
  const parted = unmerge(people, inbound.data);
  told.push(tellMerged(people, { mergeId, survivor: parted.survivor.id, from: parted.from.id, at, undone: true }, [parted.survivor, parted.from], inbound));
}

export function onEraseCustomer({ people, told }: CustomersBatch, inbound: Inbound<DataOf<typeof eraseCustomer>>): void {
  const { customerId, at, conditions = {} } = inbound.data;
  const current = people.survivor(customerId);
  if (current) checkPreconditions({ version: current.version, document: current }, conditions);
  const erased = erase(people, customerId, at);
  const [person, ...members] = erased;
  if (!person) told.push(tellSettled(people.survivor(customerId)!, inbound, { status: 202, body: { id: customerId } }));
  else told.push(tellChanged(people, person, inbound, { status: 202, body: { id: person.id } }), ...members.map((member) => tellChanged(people, member, { ...inbound, operationId: undefined } as Inbound)));
}
