import { Module } from '@nestjs/common';
import { subscribeController } from '@onefront/service';
import type { Policy } from './domain/step.js';
import { ordersTopics, ordersWork } from './orders.subscriptions.js';

export function ordersModule(policy: Policy) {
  @Module({ controllers: [subscribeController({ topics: ordersTopics, work: ({ clock }) => ordersWork(policy, clock) })] })
  class OrdersModule {}
  return OrdersModule;
}
