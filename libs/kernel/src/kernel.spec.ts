import { checkDigit, distanceKm, fingerprint, isGtin, mergePatch, patchDocument, putDocument } from './index.js';

describe('gtin', () => {
  it('knows a right check digit from a wrong one, in all four lengths', () => {
    expect(['96385074', '036000291452', '4006381333931', '10012345678902'].map(isGtin)).toEqual([true, true, true, true]);
    expect(['96385075', '036000291453', '4006381333932', '1234', '400638133393a'].map(isGtin)).toEqual([false, false, false, false, false]);
    expect(checkDigit('400638133393')).toBe(1);
  });
});

describe('a document', () => {
  it('is created, replaced, and left alone when equal', () => {
    const created = putDocument(undefined, { name: 'a' });
    expect(created).toMatchObject({ status: 201, changed: true, next: { version: 1 } });
    expect(putDocument(created.next, { name: 'a' })).toMatchObject({ status: 200, changed: false, next: { version: 1 } });
    expect(putDocument(created.next, { name: 'b' })).toMatchObject({ status: 200, changed: true, next: { version: 2 } });
  });
  it('refuses a version that the caller did not see', () => {
    const current = { version: 3, document: { name: 'a' } };
    expect(() => putDocument(current, { name: 'b' }, { ifMatch: '"2"' })).toThrow('the current version is 3');
    expect(() => putDocument(current, { name: 'b' }, { ifNoneMatch: '*' })).toThrow('exists already');
    expect(putDocument(current, { name: 'b' }, { ifMatch: '"2", "3"' }).next.version).toBe(4);
  });
  it('is patched by RFC 7396', () => {
    expect(mergePatch({ a: 'b', c: { d: 'e', f: 'g' } }, { a: 'z', c: { f: null } })).toEqual({ a: 'z', c: { d: 'e' } });
    expect(mergePatch({}, JSON.parse('{"__proto__":{"x":1}}'))).not.toHaveProperty('x');
    expect(() => patchDocument(undefined, {}, (merged) => merged)).toThrow('nothing here');
  });
});

it('gives equal values equal fingerprints', () => {
  expect(fingerprint({ a: 1, b: [{ d: 1n, c: undefined }] })).toBe(fingerprint({ b: [{ d: '1' }], a: 1 }));
});

it('measures distance in kilometres', () => {
  expect(distanceKm({ lat: 52.0907, lon: 5.1214 }, { lat: 52.3676, lon: 4.9041 })).toBeCloseTo(34.2, 0);
});
