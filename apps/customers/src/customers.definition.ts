import { startExecutor } from '@onefront/outbox';
import { defineService } from '@onefront/service';
import { customersModule } from './customers.module.js';
import { customersTopics, DESTROY_KEYS } from './customers.subscriptions.js';
import { Customers1700000000001 } from './persistence/migrations/customers-1700000000001.js';
import { customerTable } from './persistence/tables.js';

export const customersService = defineService({
  name: 'customers',
  migrations: [Customers1700000000001],
  entities: [customerTable],
  hears: customersTopics,
  tells: ['onefront.customers'],
  keyring: true,
  module: customersModule,
  background: ({ database, keyring }) => {
    const executor = startExecutor<{ kids: string[] }>(database, {
      kind: DESTROY_KEYS,
      handle: async ({ payload }) => {
        await keyring.destroy(payload.kids);
        return 'done';
      },
    });
    return [{ close: () => executor.stop() }];
  },
});
