import { isMasked, nameWords, normaliseEmail, normalisePhone } from './personal.js';

describe('keys by which people are found', () => {
  it('compares e-mail addresses without regard to case and blanks around', () => {
    expect(normaliseEmail('  Ada@Example.ORG ')).toBe('ada@example.org');
  });
  it('writes phone numbers as E.164, by the region when there is no country code', () => {
    expect([normalisePhone('+31 30 123 4567', undefined, ''), normalisePhone('030-123 4567', 'NL', ''), normalisePhone('020 7946 0958', 'GB', '')]).toEqual(['+31301234567', '+31301234567', '+442079460958']);
    for (const wrong of [['12', 'NL'], ['030-123 4567', undefined], ['00000', 'GB']] as const) expect(() => normalisePhone(wrong[0], wrong[1], '/customer/phone')).toThrow('/customer/phone');
  });
  it('finds names by words, without accents', () => {
    expect(nameWords('Zoë  van der Meer-Ødegård')).toEqual(['zoe', 'van', 'der', 'meer', 'ødegard']);
  });
  it('knows relay addresses by their domain and its subdomains, and no lookalikes', () => {
    const domains = ['marketplace.amazon.com', 'members.ebay.com'];
    expect(['a@marketplace.amazon.com', 'a@eu.members.ebay.com', 'a@notmembers.ebay.com', 'marketplace.amazon.com@example.org'].map((address) => isMasked(address, domains))).toEqual([true, true, false, false]);
  });
});
