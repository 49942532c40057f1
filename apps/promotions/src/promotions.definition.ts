import { defineService } from '@onefront/service';
import { startExpiry } from './commands/expire-gift-cards.js';
import { startBulkIssue } from './commands/issue-in-bulk.js';
import { startReclaim } from './commands/reclaim-coupons.js';
import { couponsFact, giftCardsFact, leaseFact } from './messages/published.js';
import { CouponLeases1700000131100 } from './persistence/migrations/coupon-leases-1700000131100.js';
import { GiftCards1700000121000 } from './persistence/migrations/gift-cards-1700000121000.js';
import { Recall1700000000002 } from './persistence/migrations/recall-1700000000002.js';
import { Promotions1700000000001 } from './persistence/migrations/promotions-1700000000001.js';
import { ruleTable } from './persistence/tables.js';
import { promotionsModule } from './promotions.module.js';
import { promotionsTopics } from './promotions.subscriptions.js';

export const promotionsService = defineService({
  name: 'promotions',
  migrations: [Promotions1700000000001, Recall1700000000002, GiftCards1700000121000, CouponLeases1700000131100],
  entities: [ruleTable],
  hears: promotionsTopics,
  tells: ['onefront.promotions'],
  // A pricing request carries a snapshot of every product, so it is larger than the order it is about.
  http: { bodyLimit: 8 * 1024 * 1024 },
  module: promotionsModule,
  background: ({ database }) => [startBulkIssue(database, couponsFact), startExpiry(database, giftCardsFact), startReclaim(database, leaseFact)],
});
