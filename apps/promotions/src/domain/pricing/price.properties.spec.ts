import type { PricingRequest, Promotion } from '@onefront/contracts';
import fc from 'fast-check';
import { amountOff, asSold, gbp, line, percentage, promotion, request, shipping, vat, webshop, type Effect } from '../../../test/builders.js';
import { price, type Priced, type Rule, type Rules } from './index.js';

const small = fc.integer({ min: 1, max: 4 });
const pence = fc.integer({ min: 0, max: 30_000 });
const percent = fc.constantFrom('0', '5', '7.5', '10', '33.3333', '50', '100');
const match = fc.constantFrom({}, { skus: ['SKU-0', 'SKU-1'] }, { exclude: { skus: ['SKU-0'] } }, { tags: ['new'] });
const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({ percent, on: fc.constantFrom('lines', 'order', 'shipping'), match, maxUnits: fc.option(small, { nil: undefined }), maxAmount: fc.option(pence.map(gbp), { nil: undefined }) }).map(({ percent: p, on, ...more }) => percentage(p, on as 'lines', more)),
  fc.record({ amount: pence, on: fc.constantFrom('order', 'line', 'unit', 'shipping'), match }).map(({ amount, on, ...more }) => amountOff(amount, on as 'order', more)),
  fc.record({ price: pence.map(gbp), match }).map((more) => ({ type: 'fixed-price', ...more }) as Effect),
  fc.record({ type: fc.constantFrom('cheapest-free', 'dearest-free'), buy: small, get: small, match }).map((one) => one as Effect),
  fc.constant<Effect>({ type: 'free-shipping' }),
);
const stacking: fc.Arbitrary<Promotion['stacking']> = fc.record({ group: fc.constantFrom(undefined, 'a', 'b'), priority: fc.integer({ min: -1, max: 1 }), combinable: fc.boolean() });
const promotions: fc.Arbitrary<Rule<Promotion>[]> = fc.array(fc.tuple(fc.array(effect, { minLength: 1, maxLength: 2 }), stacking), { maxLength: 6 }).map((all) => all.map(([effects, how], index) => promotion(`p${index}`, effects, { stacking: how })));
const lines = fc.array(fc.record({ pence, quantity: fc.integer({ min: 1, max: 7 }), taxCategory: fc.constantFrom('standard', 'reduced', 'none'), tags: fc.constantFrom([], ['new']) }), { minLength: 1, maxLength: 5 })
  .map((all) => all.map(({ pence: amount, quantity, ...product }, index) => line(String(index), amount, { quantity, product })));
const orders: fc.Arbitrary<PricingRequest> = fc.tuple(lines, fc.boolean()).map(([all, taxIncluded]) => request(all, { channel: { ...webshop, taxIncluded } }));
const rulesOf = (all: Rule<Promotion>[]): Rules => ({ promotions: all, taxRates: [vat('20'), vat('7', { category: 'reduced' }, 'r')], shippingRates: [shipping(495, { freeFrom: gbp(20_000) })] });

function addsUp({ result }: Priced, taxIncluded: boolean): void {
  const sum = (amounts: { amount: string }[]) => amounts.reduce((total, one) => total + BigInt(one.amount), 0n);
  const { items, discount, shipping: charged, tax, grand } = result.totals;
  const discounts = result.lines.flatMap((one) => one.discounts.map(({ amount }) => amount));
  expect(sum(result.lines.map((one) => one.total))).toBe(BigInt(items.amount) - BigInt(discount.amount));
  expect(sum(discounts)).toBe(BigInt(discount.amount));
  expect(sum(result.taxes.map((one) => one.amount))).toBe(BigInt(tax.amount));
  expect(BigInt(grand.amount)).toBe(BigInt(items.amount) - BigInt(discount.amount) + BigInt(charged.amount) + (taxIncluded ? 0n : BigInt(tax.amount)));
  for (const money of [items, discount, charged, tax, grand, ...discounts, ...result.lines.flatMap((one) => [one.total, one.tax, one.unitPrice])]) expect(BigInt(money.amount)).toBeGreaterThanOrEqual(0n);
  for (const one of result.lines) expect(BigInt(one.total.amount) + sum(one.discounts.map(({ amount }) => amount))).toBe(BigInt(one.unitPrice.amount) * BigInt(one.quantity));
}

describe('price', () => {
  it('adds up and never falls below zero', () => {
    fc.assert(fc.property(orders, promotions, (order, all) => addsUp(price(order, rulesOf(all)), order.channel.taxIncluded)), { numRuns: 400 });
  });
  it('does not depend on the order in which rules are listed', () => {
    fc.assert(fc.property(orders, promotions, (order, all) => {
      expect(price(order, rulesOf([...all].reverse()))).toEqual(price(order, rulesOf(all)));
    }), { numRuns: 200 });
  });
  it('never makes an order dearer by one more combinable promotion on goods', () => {
    fc.assert(fc.property(orders, fc.integer({ min: 1, max: 3000 }), (order, amount) => {
      const without = price(order, rulesOf([])).result.totals.grand.amount;
      expect(BigInt(price(order, rulesOf([promotion('p', amountOff(amount, 'order'))])).result.totals.grand.amount)).toBeLessThanOrEqual(BigInt(without));
    }));
  });
  it('tax: taking the included tax out and putting it on top again is the same, to a penny per rate', () => {
    fc.assert(fc.property(pence, fc.constantFrom('20', '7', '5.5'), (net, rate) => {
      const set = { promotions: [], shippingRates: [], taxRates: [vat(rate)] };
      const excluded = price(request([line('1', net)], { channel: { ...webshop, taxIncluded: false } }), set).result.totals;
      const included = price(request([line('1', Number(excluded.grand.amount))]), set).result.totals;
      expect(Math.abs(Number(included.tax.amount) - Number(excluded.tax.amount))).toBeLessThanOrEqual(1);
    }));
  });
  it('the best of a group is at least as good as each of its members alone', () => {
    fc.assert(fc.property(orders, fc.array(effect, { minLength: 2, maxLength: 5 }), (order, effects) => {
      const rivals = effects.map((one, index) => promotion(`p${index}`, one, { stacking: { combinable: false } }));
      const toPay = (all: Rule<Promotion>[]) => { const { items, discount, shipping: charged } = price(order, rulesOf(all)).result.totals; return BigInt(items.amount) - BigInt(discount.amount) + BigInt(charged.amount); };
      const together = toPay(rivals);
      for (const one of rivals) expect(together).toBeLessThanOrEqual(toPay([one]));
    }));
  });
  it('as sold: what was sent is what it costs', () => {
    fc.assert(fc.property(fc.array(fc.record({ total: pence, discount: pence, quantity: small }), { minLength: 1, maxLength: 4 }), pence, (all, postage) => {
      const sold = all.map(({ total, discount, quantity }, index) => line(String(index), 1, { quantity, total: gbp(total), discounts: [{ label: 'd', amount: gbp(discount), fundedBy: 'us' }] }));
      const grand = all.reduce((sum, one) => sum + one.total, postage);
      const priced = price(request(sold, { channel: asSold, shipping: gbp(postage), grand: gbp(grand) }), rulesOf([]));
      expect(priced.problem).toBeUndefined();
      expect(priced.result.totals.grand.amount).toBe(String(grand));
      expect(BigInt(priced.result.totals.items.amount) - BigInt(priced.result.totals.discount.amount)).toBe(BigInt(grand - postage));
    }));
  });
});
