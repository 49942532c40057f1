import { availabilityChanged, locationChanged } from '@onefront/contracts';
import { defineService } from '@onefront/service';
import { inventoryBackground } from './inventory.background.js';
import { inventoryModule } from './inventory.module.js';
import { inventoryTopics } from './inventory.subscriptions.js';
import { migrations } from './persistence/index.js';
import { tables } from './persistence/tables.js';

export const inventoryService = defineService({
  name: 'inventory',
  migrations,
  entities: tables,
  hears: inventoryTopics,
  tells: [locationChanged.topic, availabilityChanged.topic],
  module: inventoryModule,
  background: ({ database }) => inventoryBackground(database),
});
