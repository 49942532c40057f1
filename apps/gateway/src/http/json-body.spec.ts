import { parseJson } from './json-body.js';

const parse = (text: string) => parseJson(Buffer.from(text));

describe('a JSON body', () => {
  it('is read as it stands', () => {
    expect([parse(''), parse('null'), parse('{"a":["\\ud83d\\ude00 \\\\u0000"]}')]).toEqual([undefined, null, { a: ['😀 \\u0000'] }]);
  });
  it.each(['{', '{"a":1,}', '"\\x"', 'NaN', '\u0001'])('%s is malformed', (text) => expect(() => parse(text)).toThrow('not valid JSON'));
  it('may be 50 levels deep, brackets in strings not counted', () => {
    expect(() => parse('['.repeat(50) + ']'.repeat(50))).not.toThrow();
    expect(() => parse('['.repeat(51) + ']'.repeat(51))).toThrow('50 levels');
    expect(parse(`"${'['.repeat(100)}\\"${'{'.repeat(100)}"`)).toHaveLength(201);
  });
  it('holds nothing that cannot be stored, and says where', () => {
    for (const [text, path] of [['{"a":[1,"\\u0000"]}', '/a/1'], ['{"a/b":{"c":"x\\uD800"}}', '/a~1b/c'], ['{"a":{"\\u0000":1}}', '/a']]) {
      expect(() => parse(text!)).toThrow(expect.objectContaining({ kind: 'invalid', errors: [expect.objectContaining({ path })] }));
    }
  });
});
