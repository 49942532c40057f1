import { Module } from '@nestjs/common';
import { subscribeController } from '@onefront/service';
import { catalogTopics, catalogWork } from './catalog.subscriptions.js';

export function catalogModule() {
  @Module({ controllers: [subscribeController({ topics: catalogTopics, work: catalogWork })] })
  class CatalogModule {}
  return CatalogModule;
}
