import type { Inbound } from './envelope.js';
import { fact, type MessageDefinition } from './message.js';
import { settlement, type Settlement } from './settlement.js';

/** The services that own commands, and so settle them. */
export const settlingServices = ['catalog', 'inventory', 'orders', 'customers', 'promotions'] as const;
export type SettlingService = (typeof settlingServices)[number];

/** The view that a sample of each service's settlement speaks of. */
const sampleView = { catalog: 'product', inventory: 'stock', orders: 'order', customers: 'customer', promotions: 'coupon' } as const;

function define(service: SettlingService): MessageDefinition<Settlement> {
  const effect = { view: sampleView[service], key: '0198c0de-0000-7000-8000-000000000001' };
  return fact(`${service}.operation-settled.v1`, {
    keyedBy: 'operation id',
    summary: `The one answer of ${service} to a command, when no other fact of the same transaction carries it.`,
    schema: settlement,
    sample: { operationId: '0198c0de-0000-7000-8000-000000000002', outcome: 'done', status: 201, resource: effect, effects: [{ ...effect, version: 1 }] },
  });
}

const definitions: Readonly<Record<SettlingService, MessageDefinition<Settlement>>> = {
  catalog: define('catalog'),
  inventory: define('inventory'),
  orders: define('orders'),
  customers: define('customers'),
  promotions: define('promotions'),
};

export function isSettlingService(service: string): service is SettlingService {
  return (settlingServices as readonly string[]).includes(service);
}

/** `<service>.operation-settled.v1`: topic `onefront.<service>`, keyed by operation id (design.md section 2). */
export function operationSettled(service: SettlingService): MessageDefinition<Settlement> {
  return definitions[service];
}

const settledTypes = new Set(settlingServices.map((service) => definitions[service].type));

/** The operations that a message settles: the data of `operation-settled`, or what a fact carries in `ce_settles`. */
export function settlementsOf(message: Inbound): readonly Settlement[] {
  return settledTypes.has(message.type) ? [message.data as Settlement] : (message.settles ?? []);
}
