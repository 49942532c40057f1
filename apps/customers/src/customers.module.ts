import { Module } from '@nestjs/common';
import { subscribeController } from '@onefront/service';
import { customersTopics, customersWork } from './customers.subscriptions.js';

export function customersModule() {
  @Module({ controllers: [subscribeController({ topics: customersTopics, work: customersWork })] })
  class CustomersModule {}
  return CustomersModule;
}
