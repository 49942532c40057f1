import { defineService } from '@onefront/service';
import { catalogModule } from './catalog.module.js';
import { catalogTopics } from './catalog.subscriptions.js';
import { Catalog1700000000001 } from './persistence/migrations/catalog-1700000000001.js';
import { listingTable, productTable } from './persistence/tables.js';

export const catalogService = defineService({
  name: 'catalog',
  migrations: [Catalog1700000000001],
  entities: [productTable, listingTable],
  hears: catalogTopics,
  tells: ['onefront.catalog'],
  module: catalogModule,
});
