import { asSold, gbp, line, lineTotals, percentage, amountOff, promotion, reason, request, rules, shipping, totalsOf, vat, webshop } from '../../../test/builders.js';
import { nothingKnown, price } from './index.js';

const exclusive = (group?: string, priority?: number) => ({ stacking: { combinable: false, ...(group ? { group } : {}), ...(priority === undefined ? {} : { priority }) } });

describe('stacking', () => {
  const order = request([line('1', 1000)]);
  it('of non-combinable promotions of one group, the best for the customer wins, whatever the priority', () => {
    const priced = price(order, rules(promotion('five', percentage('5', 'lines'), exclusive('sale', 9)), promotion('ten', percentage('10', 'lines'), exclusive('sale')), promotion('extra', amountOff(50, 'order'))));
    expect(lineTotals(priced)).toEqual([850]);
    expect(reason(priced, 'five')).toBe('Name of ten is better for the customer and not combinable with it');
  });
  it('groups do not compete with each other; without a group all compete in one', () => {
    const a = promotion('a', percentage('10', 'lines'), exclusive('x'));
    const b = promotion('b', percentage('10', 'lines'), exclusive('y'));
    expect(lineTotals(price(order, rules(a, b)))).toEqual([810]);
    expect(lineTotals(price(order, rules({ ...a, rule: { ...a.rule, ...exclusive() } }, { ...b, rule: { ...b.rule, ...exclusive() } })))).toEqual([900]);
  });
  it('a tie goes to the higher priority, then to the lower id', () => {
    const winner = (...stackings: ReturnType<typeof exclusive>[]) => price(order, rules(...stackings.map((stacking, index) => promotion(`p${index}`, amountOff(100, 'line'), stacking)))).result.lines[0]!.discounts[0]!.promotion;
    expect(winner(exclusive('g'), exclusive('g', 1))).toBe('p1');
    expect(winner(exclusive('g'), exclusive('g'))).toBe('p0');
  });
  it('counts shipping when it looks for the best', () => {
    const set = { ...rules(promotion('ship', { type: 'free-shipping' }, exclusive('g')), promotion('goods', amountOff(300, 'order'), exclusive('g'))), shippingRates: [shipping(495)] };
    expect(totalsOf(price(order, set))).toMatchObject({ shipping: 0, discount: 0 });
  });
});

describe('tax and shipping', () => {
  const taxRates = [vat('20'), vat('5', { category: 'reduced' }, 'red')];
  it('included: contained in the price; excluded: on top', () => {
    const set = { ...rules(), taxRates };
    expect(totalsOf(price(request([line('1', 4900)]), set))).toEqual({ items: 4900, discount: 0, shipping: 0, tax: 817, grand: 4900 });
    expect(totalsOf(price(request([line('1', 4900)], { channel: { ...webshop, taxIncluded: false } }), set))).toMatchObject({ tax: 980, grand: 5880 });
  });
  it('rounds once per rate, and the lines of a rate add up to it', () => {
    const priced = price(request([line('1', 99), line('2', 99), line('3', 99)]), { ...rules(), taxRates });
    expect(totalsOf(priced).tax).toBe(50); // 297 * 20 / 120 = 49.5
    expect(priced.result.lines.map((one) => one.tax.amount)).toEqual(['17', '17', '16']);
  });
  it('takes the most specific rate of the moment: region, then the latest, else none', () => {
    const rate = (more: object, at = '2026-11-10T12:00:00.000Z') => price(request([line('1', 1000, more)], { at }), { ...rules(), taxRates: [vat('20'), vat('22', { from: '2027-01-01T00:00:00.000Z' }, 'new'), vat('10', { region: 'NIR' }, 'ni')] }).result.lines[0]!.taxRate;
    expect(rate({})).toBe('20');
    expect(rate({}, '2027-01-01T00:00:00.000Z')).toBe('22');
    expect(rate({ jurisdiction: { country: 'GB', region: 'nir' } })).toBe('10');
    expect(rate({ jurisdiction: { country: 'FR' } })).toBe('0');
    expect(rate({ jurisdiction: undefined })).toBe('20'); // the channel's own country
    expect(rate({ product: { taxCategory: undefined } })).toBe('20'); // standard
  });
  it('taxes shipping at the goods\' rates in proportion, unless its rate names its own', () => {
    const mixed = request([line('1', 3000), line('2', 1000, { product: { taxCategory: 'reduced' } })]);
    const taxes = (rate = shipping(400)) => price(mixed, { ...rules(), taxRates, shippingRates: [rate] }).result.taxes.map((one) => [one.rate, Number(one.amount.amount)]);
    expect(taxes()).toEqual([['5', 52], ['20', 550]]); // 1100 at 5 %, 3300 at 20 %
    expect(taxes(shipping(400, { taxCategory: 'reduced' }))).toEqual([['5', 67], ['20', 500]]);
  });
  it('finds the rate of channel, method and country, and lets it go from an amount of goods before discounts', () => {
    const charged = (goods: number, ...rates: ReturnType<typeof shipping>[]) => totalsOf(price(request([line('1', goods)]), { ...rules(promotion('p', amountOff(500, 'order'))), shippingRates: rates })).shipping;
    expect(charged(1000, shipping(900, { channels: 'all' }, 'all'), shipping(495))).toBe(495);
    expect(charged(1000, shipping(300), shipping(495, { countries: ['GB'] }, 'gb'))).toBe(495);
    expect(charged(1000, shipping(300, { method: 'pickup' }), shipping(200, { countries: ['FR'] }, 'fr'), shipping(100, { channels: ['app'] }, 'app'))).toBe(0);
    expect(charged(5000, shipping(495, { freeFrom: gbp(5000) }))).toBe(0);
    expect(charged(4999, shipping(495, { freeFrom: gbp(5000) }))).toBe(495);
  });
});

describe('what the shopper saw', () => {
  const set = rules(promotion('ten', percentage('10', 'order')));
  it('stands when it is the same', () => {
    expect(price(request([line('1', 1000, { unitPrice: gbp(1000), total: gbp(900) })], { expectedTotal: gbp(900), grand: gbp(900) }), set).problem).toBeUndefined();
  });
  it.each([
    ['/lines/0/unitPrice', { unitPrice: gbp(999) }, {}],
    ['/lines/0/total', { total: gbp(1000) }, {}],
    ['/expectedTotal', {}, { expectedTotal: gbp(1000) }],
    ['/shipping', {}, { shipping: gbp(100) }],
  ])('%s that differs is price-changed with the current quote', (path, ofLine, ofOrder) => {
    const { problem, result } = price(request([line('1', 1000, ofLine)], ofOrder), set);
    expect(problem).toMatchObject({ type: 'https://onefront.dev/problems/price-changed', status: 409, errors: [{ path }], current: result });
  });
  it('a product without a price in the channel\'s currency cannot be sold there', () => {
    const { problem } = price(request([line('1', 1000, { product: { price: { amount: '1000', currency: 'EUR' } } })]), set);
    expect(problem).toMatchObject({ status: 422, errors: [{ path: '/lines/0/sku', message: 'SKU-1 has no price in GBP' }] });
  });
});

describe('as sold', () => {
  const sold = (ofLine: object, ofOrder: object = {}) => price(request([line('1', 1, { quantity: 3, ...ofLine })], { channel: asSold, ...ofOrder }), { ...rules(promotion('all', percentage('10', 'order'), { channels: 'all' })), taxRates: [vat()] });
  it('takes unitPrice, or total, which wins and shows the unit price half-up', () => {
    expect(totalsOf(sold({ unitPrice: gbp(333) }))).toMatchObject({ items: 999, discount: 0, grand: 999 });
    const byTotal = sold({ total: gbp(1000) });
    expect([totalsOf(byTotal).grand, byTotal.result.lines[0]!.unitPrice.amount]).toEqual([1000, '333']);
    expect(sold({ total: gbp(1001) }).result.lines[0]!.unitPrice.amount).toBe('334');
    expect(sold({ total: gbp(1000), unitPrice: gbp(333) }).problem).toBeUndefined();
  });
  it('keeps discounts as sent; total is after them', () => {
    const discounts = [{ label: 'shelf', amount: gbp(200), fundedBy: 'channel' }];
    expect(totalsOf(sold({ total: gbp(1000), discounts }))).toMatchObject({ items: 1200, discount: 200, grand: 1000 });
    expect(totalsOf(sold({ unitPrice: gbp(400), discounts }))).toMatchObject({ items: 1200, discount: 200, grand: 1000 });
    expect(sold({ total: gbp(1000), discounts }).result.lines[0]!.discounts).toEqual([{ promotion: null, label: 'shelf', amount: gbp(200) }]);
  });
  it('keeps tax as sent with who remits it; reckons it only where prices contain it', () => {
    const tax = [{ label: 'US sales tax', amount: gbp(80), remittedBy: 'marketplace' }];
    const excluded = { channel: { ...asSold, taxIncluded: false } };
    expect(sold({ total: gbp(1000) }, { ...excluded, tax }).result.taxes).toEqual(tax);
    expect(totalsOf(sold({ total: gbp(1000) }, { ...excluded, tax, shipping: gbp(50), grand: gbp(1130) }))).toMatchObject({ tax: 80, shipping: 50, grand: 1130 });
    expect(totalsOf(sold({ total: gbp(1200) }))).toMatchObject({ tax: 200, grand: 1200 });
    expect(totalsOf(sold({ total: gbp(1200) }, excluded))).toMatchObject({ tax: 0, grand: 1200 });
  });
  it.each([
    ['/grand', { total: gbp(1000) }, { grand: gbp(1001) }],
    ['/lines/0/total', { total: gbp(1000), unitPrice: gbp(400) }, {}],
    ['/lines/0/unitPrice', {}, {}],
    ['/lines/0/total/amount', { total: gbp(-1) }, {}],
    ['/lines/0/discounts', { unitPrice: gbp(10), discounts: [{ label: 'x', amount: gbp(31), fundedBy: 'us' }] }, {}],
    ['/lines/0/total/currency', { total: { amount: '1', currency: 'EUR' } }, {}],
  ])('%s that does not add up is 422', (path, ofLine, ofOrder) => {
    expect(sold(ofLine, ofOrder).problem).toMatchObject({ status: 422, errors: [{ path }] });
  });
  it('a recorded order is as sold on any channel', () => {
    const priced = price(request([line('1', 5000, { total: gbp(100) })], { recorded: true }), rules(promotion('p', percentage('10', 'order'))), nothingKnown);
    expect([totalsOf(priced).grand, priced.problem]).toEqual([100, undefined]);
  });
});
