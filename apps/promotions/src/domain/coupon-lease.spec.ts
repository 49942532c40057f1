import fc from 'fast-check';
import { amountOff, line, promotion, request, rules } from '../../test/builders.js';
import { emptyBooks, type Books, type CouponRow } from './books.js';
import { leaseCoupons, leasedTo, leftOf, reclaimCoupons, type CouponWord } from './coupon-lease.js';
import { asked, confirmed, released } from './sale.js';
import { TillQueue } from './till-queue.js';

const NOW = new Date('2026-11-10T12:00:00Z');
const ten = promotion('ten', amountOff(100, 'order'), { channels: ['web', 'till'], conditions: [{ type: 'coupon' }] });
const coupon = (more: Partial<CouponRow> = {}): CouponRow => ({
  key: 'TEN', code: 'Ten', promotion: 'ten', limit: 10, perCustomer: null, customer: null, startsAt: null, expiresAt: null, issueId: 'i', status: 'active', used: 0, held: 0, over: 0, version: 1, ...more,
});
function shop(more: Partial<CouponRow> = {}): Books {
  const books = emptyBooks();
  books.now = NOW;
  books.coupons.set('TEN', coupon(more));
  for (const till of ['a', 'b']) books.tills.set(till, new TillQueue(till));
  return books;
}
let serials = 0;
const word = (books: Books, till: string, quantity: number, more: Partial<CouponWord> = {}, all = rules(ten)) =>
  leaseCoupons(books, all, { till, channel: 'till', serial: ++serials, sequence: books.tills.get(till)!.last, coupons: [{ code: 'ten', quantity }], ttlSeconds: 60, graceSeconds: 60, ...more });
function place(books: Books, orderId: string, till?: { id: string; sequence: number }) {
  books.sales.set(orderId, { orderId, stage: 'waiting', confirmed: false, customer: null, request: null, buyer: null, couponUses: [], promotionUses: [] });
  const answer = asked(books, rules(ten), orderId, { request: request([line('1', 1000, till ? { total: { amount: '900', currency: 'GBP' } } : {})], { coupons: ['Ten'], recorded: till !== undefined }), awaitsBuyer: false, till });
  if (till) books.tills.get(till.id)!.take(till.sequence, orderId);
  return answer;
}
const sell = (books: Books, till: string, sequence = books.tills.get(till)!.last + 1) => place(books, `${till}/${sequence}`, { id: till, sequence });
const left = (books: Books, till: string) => leftOf(books.leases.get(till)!.lines.get('TEN')!);
const the = (books: Books) => books.coupons.get('TEN')!;
const counters = (books: Books) => [the(books).used, the(books).held, the(books).over];
const refused = (code: string) => expect.objectContaining({ code });

describe('S22 S11 coupon lease of a till', () => {
  it('gives all, or what the limit leaves, and takes back what is wanted no longer', () => {
    const books = shop();
    word(books, 'a', 6);
    word(books, 'b', 6);
    expect([left(books, 'a'), left(books, 'b'), the(books).held]).toEqual([6, 4, 10]);
    expect(place(books, 'web')).toMatchObject({ kind: 'rejected', problem: { status: 409 } });
    word(books, 'a', 1);
    word(books, 'b', 6);
    expect([left(books, 'a'), left(books, 'b'), the(books).held]).toEqual([1, 6, 7]);
  });

  it('a sale takes from the lease of its till, then what there is, then it is beyond; what no lease covered is for the audit', () => {
    const books = shop({ limit: 3 });
    word(books, 'a', 2);
    for (let i = 0; i < 4; i++) expect(sell(books, 'a')).toMatchObject({ kind: 'priced', result: { coupons: [{ code: 'Ten' }] } });
    expect([left(books, 'a'), counters(books)]).toEqual([0, [0, 3, 1]]);
    expect(books.leaseUses.map((use) => use.orderId)).toEqual(['a/1', 'a/2']);
    expect(books.incidents).toEqual([{ orderId: 'a/3', code: 'Ten', reason: 'a had no use of it on lease' }, { orderId: 'a/4', code: 'Ten', reason: 'it has been used 3 of 3 times' }]);
  });

  it('what is given back after the sale is free for everybody, and not the till’s again', () => {
    const books = shop({ limit: 1 });
    word(books, 'a', 1);
    sell(books, 'a');
    confirmed(books, 'a/1', null);
    released(books, 'a/1');
    expect([left(books, 'a'), counters(books)]).toEqual([0, [0, 0, 0]]);
    expect(place(books, 'web')).toMatchObject({ kind: 'priced' });
  });

  it('hears each word once, none that is old, none that does not know of a sale, and no code that nobody has', () => {
    const books = shop();
    word(books, 'a', 3, { serial: 500 });
    expect(word(books, 'a', 9, { serial: 500 })).toBeUndefined();
    expect(() => word(books, 'a', 9, { serial: 499 })).toThrow(refused('serial-passed'));
    sell(books, 'a');
    expect(() => word(books, 'a', 0, { serial: 501, sequence: 0 })).toThrow(refused('sold-since'));
    expect(() => word(books, 'a', 0, { serial: 501, coupons: [{ code: 'ten', quantity: 1 }, { code: 'NONE', quantity: 1 }] })).toThrow(expect.objectContaining({ errors: [{ path: '/coupons/1/code', message: 'there is no such coupon' }] }));
    expect(left(books, 'a')).toBe(2);
  });

  it('what was sold before the first word takes nothing from the lease, whenever it comes; nobody waits for it', () => {
    const books = shop();
    word(books, 'a', 3, { sequence: 7 });
    expect(books.tills.get('a')).toMatchObject({ acknowledged: 7, last: 7, isHeard: true });
    sell(books, 'a', 7);
    expect([left(books, 'a'), counters(books)]).toEqual([3, [0, 4, 0]]);
    sell(books, 'a', 8);
    expect([left(books, 'a'), counters(books)]).toEqual([2, [0, 4, 0]]);
  });

  it.each<[string, Partial<CouponRow>, Parameters<typeof promotion>[2]]>([
    ['a coupon of one customer', { customer: 'c-1' }, {}],
    ['a limit per customer', { perCustomer: 1 }, {}],
    ['a promotion with a limit per customer', {}, { limits: { perCustomer: 1 } }],
    ['first orders', {}, { conditions: [{ type: 'coupon' }, { type: 'first-order' }] }],
    ['a group of customers', {}, { conditions: [{ type: 'coupon' }, { type: 'customer-group', in: ['vip'] }] }],
    ['another channel', {}, { channels: ['web'] }],
    ['a coupon that is disabled', { status: 'disabled' }, {}],
    ['a coupon that is over', { expiresAt: NOW }, {}],
    ['a coupon that has not begun', { startsAt: new Date(NOW.getTime() + 1) }, {}],
  ])('nothing is leased of what a device cannot judge: %s', (_what, row, rule) => {
    const books = shop(row);
    word(books, 'a', 3, {}, rules(promotion('ten', amountOff(100, 'order'), { channels: ['web', 'till'], conditions: [{ type: 'coupon' }], ...rule })));
    expect([left(books, 'a'), the(books).held]).toEqual([0, 0]);
  });

  it('a use on lease stays good when the coupon is disabled; no other does', () => {
    const books = shop();
    word(books, 'a', 1);
    the(books).status = 'disabled';
    sell(books, 'a');
    expect(books.incidents).toEqual([]);
    sell(books, 'a');
    expect(books.incidents).toMatchObject([{ orderId: 'a/2', reason: 'it is disabled' }]);
  });

  it('comes back without the device only when its grace is over and all of its sales that anybody knows of are here', () => {
    const books = shop();
    word(books, 'a', 3);
    expect(reclaimCoupons(books, 'a')).toBeUndefined();
    books.now = new Date(NOW.getTime() + 120_000);
    books.tills.get('a')!.note(1);
    expect(reclaimCoupons(books, 'a')).toBeUndefined();
    sell(books, 'a', 1);
    expect(reclaimCoupons(books, 'a')).toMatchObject({ lease: { id: 'a' }, coupons: [{ held: 1 }] });
    expect([left(books, 'a'), the(books).held]).toEqual([0, 1]);
    expect(reclaimCoupons(books, 'a')).toBeUndefined();
  });

  it('a queue is acknowledged up to its first gap, in whatever order sales come, from where its lease began', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 12 })), fc.integer({ min: 0, max: 12 }), fc.nat(6), (sequences, cut, floor) => {
      const first = new TillQueue('a');
      for (const one of sequences.slice(0, cut)) first.take(one, `o-${one}`);
      const beyond = sequences.slice(0, cut).filter((one) => one > first.acknowledged);
      const second = new TillQueue('a', { acknowledged: first.acknowledged, last: first.last, beyond });
      second.beginBehind(floor);
      for (const one of [...sequences, ...sequences]) second.take(one, `o-${one}`);
      // Acknowledged when the lease began, then on to the first that is missing.
      let acknowledged = Math.max(floor, first.acknowledged);
      while (sequences.includes(acknowledged + 1)) acknowledged++;
      expect(second.acknowledged).toBe(acknowledged);
      expect(second.last).toBe(Math.max(floor, ...sequences));
      expect(new Set([...first.fresh, ...second.fresh].map((one) => one.sequence)).size).toBe(first.fresh.length + second.fresh.length);
    }), { numRuns: 10_000 });
  });

  it('whatever happens: used + held (leases in it) <= limit, and within its lease no till is beyond', () => {
    const step = fc.record({ kind: fc.constantFrom('word', 'word', 'sell', 'sell', 'web', 'confirm', 'release', 'reclaim', 'disable'), till: fc.constantFrom('a', 'b'), units: fc.nat(6) });
    fc.assert(fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 14 }), (limit, steps) => {
      const books = shop({ limit });
      for (const { kind, till, units } of steps) {
        const [before, beyond] = [leasedTo(books, { id: till, sequence: Infinity }, 'TEN'), the(books).over];
        const [some] = [...books.sales.keys()].slice(units);
        if (kind === 'word') word(books, till, units, { ttlSeconds: 0, graceSeconds: 0 });
        else if (kind === 'sell') {
          sell(books, till);
          if (before > 0) expect([leasedTo(books, { id: till, sequence: Infinity }, 'TEN'), the(books).over]).toEqual([before - 1, beyond]);
        } else if (kind === 'web') place(books, `w-${books.sales.size}`);
        else if (kind === 'reclaim') reclaimCoupons(books, till);
        else if (kind === 'disable') the(books).status = 'disabled';
        else if (some && kind === 'confirm') confirmed(books, some, null);
        else if (some) released(books, some);
        const uses = [...books.sales.values()].flatMap((sale) => sale.couponUses).filter((use) => use.state !== 'released');
        const leased = [...books.leases.values()].reduce((sum, { lines }) => sum + [...lines.values()].reduce((all, one) => all + leftOf(one), 0), 0);
        expect(counters(books)).toEqual([uses.filter((use) => !use.over && use.state === 'used').length, uses.filter((use) => !use.over && use.state === 'held').length + leased, uses.filter((use) => use.over).length]);
        expect(the(books).used + the(books).held).toBeLessThanOrEqual(limit);
        for (const { lines } of books.leases.values()) for (const one of lines.values()) expect(leftOf(one)).toBeGreaterThanOrEqual(0);
      }
      expect(books.leaseUses.length).toBe([...books.leases.values()].reduce((sum, { lines }) => sum + (lines.get('TEN')?.used ?? 0), 0));
    }), { numRuns: 10_000 });
  });
});
