import fc from 'fast-check';
import { Backorders } from './backorders.js';
import { ExpectedBook } from './expected-book.js';
import { promisableUnits, type ExpectedReceipt } from './expected.js';
import type { StockFact } from './facts.js';
import type { Channel, OversellPolicy } from './network.js';
import { capOf, SkuPolicies, type SkuPolicy } from './oversell.js';
import { promiseExpected } from './promise-expected.js';
import { releaseStock } from './release.js';
import { takeStock } from './reserve.js';
import { StockBook } from './stock-book.js';

const now = new Date('2026-11-01T09:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const kinds = fc.constantFrom('deny' as const, 'backorder' as const, 'preorder' as const, 'capped' as const);
const moment = fc.option(fc.integer({ min: -60, max: 60 }).map(later), { nil: undefined });
const policies = fc.record({ policy: kinds, limit: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }), until: moment, eta: moment });
const webs = (oversell?: OversellPolicy): Channel => ({ id: 'web', locations: ['a'], buffer: 0, ...(oversell ? { oversell } : {}) });

function bookOf(onHand: Record<string, number>, own: readonly SkuPolicy[] = [], receipts: readonly ExpectedReceipt[] = []): StockBook {
  let ids = 0;
  return new StockBook({
    now, newId: () => `id-${++ids}`, policies: new SkuPolicies(own), backorders: new Backorders(), expected: new ExpectedBook(receipts),
    network: { locations: new Map([['a', { id: 'a', sellable: true, shipsOrders: true, pickup: true, safetyStock: 0 }]]), channels: new Map([['web', webs()]]) },
    pages: Object.entries(onHand).map(([sku, units]) => ({ sku, version: 0, lastReservedAt: null, levels: new Map([['a', { onHand: units, unavailable: 0, reserved: 0 }]]) })),
  });
}

let orders = 0;
const take = (book: StockBook, channel: Channel, sku: string, quantity: number): StockFact =>
  takeStock(book, { orderId: `o-${++orders}`, attempt: 1, channel, asked: [{ lineId: '1', sku, quantity }], gone: [], recorded: false, excluded: [], release: [] })[0]!;

describe('S3 oversell policy per channel and SKU', () => {
  it('of a SKU stands before that of its channel, also where it allows less', () => {
    const own = new SkuPolicies([{ channel: 'web', sku: 'S', policy: 'deny' }]);
    const channel = webs({ policy: 'backorder', limit: 9 });
    expect([own.of(channel, 'S')?.policy, own.of(channel, 'T')?.policy, own.of({ ...channel, id: 'app' }, 'S')?.policy]).toEqual(['deny', 'backorder', 'backorder']);
    own.drop('web', 'S');
    expect(own.of(channel, 'S')).toMatchObject({ policy: 'backorder', limit: 9 });
  });

  it('allows no more than its limit, and nothing once its time is over', () => {
    fc.assert(fc.property(policies, (policy) => {
      const cap = capOf(policy, now);
      const over = policy.policy === 'deny' || (policy.until !== undefined && policy.until <= now) || (policy.eta !== undefined && policy.eta <= now);
      expect(cap).toBe(over ? 0 : policy.limit ?? (policy.policy === 'capped' ? 0 : Infinity));
    }), { numRuns: 10_000 });
  });

  it('is never exceeded by what waits, whatever is asked and given back; what is left of it is accepted', () => {
    const asks = fc.array(fc.oneof(fc.record({ sku: fc.constantFrom('S', 'T'), units: fc.integer({ min: 1, max: 6 }) }), fc.record({ releases: fc.nat(8) })), { maxLength: 9 });
    fc.assert(fc.property(policies, policies, fc.nat(6), asks, (ofChannel, ofSku, onHand, events) => {
      const channel = webs(ofChannel);
      const book = bookOf({ S: onHand, T: onHand }, [{ channel: 'web', sku: 'S', ...ofSku }]);
      // A backorder of a SKU that names no day is promised what is expected, and here nothing is.
      const caps: Record<string, number> = { S: ofSku.policy === 'backorder' && !ofSku.eta ? 0 : capOf(ofSku, now), T: capOf(ofChannel, now) };
      const taken: string[] = [];
      for (const one of events) {
        if ('releases' in one) {
          const orderId = taken[one.releases];
          if (orderId) releaseStock(book, { orderId, releaseId: 'r' });
          continue;
        }
        const waiting = book.backorders.waiting('web', one.sku);
        const free = Math.max(0, book.level(one.sku, 'a').onHand - book.level(one.sku, 'a').reserved - waiting);
        const told = take(book, channel, one.sku, one.units);
        taken.push(`o-${orders}`);
        expect(told.kind).toBe(one.units <= free || waiting + one.units - free <= caps[one.sku]! ? 'stock-reserved' : 'reservation-rejected');
        expect(book.backorders.waiting('web', one.sku)).toBeLessThanOrEqual(Math.max(caps[one.sku]!, 0));
      }
    }), { numRuns: 10_000 });
  });

  it('of a SKU that names no day accepts what expected receipts can promise and no more: whoever waits has a day', () => {
    const receipt = fc.record({ quantity: fc.integer({ min: 1, max: 9 }), confidence: fc.integer({ min: 0, max: 100 }), day: fc.integer({ min: 1, max: 60 }) });
    fc.assert(fc.property(fc.array(receipt, { maxLength: 3 }), fc.nat(3), fc.option(fc.nat(9), { nil: undefined }), fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }), (announced, onHand, limit, asked) => {
      const receipts = announced.map(({ quantity, confidence, day }, index): ExpectedReceipt => ({ id: `e-${index}`, sku: 'S', location: 'a', quantity, confidence, eta: later(day), source: 'purchase', status: 'expected', received: 0, promised: 0, version: 1 }));
      const book = bookOf({ S: onHand }, [{ channel: 'web', sku: 'S', policy: 'backorder', ...(limit === undefined ? {} : { limit }) }], receipts);
      const expected = receipts.reduce((sum, one) => sum + promisableUnits(one), 0);
      for (const units of asked) {
        const waiting = book.backorders.waiting('web', 'S');
        const missing = units - Math.max(0, book.level('S', 'a').onHand - book.level('S', 'a').reserved - waiting);
        const told = take(book, webs(), 'S', units);
        promiseExpected(book);
        const accepted = missing <= 0 || waiting + missing <= Math.min(expected, limit ?? Infinity);
        const said = told.kind === 'stock-reserved' ? accepted : told.kind === 'reservation-rejected' && !accepted && (told.short[0]!.noDay ?? false) === waiting + missing > expected;
        const dated = book.backorders.queue('S').every((line) => book.expected.promisedTo(line).reduce((sum, one) => sum + one.quantity, 0) === line.quantity);
        if (!said || !dated) throw new Error(JSON.stringify({ told, units, missing, waiting, expected, limit, dated }));
      }
    }), { numRuns: 10_000 });
  });
});
