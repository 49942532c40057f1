import { Module } from '@nestjs/common';
import { subscribeController } from '@onefront/service';
import { inventoryTopics, inventoryWork } from './inventory.subscriptions.js';

export function inventoryModule() {
  @Module({ controllers: [subscribeController({ topics: inventoryTopics, work: inventoryWork })] })
  class InventoryModule {}
  return InventoryModule;
}
