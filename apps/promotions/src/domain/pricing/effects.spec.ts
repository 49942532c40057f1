import { amountOff, gbp, line, lineTotals, percentage, promotion, request, rules, shipping, totalsOf, type Effect } from '../../../test/builders.js';
import { price } from './index.js';

const three = () => request([line('1', 1000, { quantity: 3 }), line('2', 555), line('3', 101)]);
const after = (effect: Effect | Effect[], order = three()) => lineTotals(price(order, rules(promotion('p', effect))));

describe('effects', () => {
  it('percentage on lines: half-up once per line', () => {
    expect(after(percentage('10', 'lines'))).toEqual([2700, 499, 91]); // 55.5 -> 56, 10.1 -> 10
    expect(after(percentage('12.5', 'lines'))).toEqual([2625, 486, 88]); // 69.375 -> 69, 12.625 -> 13
  });
  it('percentage on the order: one rounding, spread by largest remainder', () => {
    // 3656 * 10 % = 365.6 -> 366; 300.33 + 55.56 + 10.11 -> the largest remainder (.56) gets the penny.
    expect(after(percentage('10', 'order'))).toEqual([2700, 499, 91]);
    expect(after(amountOff(100, 'order'), request([line('1', 100), line('2', 100), line('3', 100)]))).toEqual([66, 67, 67]);
  });
  it('counts maxUnits per line and maxAmount over all lines', () => {
    expect(after(percentage('50', 'lines', { maxUnits: 1 }))).toEqual([2500, 277, 50]);
    const capped = price(three(), rules(promotion('p', percentage('50', 'lines', { maxAmount: gbp(1000) }))));
    expect(totalsOf(capped).discount).toBe(1000);
    expect(totalsOf(price(three(), rules(promotion('p', percentage('50', 'order', { maxAmount: gbp(700) }))))).discount).toBe(700);
  });
  it('fixed amounts on line, unit and order, never below zero', () => {
    expect(after(amountOff(200, 'line'))).toEqual([2800, 355, 0]);
    expect(after(amountOff(200, 'unit'))).toEqual([2400, 355, 0]);
    expect(after(amountOff(200, 'unit', { maxUnits: 2 }))).toEqual([2600, 355, 0]);
    expect(after(amountOff(999_999, 'order'))).toEqual([0, 0, 0]);
  });
  it('a fixed price lowers the unit price, and never raises it', () => {
    expect(after({ type: 'fixed-price', price: gbp(500), match: {} })).toEqual([1500, 500, 101]);
  });
  it.each([
    ['cheapest-free', 2, 1, [3000, 555, 0]], // 5 units: one whole set of three
    ['dearest-free', 2, 1, [2000, 555, 101]],
    ['cheapest-free', 1, 1, [3000, 0, 0]], // two sets
    ['cheapest-free', 4, 1, [3000, 555, 0]],
    ['cheapest-free', 5, 1, [3000, 555, 101]], // no whole set
  ] as const)('%s buy %i get %i', (type, buy, get, expected) => {
    expect(after({ type, buy, get })).toEqual(expected);
  });
  it('counts only matching units into sets', () => {
    expect(after({ type: 'cheapest-free', buy: 2, get: 1, match: { skus: ['SKU-1'] } })).toEqual([2000, 555, 101]);
  });
  it('effects on shipping', () => {
    const charged = (effect: Effect) => totalsOf(price(three(), { ...rules(promotion('p', effect)), shippingRates: [shipping(495)] })).shipping;
    expect(charged({ type: 'free-shipping' })).toBe(0);
    expect(charged(percentage('50', 'shipping'))).toBe(247);
    expect(charged(percentage('50', 'shipping', { maxAmount: gbp(100) }))).toBe(395);
    expect(charged(amountOff(100, 'shipping'))).toBe(395);
    expect(charged(amountOff(1000, 'shipping'))).toBe(0);
  });
  it('line effects come before order effects, order effects before shipping, whatever the priority', () => {
    const set = { ...rules(promotion('order', percentage('50', 'order'), { stacking: { priority: 9 } }), promotion('lines', amountOff(100, 'line')), promotion('free', { type: 'free-shipping' }, { stacking: { priority: 99 } })), shippingRates: [shipping(495)] };
    expect(totalsOf(price(request([line('1', 1000)]), set))).toEqual({ items: 1000, discount: 550, shipping: 0, tax: 0, grand: 450 });
  });
  it('within a stage higher priority first, each on what the earlier ones left, ties by id', () => {
    const order = request([line('1', 1000)]);
    const fixed = promotion('b', amountOff(100, 'line'));
    const tenth = promotion('a', percentage('10', 'lines'));
    expect(lineTotals(price(order, rules(fixed, tenth)))).toEqual([800]); // 1000 - 10 % - 100
    expect(lineTotals(price(order, rules({ ...fixed, rule: { ...fixed.rule, stacking: { priority: 1 } } }, tenth)))).toEqual([810]);
  });
  it('match: every member present must hold, exclude takes out again', () => {
    const order = request([
      line('1', 1000, { product: { brand: 'Lumen', categories: ['home/lighting'], tags: ['new'], attributes: { colour: 'brass', watts: 5 } } }),
      line('2', 1000, { product: { brand: 'Lumen', categories: ['garden'] } }), line('3', 1000),
    ]);
    const lowered = (match: object) => after(percentage('10', 'lines', { match }), order);
    expect(lowered({ brands: ['Lumen'] })).toEqual([900, 900, 1000]);
    expect(lowered({ brands: ['Lumen'], categories: ['home/lighting', 'x'] })).toEqual([900, 1000, 1000]);
    expect(lowered({ categories: ['home'] })).toEqual([900, 1000, 1000]);
    expect(lowered({ tags: ['new'] })).toEqual([900, 1000, 1000]);
    expect(lowered({ attributes: { colour: 'brass', watts: 5 } })).toEqual([900, 1000, 1000]);
    expect(lowered({ attributes: { colour: 'steel' } })).toEqual([1000, 1000, 1000]);
    expect(lowered({ brands: ['Lumen'], exclude: { categories: ['garden'] } })).toEqual([900, 1000, 1000]);
    expect(lowered({ exclude: { skus: ['SKU-3'] } })).toEqual([900, 900, 1000]);
    expect(lowered({ exclude: {} })).toEqual([900, 900, 900]);
  });
});
