import { difference } from './difference.js';
import { canonical } from './entry.js';
import { withoutPersonal } from './personal.js';

const money = (amount: string) => ({ amount, currency: 'GBP' });

describe('the difference of two states', () => {
  it('names the members that changed and no others', () => {
    expect(difference({ a: 1, b: { c: 2, d: 3 }, gone: 4 }, { a: 1, b: { c: 2, d: 5 }, come: 6 })).toEqual([{ path: '/b/d', before: 3, after: 5 }, { path: '/gone', before: 4 }, { path: '/come', after: 6 }]);
    expect(difference({ a: [{ x: 1 }] }, { a: [{ x: 1 }] })).toEqual([]);
    expect(difference(undefined, { a: 1 })).toEqual([{ path: '', after: { a: 1 } }]);
    expect(difference({ a: 1 }, undefined)).toEqual([{ path: '', before: { a: 1 } }]);
    expect(difference({ a: null }, { a: {} })).toEqual([{ path: '/a', before: null, after: {} }]);
  });

  it('keeps money, sealed values and lists of words whole, and compares things in lists by their place', () => {
    expect(difference({ m: money('1.00'), s: { kid: 'k', box: 'A' }, w: ['a', 'b'] }, { m: money('2.00'), s: { kid: 'k', box: 'B' }, w: ['b'] })).toEqual([
      { path: '/m', before: money('1.00'), after: money('2.00') }, { path: '/s', before: { kid: 'k', box: 'A' }, after: { kid: 'k', box: 'B' } }, { path: '/w', before: ['a', 'b'], after: ['b'] },
    ]);
    expect(difference({ m: money('1.00'), w: ['a'] }, { m: money('1.00'), w: ['a'] })).toEqual([]);
    expect(difference({ l: [{ q: 1 }, { q: 2 }] }, { l: [{ q: 1 }, { q: 3 }, { q: 4 }] })).toEqual([{ path: '/l/1/q', before: 2, after: 3 }, { path: '/l/2', after: { q: 4 } }]);
  });

  it('writes names as JSON Pointer', () => {
    expect(difference({ 'a/b': { '~': 1 } }, { 'a/b': { '~': 2 } })).toEqual([{ path: '/a~1b/~0', before: 1, after: 2 }]);
  });
});

describe('canonical JSON', () => {
  it('is that of RFC 8785: members by code unit, no blanks, whatever order they came in', () => {
    expect(canonical({ b: [1, { d: 'é\n', c: null }], a: undefined, '10': 1, '9': 2 })).toBe('{"10":1,"9":2,"b":[1,{"c":null,"d":"é\\n"}]}');
    expect(canonical({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 })).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}');
    expect(canonical([1e30, 4.5, 0.002, 1e-27, -0])).toBe('[1e+30,4.5,0.002,1e-27,0]');
  });
});

describe('personal values', () => {
  it('are sealed, withheld or gone, however deep', () => {
    const person = { loyaltyId: 'L', nameIndexes: ['n'], emails: [{ value: { kid: 'k', box: 'B' }, index: 'i' }], identities: [{ channel: 'web', externalId: 'x' }] };
    expect(withoutPersonal(difference(undefined, person))).toEqual([{ path: '', after: { loyaltyId: 'withheld', emails: [{ value: { kid: 'k', box: 'B' } }], identities: [{ channel: 'web', externalId: 'withheld' }] } }]);
    expect(withoutPersonal(difference(person, {}))).toEqual([
      { path: '/loyaltyId', before: 'withheld' }, { path: '/emails', before: [{ value: { kid: 'k', box: 'B' } }] }, { path: '/identities', before: [{ channel: 'web', externalId: 'withheld' }] },
    ]);
  });
});
