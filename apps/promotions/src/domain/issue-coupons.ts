import type { CouponIssue } from '@onefront/contracts';
import { checkPreconditions, DomainError, type Preconditions } from '@onefront/kernel';
import { touch, type Books, type CouponRow } from './books.js';
import type { Rules } from './pricing/index.js';

/** Crockford's base 32: no letter that is taken for another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_BYTES = 13;

/** A code of 65 random bits: not to be guessed. `random` gives that many random bytes. */
export function newCode(random: (bytes: number) => Uint8Array): string {
  return Array.from(random(CODE_BYTES), (byte) => ALPHABET[byte % 32]).join('');
}

/** Issues one coupon. Throws `invalid-request` (no such promotion) or `coupon-exists` (409): codes are unique without regard to case. */
export function issueCoupon(books: Books, rules: Rules, issue: CouponIssue, how: { issueId: string; code: string }): CouponRow {
  checkIssue(rules, issue);
  const key = how.code.toUpperCase();
  if (books.coupons.has(key)) throw new DomainError('coupon-exists', 'conflict', `there is a coupon ${how.code} already`, [{ path: '/code', message: 'is taken' }]);
  const coupon = couponOf(issue, how);
  books.coupons.set(key, coupon);
  return coupon;
}

/** Throws `invalid-request` unless the promotion exists and the period is one. */
export function checkIssue(rules: Rules, issue: CouponIssue): void {
  const wrong = (path: string, message: string) => new DomainError('invalid-request', 'invalid', `${path}: ${message}`, [{ path, message }]);
  if (!rules.promotions.some((one) => one.id === issue.promotion)) throw wrong('/promotion', 'there is no such promotion');
  if (issue.startsAt && issue.expiresAt && Date.parse(issue.expiresAt) <= Date.parse(issue.startsAt)) throw wrong('/expiresAt', 'must be after startsAt');
}

export function couponOf(issue: CouponIssue, { issueId, code }: { issueId: string; code: string }): CouponRow {
  return {
    key: code.toUpperCase(), code, promotion: issue.promotion, limit: issue.limit ?? null, perCustomer: issue.perCustomer ?? null, customer: issue.customer ?? null,
    startsAt: issue.startsAt ? new Date(issue.startsAt) : null, expiresAt: issue.expiresAt ? new Date(issue.expiresAt) : null, issueId,
    status: 'active', used: 0, held: 0, over: 0, version: 1, change: 'new',
  };
}

/** Nothing will be held any more; what is held stays valid. Disabling again changes nothing. Throws `not-found`, `precondition-failed`. */
export function disableCoupon(books: Books, code: string, conditions: Preconditions = {}): { coupon: CouponRow; changed: boolean } {
  const coupon = books.coupons.get(code.toUpperCase());
  if (!coupon) throw new DomainError('not-found', 'not-found', 'there is no such coupon');
  checkPreconditions({ version: coupon.version, document: coupon }, conditions);
  if (coupon.status === 'disabled') return { coupon, changed: false };
  coupon.status = 'disabled';
  touch(coupon);
  return { coupon, changed: true };
}
