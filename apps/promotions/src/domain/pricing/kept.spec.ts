import type { PricingRequest, Promotion } from '@onefront/contracts';
import fc from 'fast-check';
import { amountOff, gbp, line, percentage, promotion, request, rules, shipping, totalsOf, vat, webshop, type Effect } from '../../../test/builders.js';
import { candidates, price, type Rule, type Rules } from './index.js';

const excluded = { channel: { ...webshop, taxIncluded: false } };
const kept = (lineId: string, total: number, tax?: number) => line(lineId, 5000, { kept: { total: gbp(total), ...(tax === undefined ? {} : { tax: gbp(tax) }) } });

describe('S7 prices that are kept beside those of today', () => {
  const tenOff = promotion('ten', percentage('10', 'order'));

  it('are what they were: no promotion lowers them, none counts them, no shipping is asked for them', () => {
    const large = promotion('large', percentage('50', 'order'), { conditions: [{ type: 'min-basket', amount: gbp(2000) }] });
    const priced = price(request([kept('1', 3001), line('2', 1000)]), { ...rules(tenOff, large), shippingRates: [shipping(395, { freeFrom: gbp(2000) })] });
    expect(priced.result.lines.map((one) => [Number(one.total.amount), one.discounts.length])).toEqual([[3001, 0], [900, 1]]);
    expect(totalsOf(priced)).toMatchObject({ items: 4001, discount: 100, shipping: 395, grand: 4296 });
    expect(candidates(request([kept('1', 3001), line('2', 1000)]), rules(tenOff, large)).map((one) => one.id)).toEqual(['ten']);
  });

  it('all of them: nothing is sent that was not paid for before', () => {
    expect(totalsOf(price(request([kept('1', 3001)]), { ...rules(tenOff), shippingRates: [shipping(395)] }))).toMatchObject({ shipping: 0, discount: 0, grand: 3001 });
  });

  it('S13 tax on top is as it was paid; within prices it is that of today', () => {
    const set = { ...rules(), taxRates: [vat('25')] };
    const ontop = price(request([kept('1', 1000, 200), line('2', 1000)], excluded), set).result;
    expect(ontop.taxes.map((one) => [one.label, one.amount.amount])).toEqual([['standard GB 25 %', '250'], ['tax as it was paid', '200']]);
    expect([ontop.lines.map((one) => one.tax.amount), ontop.totals.grand.amount]).toEqual([['200', '250'], '2450']);
    const within = price(request([kept('1', 1000), line('2', 1000)]), set).result;
    expect([within.totals.tax.amount, within.totals.grand.amount]).toEqual(['400', '2000']);
  });

  it('cost what they cost, whatever today asks: the others are priced as if they were alone', () => {
    const pence = fc.integer({ min: 0, max: 20_000 });
    const effect = fc.oneof<fc.Arbitrary<Effect>[]>(
      fc.tuple(fc.constantFrom('10', '33.3333', '100'), fc.constantFrom<('order' | 'lines' | 'shipping')[]>('order', 'lines', 'shipping')).map(([percent, on]) => percentage(percent, on)),
      fc.tuple(pence, fc.constantFrom<('order' | 'line' | 'unit')[]>('order', 'line', 'unit')).map(([amount, on]) => amountOff(amount, on)),
      fc.tuple(fc.constantFrom<('cheapest-free' | 'dearest-free')[]>('cheapest-free', 'dearest-free'), fc.integer({ min: 1, max: 2 })).map(([type, buy]) => ({ type, buy, get: 1 }) as Effect),
    );
    const conditions = fc.constantFrom<Promotion['conditions'][]>([], [{ type: 'min-basket', amount: gbp(9000) }], [{ type: 'min-quantity', quantity: 4 }]);
    const promotions: fc.Arbitrary<Rule<Promotion>[]> = fc.array(fc.tuple(effect, conditions), { maxLength: 3 }).map((all) => all.map(([one, asked], index) => promotion(`p${index}`, one, { conditions: asked })));
    const lines = fc.array(fc.record({ pence, quantity: fc.integer({ min: 1, max: 4 }), was: fc.option(fc.record({ total: pence, tax: pence })) }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(lines, promotions, fc.boolean(), (all, promos, taxIncluded) => {
      const asked = all.map(({ pence: amount, quantity, was }, index) => line(String(index), amount, { quantity, ...(was ? { kept: { total: gbp(was.total), ...(taxIncluded ? {} : { tax: gbp(was.tax) }) } } : {}) }));
      const set: Rules = { promotions: promos, taxRates: [vat('20')], shippingRates: [shipping(495, { freeFrom: gbp(20_000) })] };
      const of = (some: PricingRequest['lines']) => price(request(some, { channel: { ...webshop, taxIncluded } }), set);
      const [mixed, alone] = [of(asked), of(asked.filter((one) => !one.kept))];
      const was = all.reduce((sum, one) => sum + (one.was ? one.was.total + (taxIncluded ? 0 : one.was.tax) : 0), 0);
      const today = mixed.result.lines.filter((one) => !asked.find((sent) => sent.lineId === one.lineId)!.kept);
      expect([totalsOf(mixed).grand, totalsOf(mixed).shipping, totalsOf(mixed).discount]).toEqual([totalsOf(alone).grand + was, totalsOf(alone).shipping, totalsOf(alone).discount]);
      expect(today.map((one) => [one.total, one.discounts])).toEqual(alone.result.lines.map((one) => [one.total, one.discounts]));
      expect([mixed.taken, mixed.result.explanation, mixed.problem]).toEqual([alone.taken, alone.result.explanation, undefined]);
    }), { numRuns: 10_000, seed: 20261124 });
  });
});
