import {
  changeCustomer, eraseCustomer, mergeCustomers, orderPlaced, registerCustomer, returnerNamed, unmergeCustomers,
  type DataOf, type Inbound,
} from '@onefront/contracts';
import { enqueueWork, type BatchWork, type Tx } from '@onefront/outbox';
import { keysOfBuyer } from './domain/identify.js';
import { keysOf, type MatchKey } from './domain/person.js';
import type { CustomersBatch } from './messages/customers-batch.js';
import { onChangeCustomer, onEraseCustomer, onMergeCustomers, onRegisterCustomer, onUnmergeCustomers } from './messages/on-customer-commands.js';
import { onOrderPlaced, onReturnerNamed } from './messages/on-order-placed.js';
import { kidsOf, loadAnswers, loadPeople, storeAnswers, storePeople } from './persistence/people.repository.js';

interface Needs {
  readonly keys: readonly MatchKey[];
  readonly ids: readonly string[];
  readonly subject?: string;
}

interface Subscription {
  readonly react: (batch: CustomersBatch, inbound: Inbound<never>) => void;
  readonly needs: (data: never) => Needs;
}

function on<D extends { type: string; sample: unknown }>(definition: D, react: (batch: CustomersBatch, inbound: Inbound<DataOf<D>>) => void, needs: (data: DataOf<D>) => Needs): [string, Subscription] {
  return [definition.type, { react: react as Subscription['react'], needs: needs as Subscription['needs'] }];
}

/** All that customers hears, and whom each message can touch. */
const subscriptions: ReadonlyMap<string, Subscription> = new Map([
  on(orderPlaced, onOrderPlaced, ({ placement }) => ({ keys: placement.buyer ? keysOfBuyer(placement.buyer, placement.channel.id) : [], ids: placement.buyer?.id ? [placement.buyer.id] : [], ...(placement.buyer ? { subject: placement.orderId } : {}) })),
  on(returnerNamed, onReturnerNamed, ({ buyer, channel, returnId }) => ({ keys: keysOfBuyer(buyer, channel), ids: buyer.id ? [buyer.id] : [], subject: returnId })),
  on(registerCustomer, onRegisterCustomer, ({ customer, customerId }) => ({ keys: keysOf(customer), ids: [customerId] })),
  on(changeCustomer, onChangeCustomer, ({ customer, customerId }) => ({ keys: keysOf(customer), ids: [customerId] })),
  on(mergeCustomers, onMergeCustomers, ({ customerId, from }) => ({ keys: [], ids: [customerId, from] })),
  on(unmergeCustomers, onUnmergeCustomers, ({ customerId }) => ({ keys: [], ids: [customerId] })),
  on(eraseCustomer, onEraseCustomer, ({ customerId }) => ({ keys: [], ids: [customerId] })),
]);

export const customersTopics = [registerCustomer.topic, orderPlaced.topic];

/** Work items of this kind destroy the keys of an erased person; the executor stands in customers.module.ts. */
export const DESTROY_KEYS = 'destroy-keys';

export const customersWork: BatchWork<CustomersBatch> = {
  types: [...subscriptions.keys()],

  async load(tx, messages) {
    const needs = messages.map((inbound) => subscriptions.get(inbound.type)!.needs(inbound.data as never));
    const answers = await loadAnswers(tx, needs.flatMap((need) => need.subject ?? []));
    const people = await loadPeople(tx, needs.flatMap((need) => need.keys), [...needs.flatMap((need) => need.ids), ...answers.values()]);
    return { people, answers, newAnswers: [], told: [] };
  },

  apply(batch, inbound) {
    subscriptions.get(inbound.type)!.react(batch, inbound as Inbound<never>);
  },

  async store(tx, batch) {
    storePeople(tx, batch.people);
    storeAnswers(tx, batch.newAnswers);
    await scheduleDestruction(tx, batch.people.erased);
    return batch.told;
  },
};

/** The keyring is another database: the wish to destroy is kept here, in the transaction of the erasure, and carried out until it is done. */
async function scheduleDestruction(tx: Tx, erased: readonly string[]): Promise<void> {
  for (const id of erased) enqueueWork(tx, { kind: DESTROY_KEYS, id, payload: { kids: await kidsOf(tx, [id]) }, dueAt: new Date(0) });
}
