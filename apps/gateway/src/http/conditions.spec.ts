import { isKnown, readConditions, readTags, tagged } from './conditions.js';

const write = { method: 'PUT', conditional: true } as const;

describe('If-Match and If-None-Match', () => {
  it.each([['*', '*'], ['"1"', ['"1"']], ['"1" , W/"2",""', ['"1"', 'W/"2"', '""']], ['"a,b"', ['"a,b"']]])('%s is read', (header, tags) => {
    expect(readTags({ 'if-match': header }, 'if-match')).toEqual(tags);
  });
  it.each(['', '1', '"1', '"1" "2"', '"1",', 'w/"1"', '*, "1"', '"\u0000"', '"1", *', `"${'x'.repeat(2_000)}"`])('%p is malformed', (header) => {
    expect(() => readTags({ 'if-match': header }, 'if-match')).toThrow(expect.objectContaining({ kind: 'malformed' }));
  });

  it('go to the owner of what is written', () => {
    expect(readConditions(write, { 'if-match': '"3", W/"4"' })).toEqual({ ifMatch: '"3", W/"4"' });
    expect(readConditions(write, { 'if-match': '*', 'if-none-match': '*' })).toEqual({ ifMatch: '*', ifNoneMatch: '*' });
    expect(readConditions({ method: 'GET' }, { 'if-match': 'nonsense' })).toEqual({});
  });
  it('are never passed over on a write', () => {
    expect(() => readConditions(write, { 'if-none-match': '"1"' })).toThrow(expect.objectContaining({ kind: 'malformed' }));
    expect(() => readConditions({ method: 'DELETE' }, { 'if-match': '"1"' })).toThrow(expect.objectContaining({ kind: 'precondition' }));
    expect(() => readConditions({ method: 'PUT' }, { 'if-none-match': '*' })).toThrow(expect.objectContaining({ kind: 'precondition' }));
    expect(readConditions({ method: 'DELETE' }, { 'if-match': '*' })).toEqual({});
  });
  it('tell what the reader has', () => {
    expect([isKnown({}, '"1"'), isKnown({ 'if-none-match': '"2"' }, '"1"'), isKnown({ 'if-none-match': '"2", W/"1"' }, '"1"'), isKnown({ 'if-none-match': '*' }, '"1"')]).toEqual([false, false, true, true]);
  });
});

describe('an answer without a version', () => {
  it('has an ETag of what it says', () => {
    const first = tagged({ method: 'GET' }, {}, { status: 200, json: '{"a":1}' });
    expect(first.headers!['etag']).toMatch(/^"[\w-]{27}"$/);
    expect(tagged({ method: 'GET' }, { 'if-none-match': first.headers!['etag']! }, { status: 200, json: '{"a":1}' })).toEqual({ status: 304, headers: first.headers });
    expect(tagged({ method: 'GET' }, { 'if-none-match': first.headers!['etag']! }, { status: 200, json: '{"a":2}' }).status).toBe(200);
  });
  it('keeps the one that it has, and others have none', () => {
    expect(tagged({ method: 'GET' }, {}, { status: 200, json: '1', headers: { etag: '"7"' } }).headers).toEqual({ etag: '"7"' });
    expect([tagged({ method: 'POST' }, {}, { status: 200, json: '1' }), tagged({ method: 'GET' }, {}, { status: 404, json: '1' })].map((one) => one.headers)).toEqual([undefined, undefined]);
  });
});
