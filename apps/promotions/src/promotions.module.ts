import { Module } from '@nestjs/common';
import { subscribeController } from '@onefront/service';
import { QuotesController } from './http/quotes.controller.js';
import { RulesCache } from './persistence/rules-cache.js';
import { promotionsTopics, promotionsWork } from './promotions.subscriptions.js';

/** Orders and quotes share one memory of the rules. */
export function promotionsModule() {
  const cache = new RulesCache();
  @Module({
    controllers: [QuotesController, subscribeController({ topics: promotionsTopics, work: promotionsWork(cache) })],
    providers: [{ provide: RulesCache, useValue: cache }],
  })
  class PromotionsModule {}
  return PromotionsModule;
}
