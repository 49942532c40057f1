import type { PricingRequest, Promotion } from '@onefront/contracts';
import { amountOff, gbp, line, percentage, promotion, reason, request, rules, totalsOf } from '../../../test/builders.js';
import { nothingKnown, price, type Standing } from './index.js';

const order = (more: Partial<PricingRequest> = {}) => request([line('1', 1000, { quantity: 2 }), line('2', 500, { method: 'ship' })], more);
const ten = (more: Partial<Promotion>) => promotion('ten', percentage('10', 'order'), more);
const applies = (condition: Promotion['conditions'][number], asked = order(), standing: Standing = nothingKnown) => totalsOf(price(asked, rules(ten({ conditions: [condition] })), standing)).discount > 0;

describe('conditions', () => {
  it('coupon: only with a coupon of this promotion, which then holds a use', () => {
    expect(applies({ type: 'coupon' })).toBe(false);
    expect(applies({ type: 'coupon' }, order(), { ...nothingKnown, coupons: [{ code: 'X', promotion: 'other' }] })).toBe(false);
    const standing = { ...nothingKnown, coupons: [{ code: 'Ten', promotion: 'ten' }] };
    const priced = price(order(), rules(ten({ conditions: [{ type: 'coupon' }] })), standing);
    expect(priced.result.coupons).toEqual([{ code: 'Ten', promotion: 'ten' }]);
    expect(reason(priced, 'ten')).toBe('coupon Ten');
  });
  it('min-basket: goods before discounts', () => {
    expect(applies({ type: 'min-basket', amount: gbp(2500) })).toBe(true);
    expect(applies({ type: 'min-basket', amount: gbp(2501) })).toBe(false);
    const first = promotion('a', amountOff(2000, 'line'));
    const priced = price(order(), rules(first, ten({ conditions: [{ type: 'min-basket', amount: gbp(2500) }] })));
    expect(priced.result.explanation.filter((step) => step.applied && !step.line).map((step) => step.promotion)).toEqual(['a']); // nothing was left for ten, yet its condition held
    expect(reason(priced, 'ten')).toBe('there is nothing left that it could lower');
  });
  it('min-quantity and has-items count matching units', () => {
    expect(applies({ type: 'min-quantity', quantity: 3 })).toBe(true);
    expect(applies({ type: 'min-quantity', quantity: 4 })).toBe(false);
    expect(applies({ type: 'min-quantity', quantity: 2, match: { skus: ['SKU-1'] } })).toBe(true);
    expect(applies({ type: 'min-quantity', quantity: 3, match: { skus: ['SKU-1'] } })).toBe(false);
    expect(applies({ type: 'has-items', match: { skus: ['SKU-2'] } })).toBe(true);
    expect(applies({ type: 'has-items', match: { skus: ['SKU-2'] }, quantity: 2 })).toBe(false);
  });
  it('customer-group, method, payment-method', () => {
    expect(applies({ type: 'customer-group', in: ['vip'] })).toBe(false);
    expect(applies({ type: 'customer-group', in: ['vip'] }, order({ customer: { id: 'c', groups: ['vip'] } }))).toBe(true);
    expect(applies({ type: 'method', in: ['ship'] })).toBe(true);
    expect(applies({ type: 'method', in: ['ship'] }, request([line('1', 1000), line('2', 1, { method: 'pickup' })]))).toBe(false);
    expect(applies({ type: 'payment-method', in: ['card'] })).toBe(true);
    expect(applies({ type: 'payment-method', in: ['card'] }, order({ paymentMethods: ['card', 'gift-card'] }))).toBe(false);
  });
  it('region: country, region, or both', () => {
    const scotland = order({ destination: { country: 'GB', region: 'Scotland' } });
    for (const name of ['GB', 'scotland', 'GB-Scotland']) expect(applies({ type: 'region', in: [name] }, scotland)).toBe(true);
    expect(applies({ type: 'region', in: ['FR', 'Wales'] }, scotland)).toBe(false);
  });
  it('first-order: only when the customer is known and has none', () => {
    expect(applies({ type: 'first-order' })).toBe(false);
    expect(applies({ type: 'first-order' }, order(), { ...nothingKnown, firstOrder: false })).toBe(false);
    expect(applies({ type: 'first-order' }, order(), { ...nothingKnown, firstOrder: true })).toBe(true);
  });
  it('all conditions must hold', () => {
    const priced = price(order(), rules(ten({ conditions: [{ type: 'min-quantity', quantity: 1 }, { type: 'region', in: ['FR'] }] })));
    expect([totalsOf(priced).discount, reason(priced, 'ten')]).toEqual([0, 'does not go to FR']);
  });
  it('channels and the moment of the order; start inclusive, end exclusive', () => {
    const works = (more: Partial<Promotion>) => totalsOf(price(order(), rules(ten(more)))).discount > 0;
    expect([works({ channels: 'all' }), works({ channels: ['till'] }), works({ channels: ['till', 'web'] })]).toEqual([true, false, true]);
    expect([works({ startsAt: '2026-11-10T12:00:00.000Z' }), works({ startsAt: '2026-11-10T13:00:00.001+01:00' })]).toEqual([true, false]);
    expect([works({ endsAt: '2026-11-10T12:00:00.000Z' }), works({ endsAt: '2026-11-10T12:00:00.001Z' })]).toEqual([false, true]);
  });
  it('a promotion in another currency does not apply, and says so', () => {
    const priced = price(order(), rules(promotion('eur', { type: 'fixed-amount', on: 'order', amount: { amount: '100', currency: 'EUR' } })), nothingKnown, { explainAll: true });
    expect([totalsOf(priced).discount, reason(priced, 'eur')]).toEqual([0, 'is in EUR, the channel sells in GBP']);
  });
  it('limits that are reached, and a budget that is too small for the discount', () => {
    const barred = price(order(), rules(ten({})), { ...nothingKnown, barred: new Map([['ten', 'all 5 uses are taken']]) });
    expect([totalsOf(barred).discount, reason(barred, 'ten')]).toEqual([0, 'all 5 uses are taken']);
    expect(totalsOf(price(order(), rules(ten({})), { ...nothingKnown, budgetLeft: new Map([['ten', 249n]]) })).discount).toBe(0);
    expect(totalsOf(price(order(), rules(ten({})), { ...nothingKnown, budgetLeft: new Map([['ten', 250n]]) })).discount).toBe(250);
  });
  it('explains other channels only when asked for all', () => {
    const elsewhere = rules(ten({ channels: ['till'] }));
    expect(price(order(), elsewhere).result.explanation).toEqual([]);
    expect(reason(price(order(), elsewhere, nothingKnown, { explainAll: true }), 'ten')).toBe('not on the channel web');
  });
});
