import { divideHalfUp } from '@onefront/kernel';
import fc from 'fast-check';
import { asSold, gbp, line, request, rules, shipping, totalsOf, vat, webshop } from '../../../test/builders.js';
import { price } from './index.js';

const excluded = { ...webshop, taxIncluded: false };
const with_ = (...taxRates: ReturnType<typeof vat>[]) => ({ ...rules(), taxRates });
const taxesOf = (priced: ReturnType<typeof price>) => priced.result.taxes.map((one) => [one.label, Number(one.amount.amount)]);
const perLine = (priced: ReturnType<typeof price>) => priced.result.lines.map((one) => Number(one.tax.amount));

describe('S13 tax by category, jurisdiction and date', () => {
  const set = with_(vat('20'), vat('25', { from: '2026-11-05T00:00:00Z' }, 'gb-new'), vat('5', { category: 'energy' }, 'gb-energy'), vat('8', { country: 'US', region: 'CA' }, 'us-ca'), vat('4', { country: 'US' }, 'us'), vat('23', { country: 'IE' }, 'ie'));
  it.each([
    ['the category of the product', { product: { taxCategory: 'energy' } }, '2026-11-10T12:00:00Z', [['energy GB 5 %', 5]]],
    ['the rate in force on the day', {}, '2026-11-10T12:00:00Z', [['standard GB 25 %', 25]]],
    ['the rate in force before', {}, '2026-11-01T12:00:00Z', [['standard GB 20 %', 20]]],
    ['where the goods are sent', { jurisdiction: { country: 'IE' } }, '2026-11-10T12:00:00Z', [['standard IE 23 %', 23]]],
    ['its region before its country', { jurisdiction: { country: 'US', region: 'ca' } }, '2026-11-10T12:00:00Z', [['standard US-CA 8 %', 8]]],
    ['the country where the region has none', { jurisdiction: { country: 'US', region: 'OR' } }, '2026-11-10T12:00:00Z', [['standard US 4 %', 4]]],
    ['none where there is no rate', { jurisdiction: { country: 'FR' } }, '2026-11-10T12:00:00Z', []],
  ])('%s decides', (_what, more, at, expected) => {
    expect(taxesOf(price(request([line('1', 100, more)], { channel: excluded, at }), set))).toEqual(expected);
  });

  it('goods of one order are taxed where each is handed over: a parcel where it goes, a pickup at its store', () => {
    const priced = price(request([line('1', 100, { jurisdiction: { country: 'IE' } }), line('2', 100, { method: 'pickup', jurisdiction: { country: 'GB' } })], { channel: excluded }), set);
    expect(taxesOf(priced)).toEqual([['standard GB 25 %', 25], ['standard IE 23 %', 23]]);
  });

  it('is within the price, or on top of it, as the channel has it', () => {
    expect([totalsOf(price(request([line('1', 1250)]), set)), totalsOf(price(request([line('1', 1250)], { channel: excluded }), set))]).toMatchObject([{ tax: 250, grand: 1250 }, { tax: 313, grand: 1563 }]);
  });

  it('that the marketplace has collected is recorded as its own, and not reckoned again', () => {
    const tax = [{ label: 'US sales tax', amount: gbp(80), remittedBy: 'marketplace' }];
    const priced = price(request([line('1', 1, { total: gbp(1000) })], { channel: { ...asSold, taxIncluded: false }, tax }), set);
    expect([priced.result.taxes, totalsOf(priced)]).toMatchObject([tax, { tax: 80 }]);
  });
});

describe('S13 tax is rounded where its country has it', () => {
  const three = request([line('1', 103), line('2', 103), line('3', 103)], { channel: excluded });
  it('once per rate over the document, or line by line, shipping by itself', () => {
    expect([perLine(price(three, with_(vat('20')))), totalsOf(price(three, with_(vat('20')))).tax]).toEqual([[21, 21, 20], 62]);
    expect([perLine(price(three, with_(vat('20', { rounding: 'document' })))), perLine(price(three, with_(vat('20', { rounding: 'line' }))))]).toEqual([[21, 21, 20], [21, 21, 21]]);
    expect(totalsOf(price(three, { ...with_(vat('20', { rounding: 'line' })), shippingRates: [shipping(52)] }))).toMatchObject({ tax: 63 + 10, grand: 309 + 52 + 73 });
  });

  it('countries that round differently stand in one order', () => {
    const mixed = request([line('1', 103), line('2', 103), line('3', 103), line('4', 103, { jurisdiction: { country: 'IE' } }), line('5', 103, { jurisdiction: { country: 'IE' } }), line('6', 103, { jurisdiction: { country: 'IE' } })], { channel: excluded });
    expect(taxesOf(price(mixed, with_(vat('20'), vat('20', { country: 'IE', rounding: 'line' }, 'ie'))))).toEqual([['standard GB 20 %', 62], ['standard IE 20 %', 63]]);
  });

  it('either way lines add up to the tax of their rate, each within a penny of its own', () => {
    const some = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 5 });
    fc.assert(fc.property(some, fc.integer({ min: 0, max: 10_000 }), fc.boolean(), fc.boolean(), (pence, rate, byLine, included) => {
      const percent = `${Math.floor(rate / 100)}.${String(rate % 100).padStart(2, '0')}`;
      const priced = price(request(pence.map((amount, index) => line(`${index}`, amount)), { channel: { ...webshop, taxIncluded: included } }), with_(vat(percent, byLine ? { rounding: 'line' } : {})));
      const taxOn = (base: number) => Number(divideHalfUp(BigInt(base) * BigInt(rate), included ? BigInt(10_000 + rate) : 10_000n));
      const wanted = byLine ? pence.reduce((total, amount) => total + taxOn(amount), 0) : taxOn(pence.reduce((total, amount) => total + amount, 0));
      const lines = perLine(priced);
      return totalsOf(priced).tax === wanted && lines.reduce((total, one) => total + one, 0) === wanted && lines.every((one, index) => (byLine ? one === taxOn(pence[index]!) : Math.abs(one - taxOn(pence[index]!)) <= 1));
    }), { numRuns: 10_000 });
  });
});
