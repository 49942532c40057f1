import { parseJson } from './json-body.js';

const parse = (text: string) => parseJson(Buffer.from(text));

describe('a JSON body', () => {
  it('is read as it stands', () => {
    expect([parse(''), parse('null'), parse('{"a":["\\ud83d\\ude00 \\\\u0000"]}')]).toEqual([undefined, null, { a: ['😀 \\u0000'] }]);
  });
  it.each(['{', '{"a":1,}', '"\\x"', 'NaN', '\u0001'])('%s is malformed', (text) => expect(() => parse(text)).toThrow('not valid JSON'));
  it('may be 32 levels deep, brackets in strings not counted', () => {
    expect(() => parse('['.repeat(32) + ']'.repeat(32))).not.toThrow();
    expect(() => parse('['.repeat(33) + ']'.repeat(33))).toThrow('32 levels');
    expect(parse(`"${'['.repeat(100)}\\"${'{'.repeat(100)}"`)).toHaveLength(201);
  });
  it('has no more values than a document of ours could', () => {
    expect(() => parse(`[${'0,'.repeat(200_000)}0]`)).not.toThrow();
    expect(() => parse(`[${'0,'.repeat(200_001)}0]`)).toThrow('200000 values');
  });
  it('holds nothing that cannot be stored, and says where', () => {
    for (const [text, path] of [['{"a":[1,"\\u0000"]}', '/a/1'], ['{"a/b":{"c":"x\\uD800"}}', '/a~1b/c'], ['{"a":{"\\u0000":1}}', '/a']]) {
      expect(() => parse(text!)).toThrow(expect.objectContaining({ kind: 'invalid', errors: [expect.objectContaining({ path })] }));
    }
  });
  it('holds no number beyond all, and says where', () => {
    for (const number of ['1e400', '-1E+309', '9'.repeat(400)]) {
      expect(() => parse(`{"a":[${number}]}`)).toThrow(expect.objectContaining({ kind: 'invalid', errors: [expect.objectContaining({ path: '/a/0' })] }));
    }
    expect(parse('[1e300,"1e400"]')).toEqual([1e300, '1e400']);
  });
  it('holds no member that code could take for a prototype', () => {
    for (const text of ['{"a":{"__proto__":{"x":1}}}', '{"a":{"\\u005f_proto__":1}}']) {
      expect(() => parse(text)).toThrow(expect.objectContaining({ kind: 'invalid', errors: [{ path: '/a/__proto__', message: 'unknown field' }] }));
    }
    expect(parse('{"constructor":"x","a":"__proto__"}')).toEqual({ constructor: 'x', a: '__proto__' });
  });
  it('names no member twice, and says where', () => {
    const twice = '{"a":[{"b":1},{"b":{":{":2},"x":[],"\\u0062":3}]}';
    expect(() => parse(twice)).toThrow(expect.objectContaining({ kind: 'invalid', errors: [{ path: '/a/1/b', message: 'stands twice' }] }));
    expect(parse('{"a:b":"x:y","c":{"a:b":1},"d":[{"c":1},{"c":2}]}')).toMatchObject({ 'a:b': 'x:y' });
  });
  it.each(['{"a":"\xff"}', '{"a":"\xc0\x80"}', '{"a":"\xed\xa0\x80"}'])('is UTF-8 (%j)', (bytes) => expect(() => parseJson(Buffer.from(bytes, 'latin1'))).toThrow('not valid JSON'));
  it('may begin with a byte order mark', () => expect(parse('\uFEFF{"a":1}')).toEqual({ a: 1 }));
});
