import type { DataOf, disableCoupon as disableCouponCommand, Inbound, issueCoupons } from '@onefront/contracts';
import { checkIssue, disableCoupon, issueCoupon, newCode } from '../domain/issue-coupons.js';
import type { PromotionsBatch } from './promotions-batch.js';
import { tellBulk, tellCoupon } from './published.js';

/** One coupon is issued here; many are put down for the executor, so that they delay nobody. */
export function onIssueCoupons(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof issueCoupons>>): void {
  const { issueId, issue } = inbound.data;
  if (issue.count !== undefined) {
    checkIssue(batch.rules, issue);
    batch.bulks.push({ issueId, issue });
    batch.told.push(...tellBulk({ issueId, promotion: issue.promotion, count: issue.count }, inbound));
    return;
  }
  const coupon = issueCoupon(batch.books, batch.rules, issue, { issueId, code: issue.code ?? newCode(batch.random) });
  batch.told.push(...tellCoupon(coupon, { status: 201, changed: true }, inbound));
}

export function onDisableCoupon(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof disableCouponCommand>>): void {
  const { coupon, changed } = disableCoupon(batch.books, inbound.data.code, inbound.data.conditions);
  batch.told.push(...tellCoupon(coupon, { status: 200, changed }, inbound));
}
