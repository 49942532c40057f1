import type { Promotion } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { touch, type Books, type CouponLease, type CouponLeaseLine, type CouponRow } from './books.js';
import type { Rule, Rules } from './pricing/index.js';
import type { TillQueue } from './till-queue.js';

/** The till that made a sale without a network, and the number that it gave it. */
export interface TillSale { readonly id: string; readonly sequence: number }

/** What a device says: what it wants to have from now on, all its sales up to `sequence` being in. */
export interface CouponWord {
  readonly till: string;
  readonly channel: string;
  readonly serial: number;
  readonly sequence: number;
  readonly coupons: ReadonlyArray<{ readonly code: string; readonly quantity: number }>;
  readonly ttlSeconds: number;
  readonly graceSeconds: number;
}

/** A lease as it is now, with the coupons whose counters changed. */
export interface LeaseTold { readonly lease: CouponLease; readonly coupons: readonly CouponRow[] }

/** What the device may still take by itself. */
export function leftOf({ granted, used, returned }: CouponLeaseLine): number {
  return granted - used - returned;
}

/**
 * Gives a till as many uses as it wants and as the limits leave, and takes back what it wants no longer. A word that was heard changes nothing (undefined). Throws 409
 * `serial-passed` for a word older than one that was heard, `sold-since` when sales are here that the device made after it spoke, and 422 for a code that nobody has.
 */
export function leaseCoupons(books: Books, rules: Rules, word: CouponWord): LeaseTold | undefined {
  const { till, channel, serial, sequence } = word;
  const before = books.leases.get(till);
  if (before && serial === before.serial) return undefined;
  refuse(books, word, before);
  if (!before) queueOf(books, till).beginBehind(sequence);
  const lease: CouponLease = before ?? { id: till, channel, serial, sequence, expiresAt: books.now, reclaimFrom: books.now, version: 0, lines: new Map() };
  const wanted = new Map(word.coupons.map(({ code, quantity }) => [code.toUpperCase(), quantity]));
  for (const key of wanted.keys()) if (!lease.lines.has(key)) lease.lines.set(key, { key, code: books.coupons.get(key)!.code, wanted: 0, granted: 0, used: 0, returned: 0 });
  Object.assign(lease, { channel, serial, sequence, expiresAt: after(books.now, word.ttlSeconds), reclaimFrom: after(books.now, word.ttlSeconds + word.graceSeconds) });
  books.leases.set(till, lease);
  const changed = [...lease.lines.values()].filter((line) => setLevel(books, line, { wanted: wanted.get(line.key) ?? 0, mayGrant: mayLease(books.coupons.get(line.key)!, rules, { channel, now: books.now }) }));
  return told(books, lease, changed);
}

function refuse(books: Books, { till, serial, sequence, coupons }: CouponWord, before: CouponLease | undefined): void {
  if (before && serial < before.serial) throw new DomainError('serial-passed', 'conflict', `${till} has said ${before.serial} about its coupons already`);
  const { last } = queueOf(books, till);
  if (last > sequence) throw new DomainError('sold-since', 'conflict', `sale ${last} of ${till} was made after ${sequence}: say it again with the last sequence`);
  const unknown = coupons.flatMap(({ code }, index) => (books.coupons.has(code.toUpperCase()) ? [] : [{ path: `/coupons/${index}/code`, message: 'there is no such coupon' }]));
  if (unknown.length > 0) throw new DomainError('invalid-request', 'invalid', unknown.map(({ path, message }) => `${path}: ${message}`).join('; '), unknown);
}

/** What is beyond what the till wants goes back; of what it wants it gets what the limit leaves. Says whether the counter of the coupon changed. */
function setLevel(books: Books, line: CouponLeaseLine, { wanted, mayGrant }: { wanted: number; mayGrant: boolean }): boolean {
  line.wanted = wanted;
  const coupon = books.coupons.get(line.key)!;
  const more = wanted - leftOf(line);
  if (more <= 0) return giveBack(coupon, line, -more);
  const free = coupon.limit === null ? more : coupon.limit - coupon.used - coupon.held;
  const granted = mayGrant ? Math.min(more, free) : 0;
  if (granted <= 0) return false;
  line.granted += granted;
  coupon.held += granted;
  touch(coupon);
  return true;
}

function giveBack(coupon: CouponRow, line: CouponLeaseLine, uses: number): boolean {
  if (uses === 0) return false;
  line.returned += uses;
  coupon.held -= uses;
  touch(coupon);
  return true;
}

/** Only what anybody may use in the channel of the till now: a device without a network does not know its buyers, and cannot count per customer. */
function mayLease(coupon: CouponRow, { promotions }: Rules, { channel, now }: { channel: string; now: Date }): boolean {
  const promotion = promotions.find((one) => one.id === coupon.promotion);
  if (!promotion || coupon.status === 'disabled' || coupon.customer !== null || coupon.perCustomer !== null) return false;
  if ((coupon.startsAt && coupon.startsAt > now) || (coupon.expiresAt && coupon.expiresAt <= now)) return false;
  return isForEverybody(promotion, channel);
}

function isForEverybody({ rule: { channels, limits, conditions } }: Rule<Promotion>, channel: string): boolean {
  if (channels !== 'all' && !channels.includes(channel)) return false;
  return limits?.perCustomer === undefined && !conditions.some(({ type }) => type === 'first-order' || type === 'customer-group');
}

/** Uses of a coupon that a till has left for this sale: none without a till or a lease, or for what was sold before the lease began. */
export function leasedTo(books: Books, sale: TillSale | undefined, key: string): number {
  const lease = sale && books.leases.get(sale.id);
  const line = lease && sale.sequence > lease.sequence ? lease.lines.get(key) : undefined;
  return line ? leftOf(line) : 0;
}

/** A sale of the till takes one of its uses: what stood in `held` for the till stands there for the order from now on. Call only while something is left. */
export function useFromLease(books: Books, { id: till }: TillSale, { key, orderId }: { key: string; orderId: string }): void {
  const lease = books.leases.get(till)!;
  lease.lines.get(key)!.used += 1;
  books.leaseUses.push({ till, key, orderId });
  books.leasesUsed.add(till);
}

/** What sales have taken from leases, told behind them. */
export function tellUsed(books: Books): LeaseTold[] {
  const used = [...books.leasesUsed].sort();
  books.leasesUsed.clear();
  return used.map((till) => told(books, books.leases.get(till)!, []));
}

/** Whether the grace of a lease is over, by the clock of the database. */
export function isOver({ reclaimFrom }: CouponLease, now: Date): boolean {
  return reclaimFrom <= now;
}

/** The device has not come back, its grace is over, and all of its sales that anybody knows of are here: what it has left is free again. What it hands in later counts as any recorded use. */
export function reclaimCoupons(books: Books, till: string): LeaseTold | undefined {
  const lease = books.leases.get(till);
  if (!lease || !isOver(lease, books.now) || !queueOf(books, till).isHeard) return undefined;
  const open = [...lease.lines.values()].filter((line) => giveBack(books.coupons.get(line.key)!, line, leftOf(line)));
  return open.length === 0 ? undefined : told(books, lease, open);
}

function told({ coupons }: Books, lease: CouponLease, changed: readonly CouponLeaseLine[]): LeaseTold {
  lease.version += 1;
  lease.changed = true;
  return { lease, coupons: changed.map((line) => coupons.get(line.key)!) };
}

/** Loaded and locked before, whatever a till says. */
function queueOf({ tills }: Books, till: string): TillQueue {
  const queue = tills.get(till);
  if (!queue) throw new Error(`till ${till} was not loaded`);
  return queue;
}

function after(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
