import { couponCode, httpCouponIssue, issueCoupons, message, readHttp, type CouponIssue } from '@onefront/contracts';
import { canonicalJson, newId } from '@onefront/kernel';
import { z } from 'zod';
import { viewerOf } from '../../views/viewer.js';
import { checkOwnDocument } from '../ownership.js';
import { Wrong, wrongAt } from '../references.js';
import type { Turn } from './turn.js';

const key = z.strictObject({ code: couponCode });
const members = ['promotion', 'limit', 'perCustomer', 'customer', 'startsAt', 'expiresAt'] as const;

/** As `POST /v1/coupons` with a code. A coupon is issued once: a row about one that is there must say what it says. */
export const couponTurn: Turn = {
  subject: ({ code }) => (typeof code === 'string' ? code.toUpperCase() : undefined),
  turn: async (record, { gateway, job }) => {
    const { code } = readHttp(key, { code: record['code'] });
    const issue = readHttp(httpCouponIssue, record) as CouponIssue;
    const viewer = viewerOf({ ...job, id: job.client });
    const known = await gateway.coupons.get(code, viewer);
    if (known) {
      if (termsOf(JSON.parse(known.body) as CouponIssue) === termsOf(issue)) return { unchanged: true };
      throw wrongAt('/code', 'there is such a coupon already, with other terms');
    }
    const wrong = new Wrong();
    if (!(await gateway.documents.get('promotion', issue.promotion, viewer))) wrong.add('/promotion', 'there is no such promotion');
    if (issue.customer && !(await gateway.customers.find(issue.customer, viewer))) wrong.add('/customer', 'there is no such customer');
    wrong.check();
    await checkOwnDocument(gateway, { view: 'promotion', id: issue.promotion }, viewer);
    return { send: message(issueCoupons, { key: issue.promotion, data: { issueId: newId(), issue } }) };
  },
};

/** Moments are compared, not how they are written. */
function termsOf(coupon: Partial<CouponIssue>): string {
  const moment = (value: unknown) => (typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? Date.parse(value) : value);
  return canonicalJson(Object.fromEntries(members.map((name) => [name, name.endsWith('At') ? moment(coupon[name]) : coupon[name]])));
}
